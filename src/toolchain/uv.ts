import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CancelledError, OutsideError, SetupError } from '../errors/errors.js'
import type { Host } from '../run/host.js'
import { type ProcessResult, runProcess } from '../run/process.js'
import { lastLines } from './install-output.js'
import { installVariables, uvVariablesOfPip } from './install-variables.js'
import { keptDirectory } from './kept-directory.js'
import { findPython, type Python } from './python.js'
import { isProgram, programFile, programsNamed, pythonOf } from './search-path.js'
import { UV_HASHES, UV_VERSION } from './uv-release.js'
import { WITHOUT_INDEX } from './without-index.js'

/** The uv for installations. */
export interface Uv {
  program: string
  /** `path`: the user's own; `installed`: in a folder of the cache without a Python. */
  origin: 'path' | 'installed'
  /**
   * Its environment: pip's settings for an installed uv, and no variable that changes the place of an installation. It
   * may contain passwords.
   */
  env: NodeJS.ProcessEnv
}

export interface UvRequest {
  env: NodeJS.ProcessEnv
  cwd: string
  signal: AbortSignal
  host: Host
  cacheRoot: string
}

/** A release of uv whose files have known hashes. */
export interface UvRelease {
  version: string
  /** SHA-256 of each file, for all platforms. */
  hashes: readonly string[]
}

/**
 * The uv of PATH, or one that pip installs into the cache.
 * @param release the version to install; pip accepts only files with its hashes
 * @throws {SetupError} neither uv nor a Python that can install it
 * @throws {OutsideError} pip cannot download it, or the package index has another file
 */
export async function provideUv(
  request: UvRequest,
  release: UvRelease = { version: UV_VERSION, hashes: UV_HASHES },
): Promise<Uv> {
  const { env, cwd, signal, host, cacheRoot } = request
  for (const program of await programsNamed('uv', env)) {
    if (await runs(program, request)) return { program, origin: 'path', env: installVariables(env) }
    host.debug(`uv: ${program} does not run`)
  }
  const python = await findPython({ env, cwd, signal, minimum: '3.9', purpose: 'install uv' })
  const variables = installVariables(env)
  // pip takes half a second to tell its settings, so both run at once.
  const [{ directory, reused }, settings] = await Promise.all([
    keptDirectory({
      root: cacheRoot,
      kind: 'uv',
      name: [release.version, process.platform, process.arch].join('-'),
      usable: async (kept) => await runs(uvIn(kept), request),
      build: async (made) => {
        host.info(`Installing uv ${release.version}: PATH has none.`)
        await installUv(python, made, request, release)
      },
    }),
    // Not in the project, whose files could shadow pip.
    uvVariablesOfPip(python, variables, python.base, signal),
  ])
  host.debug(`uv: ${uvIn(directory)}${reused ? ', installed before' : ''}`)
  return { program: uvIn(directory), origin: 'installed', env: { ...variables, ...settings } }
}

/** pip puts programs of a target folder into `bin` on every platform. */
function uvIn(directory: string): string {
  return join(directory, 'uv', 'bin', programFile('uv'))
}

/** A shim, or a program for another system, may exist but not run. */
async function runs(program: string, { env, cwd, signal }: UvRequest): Promise<boolean> {
  try {
    return (await runProcess([program, '--version'], { env, cwd, signal, timeout: 30 })).code === 0
  } catch (error) {
    if (error instanceof CancelledError || signal.aborted) throw error
    return false
  }
}

/** Installs uv below `directory`, with the Python's own pip, or with the pip of a temporary virtual environment. */
async function installUv(
  python: Python,
  directory: string,
  { env, signal }: UvRequest,
  { version, hashes }: UvRelease,
): Promise<void> {
  // The release is exact, so a constraint of the user could only contradict it.
  const options = { env: { ...installVariables(env), PIP_CONSTRAINT: undefined }, cwd: directory, signal }
  let pip = python.program
  if (!python.pip) {
    const venv = join(directory, 'pip')
    const made = python.ensurepip ? await runProcess([python.program, '-m', 'venv', venv], options) : undefined
    if (made?.code !== 0) {
      const minor = python.version.split('.').slice(0, 2).join('.')
      const said = made ? `\n${lastLines(made)}\n` : ''
      throw new SetupError(
        'uv-not-installable',
        `uv cannot be installed: ${python.program} (${python.version}) has neither pip nor the modules venv and ensurepip.${said}`,
        {
          key: 'PATH',
          value: python.program,
          remedy: `Install them ('apt-get install python3-venv', or python${minor}-venv, on Debian and Ubuntu), or uv, or use the step 'uses: actions/setup-python'.`,
        },
      )
    }
    pip = pythonOf(venv)
  }
  const target = join(directory, 'uv')
  const requirements = join(directory, 'uv.txt')
  await writeFile(requirements, `uv==${version} ${hashes.map((hash) => `--hash=sha256:${hash}`).join(' ')}\n`)
  const arguments_ = ['--quiet', '--require-hashes', '--no-deps', '--only-binary=:all:', '--target', target]
  const result = await runProcess([pip, '-m', 'pip', 'install', ...arguments_, '-r', requirements], options)
  if (result.code !== 0) throw pipError(result, version)
  if (!(await isProgram(uvIn(directory)))) {
    throw new OutsideError(
      'uv-install-failed',
      `uv cannot be installed: pip succeeded, but ${uvIn(directory)} does not exist.`,
      {
        remedy: 'Put uv on PATH.',
      },
    )
  }
}

/** pip's only sign of a wrong hash is its message: https://pip.pypa.io/en/stable/topics/secure-installs/ */
function pipError(result: ProcessResult, version: string): OutsideError {
  if (/DO NOT MATCH THE HASHES/.test(result.stderr)) {
    const file = /([^/\s]+\.whl)/.exec(result.stderr)?.[1] ?? 'a file'
    const hash = /Got\s+([0-9a-f]{64})/.exec(result.stderr)?.[1]
    return new OutsideError(
      'package-not-verified',
      `uv ${version} is not installed: ${file} of the package index has ${hash === undefined ? 'a hash' : `the hash sha256:${hash}`}, which its release does not have.`,
      {
        value: `uv==${version}`,
        remedy: "Check the package index ('pip config list' names it) and its proxy, or put a trusted uv on PATH.",
      },
    )
  }
  return new OutsideError(
    'uv-install-failed',
    `uv ${version} cannot be installed: pip ended with ${result.code}.\n${lastLines(result)}\n`,
    { remedy: WITHOUT_INDEX },
  )
}
