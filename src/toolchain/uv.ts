import { join } from 'node:path'
import { CancelledError, OutsideError, SetupError } from '../errors/errors.js'
import type { Host } from '../run/host.js'
import { runProcess } from '../run/process.js'
import { lastLines } from './install-output.js'
import { installVariables, uvVariablesOfPip } from './install-variables.js'
import { keptDirectory } from './kept-directory.js'
import { findPython, type Python } from './python.js'
import { isProgram, programFile, programsNamed, pythonOf } from './search-path.js'

/** The uv that installs. */
export interface Uv {
  program: string
  /** `path`: the user's own; `installed`: ours, in a folder of its own without a Python. */
  origin: 'path' | 'installed'
  /** The environment for it: settings of pip's where uv is ours, no variable that sends an installation elsewhere. May hold passwords. */
  env: NodeJS.ProcessEnv
}

export interface UvRequest {
  env: NodeJS.ProcessEnv
  cwd: string
  signal: AbortSignal
  host: Host
  cacheRoot: string
}

/**
 * The uv of PATH, or one of our own, which pip installs into the cache.
 * @throws {SetupError} neither uv nor a Python that could install it
 * @throws {OutsideError} pip could not get it
 */
export async function provideUv(request: UvRequest): Promise<Uv> {
  const { env, cwd, signal, host, cacheRoot } = request
  for (const program of await programsNamed('uv', env)) {
    if (await runs(program, request)) return { program, origin: 'path', env: installVariables(env) }
    host.debug(`uv: ${program} does not run`)
  }
  const python = await findPython({ env, cwd, signal, minimum: '3.9', purpose: 'install uv' })
  const { directory, reused } = await keptDirectory({
    root: cacheRoot,
    kind: 'uv',
    name: `${process.platform}-${process.arch}`,
    usable: async (kept) => await runs(uvIn(kept), request),
    build: async (made) => {
      host.info('Installing uv: there is none on PATH.')
      await installUv(python, made, request)
    },
  })
  host.debug(`uv: ${uvIn(directory)}${reused ? ', installed before' : ''}`)
  const variables = installVariables(env)
  return {
    program: uvIn(directory),
    origin: 'installed',
    env: { ...variables, ...(await uvVariablesOfPip(python, variables, cacheRoot, signal)) },
  }
}

/** pip puts programs of a target folder into `bin` on every platform. */
function uvIn(directory: string): string {
  return join(directory, 'uv', 'bin', programFile('uv'))
}

/** A shim, or a program of another system's, may exist and not run. */
async function runs(program: string, { env, cwd, signal }: UvRequest): Promise<boolean> {
  try {
    return (await runProcess([program, '--version'], { env, cwd, signal, timeout: 30 })).code === 0
  } catch (error) {
    if (error instanceof CancelledError || signal.aborted) throw error
    return false
  }
}

/** Installs uv below `directory`, with the Python's own pip, or with that of a virtual environment that is thrown away. */
async function installUv(python: Python, directory: string, { env, signal }: UvRequest): Promise<void> {
  const options = { env: installVariables(env), cwd: directory, signal }
  let pip = python.program
  if (!python.pip) {
    const venv = join(directory, 'pip')
    const made = python.ensurepip ? await runProcess([python.program, '-m', 'venv', venv], options) : undefined
    if (made?.code !== 0) {
      const minor = python.version.split('.').slice(0, 2).join('.')
      const said = made ? `\n${lastLines(made)}\n` : ''
      throw new SetupError(
        'uv-not-installable',
        `uv can't be installed: ${python.program} (${python.version}) has neither pip nor the modules venv and ensurepip to get it.${said}`,
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
  const result = await runProcess(
    [pip, '-m', 'pip', 'install', '--quiet', '--only-binary=:all:', '--target', target, 'uv'],
    options,
  )
  if (result.code !== 0) {
    throw new OutsideError(
      'uv-install-failed',
      `uv can't be installed: pip ended with ${result.code}.\n${lastLines(result)}\n`,
      {
        remedy: "See whether pip reaches its package index ('pip config list' shows its settings), or put uv on PATH.",
      },
    )
  }
  if (!(await isProgram(uvIn(directory)))) {
    throw new OutsideError(
      'uv-install-failed',
      `uv can't be installed: pip ended well, and there is no ${uvIn(directory)}.`,
      {
        remedy: 'Put uv on PATH.',
      },
    )
  }
}
