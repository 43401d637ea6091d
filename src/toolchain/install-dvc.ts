import { createHash } from 'node:crypto'
import { copyFile, mkdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { OutsideError, SetupError } from '../errors/errors.js'
import type { Host } from '../run/host.js'
import { type ProcessOptions, type ProcessResult, runProcess } from '../run/process.js'
import type { SharedCache } from '../run/shared-cache.js'
import { MINIMUM_DVC_VERSION } from '../settings/oldest-dvc.js'
import { type DvcLock, lockError, lockStartError, requireExtras } from './dvc-lock.js'
import { probeDvc } from './dvc-probe.js'
import { type AskedVersion, compareVersions, DEFAULT_DVC_VERSION, parseDvcVersion } from './dvc-version.js'
import { CLIENT_MODULES, EXTRA_MODULES, type Extra } from './extras.js'
import type { DvcInstallation } from './find-dvc.js'
import { lastLines } from './install-output.js'
import { keptDirectory } from './kept-directory.js'
import { findPython, type Python, parseObject } from './python.js'
import { findReleaseDay } from './release-day.js'
import { binDirectory, isProgram, programFile, pythonOf } from './search-path.js'
import { provideUv } from './uv.js'
import { WITHOUT_INDEX } from './without-index.js'

export interface InstallRequest {
  /** Text of `dvc-version`. Default: DEFAULT_DVC_VERSION. */
  version?: string
  /** Exactly these packages are installed. */
  lock?: DvcLock
  extras: readonly Extra[]
  cacheRoot: string
  env: NodeJS.ProcessEnv
  /** The DVC project: version managers choose the Python by it. */
  cwd: string
  signal: AbortSignal
  host: Host
  /** Caches the installation for other machines. */
  shared?: SharedCache
}

/** The oldest Python of DVC 3.67. */
const MINIMUM_PYTHON = '3.9'

/** uv exits with 1 if the requested packages conflict, and with 2 for any other failure. */
const UNRESOLVABLE = 1

/** A limit that DVC's own requirements lack: every DVC before 3.66 fails at an import with a current pathspec. */
const LATER_BOUNDS = [{ before: '3.66', requirement: 'pathspec<1' }]

/** Bounds that an extra lacks: pydrive2 resolves to a pyOpenSSL of 2022, which fails at its import. */
const EXTRA_BOUNDS: Readonly<Partial<Record<Extra, string>>> = { gdrive: 'pyopenssl>=24' }

/**
 * Imports the modules of every command and the client of each extra (its arguments), and creates a project. This fails
 * first if a dependency is too new for this DVC.
 */
const TRIAL = `
import importlib, sys
import dvc.cli, dvc.ignore, dvc.repo.init, dvc.repo.reproduce, dvc.repo.status, dvc.scm, scmrepo.git
for name in sys.argv[1:]:
    importlib.import_module(name)
sys.exit(dvc.cli.main(["init", "--no-scm"]))
`

/**
 * Installs DVC with uv into a separate environment in the cache. The next call with the same version, extras and Python
 * reuses it.
 * The folder of the program has no other files, so that it can be on PATH without the Python beside it.
 * @throws {SetupError} no Python, no such version, or a DVC that does not start
 * @throws {OutsideError} the package index cannot be reached
 */
export async function installDvc(request: InstallRequest): Promise<DvcInstallation> {
  const { env, cwd, signal, cacheRoot, lock } = request
  const asked = parseDvcVersion(lock?.version ?? request.version ?? DEFAULT_DVC_VERSION)
  const extras = [...new Set(request.extras)].sort()
  if (lock !== undefined) requireExtras(lock, extras)
  const python = await findPython({ env, cwd, signal, minimum: MINIMUM_PYTHON, purpose: 'install DVC' })
  const { directory, reused } = await keptDirectory({
    root: cacheRoot,
    kind: 'dvc',
    what: `DVC ${asked.text}`,
    ...(request.shared === undefined ? {} : { shared: request.shared }),
    name: [
      asked.text,
      ...(lock === undefined ? [] : [`lock${lock.hash}`]),
      extras.join('+') || 'plain',
      `py${python.version}`,
      await hashOf(python),
    ].join('-'),
    usable: async (kept) => (await readInstallation(kept)) !== undefined,
    build: async (made) => build(made, { ...request, extras, asked, python }),
  })
  const installation = await readInstallation(directory)
  if (!installation)
    throw new OutsideError('dvc-install-failed', `the DVC in ${directory} disappeared after its installation.`, {
      remedy: 'Run again.',
    })
  request.host.debug(`DVC ${installation.version}: ${installation.dvc}${reused ? ', installed before' : ''}`)
  return installation
}

/** Distinguishes Pythons of the same version: an environment links to the Python that made it. */
async function hashOf(python: Python): Promise<string> {
  const base = await realpath(python.base).catch(() => python.base)
  return createHash('sha256')
    .update(JSON.stringify([base, process.platform, process.arch]))
    .digest('hex')
    .slice(0, 8)
}

const places = (directory: string) => ({
  environment: join(directory, 'environment'),
  command: join(directory, 'command'),
  stamp: join(directory, 'dvc.json'),
})

/**
 * The installation in a folder of the cache; undefined if it no longer works, for example because its Python was
 * removed.
 */
async function readInstallation(directory: string): Promise<DvcInstallation | undefined> {
  const { environment, command, stamp } = places(directory)
  const [dvc, python] = [join(command, programFile('dvc')), pythonOf(environment)]
  const { version } = parseObject(await readFile(stamp, 'utf8').catch(() => '')) ?? {}
  if (typeof version !== 'string' || !(await isProgram(dvc)) || !(await isProgram(python))) return undefined
  return { dvc, python, version, origin: 'installed' }
}

interface Build extends InstallRequest {
  asked: AskedVersion
  python: Python
}

async function build(directory: string, request: Build): Promise<void> {
  const { asked, extras, python, signal, host } = request
  const { environment, command, stamp } = places(directory)
  const uv = await provideUv(request)
  const label = `DVC ${asked.text}${request.lock ? ` of ${request.lock.file}` : extras.length ? ` with ${extras.join(', ')}` : ''}`
  host.info(`Installing ${label} for Python ${python.version}.`)
  const started = performance.now()
  // Outside of the project: its pyproject.toml may have settings for uv.
  const tools: Tools = {
    uv: uv.program,
    label,
    environment,
    clients: extras.flatMap((extra) => [EXTRA_MODULES[extra], CLIENT_MODULES[extra]]),
    trial: join(directory, 'trial'),
    options: { cwd: directory, env: uv.env, signal },
  }
  let version = await fill(tools, request)
  const problem = await tryOut(tools)
  if (problem !== undefined) {
    if (request.lock) throw lockStartError(request.lock, problem)
    host.debug(`${label} does not start: ${problem}`)
    const day = await findReleaseDay(uv.program, pythonOf(environment), version, tools.options)
    if (day === undefined) throw startError(label, asked, problem)
    host.info(
      `${label} does not start with today's versions of its dependencies: using their versions of ${day}, the day of its release.`,
    )
    await rm(environment, { recursive: true })
    version = await fill(tools, request, ['--exclude-newer', day])
    const still = await tryOut(tools)
    if (still !== undefined) throw startError(label, asked, still)
  }
  await mkdir(command)
  const program = join(binDirectory(environment), programFile('dvc'))
  if (process.platform === 'win32') await copyFile(program, join(command, programFile('dvc')))
  else await symlink(relative(command, program), join(command, 'dvc'))
  await writeFile(stamp, `${JSON.stringify({ version, extras, python: python.version })}\n`)
  host.debug(`${label}: installed in ${Math.round(performance.now() - started)} ms`)
}

/** The shared arguments of the installation steps. */
interface Tools {
  uv: string
  /** Description of the installation. */
  label: string
  environment: string
  /** The modules that the extras are for. */
  clients: string[]
  /** A folder that may be created and is removed again. */
  trial: string
  options: ProcessOptions
}

/**
 * Creates the environment and installs DVC into it.
 * @returns the installed version
 */
async function fill({ uv, label, environment, options }: Tools, request: Build, more: string[] = []): Promise<string> {
  const { asked, extras, python, signal, host, lock } = request
  const venv = await runProcess([uv, 'venv', '--quiet', '--python', python.program, environment], options)
  if (venv.code !== 0)
    throw new OutsideError(
      'environment-not-created',
      `${label}: uv cannot make an environment with ${python.program}.\n${lastLines(venv)}`,
    )
  // On the day of an old release, the newer version may not exist.
  const extraBounds = more.length > 0 ? [] : extras.flatMap((extra) => EXTRA_BOUNDS[extra] ?? [])
  const lockFile = join(dirname(environment), 'dvc-lock.txt')
  if (lock) await writeFile(lockFile, lock.text)
  const requirements = lock
    ? ['--require-hashes', '-r', lockFile]
    : [`dvc${extras.length ? `[${extras.join(',')}]` : ''}${asked.specifier}`, ...boundsOf(asked), ...extraBounds]
  const installed = await runProcess(
    [uv, 'pip', 'install', '--python', pythonOf(environment), ...more, ...requirements],
    options,
  )
  host.debug(lastLines(installed, Infinity))
  if (lock && installed.code === UNRESOLVABLE) throw lockError(lock, python.version, installed)
  if (installed.code !== 0) throw installError(label, installed.code, lastLines(installed), request)
  const probed = await probeDvc(pythonOf(environment), { cwd: options.cwd, env: options.env ?? {}, signal })
  const lacking =
    typeof probed === 'string' ? probed : extras.filter((extra) => !probed.extras.includes(extra)).join(', ')
  if (typeof probed === 'string' || lacking)
    throw new OutsideError('dvc-install-failed', `${label} is installed but incomplete: ${lacking}.`)
  return probed.version
}

function boundsOf(asked: AskedVersion): string[] {
  return LATER_BOUNDS.filter(({ before }) => compareVersions(asked.text, before) < 0).map(
    ({ requirement }) => requirement,
  )
}

function installError(
  label: string,
  code: number,
  lines: string,
  { asked, python, version }: Build,
): OutsideError | SetupError {
  if (code !== UNRESOLVABLE) {
    return new OutsideError('dvc-install-failed', `${label} cannot be installed: uv ended with ${code}.\n${lines}\n`, {
      remedy: WITHOUT_INDEX,
    })
  }
  return new SetupError(
    'dvc-version-not-installable',
    `dvc-version: ${label} cannot be installed for Python ${python.version}.\n${lines}\n`,
    {
      key: 'dvc-version',
      value: version ?? asked.text,
      remedy: `Name a version that exists ('pip index versions dvc' lists them), ${MINIMUM_DVC_VERSION} or newer, e.g. '${DEFAULT_DVC_VERSION}', or use another Python.`,
    },
  )
}

/**
 * Starts DVC once in a temporary folder. A break by a new release of a dependency must show here, not during the run.
 * @returns the problem; undefined if there is none
 */
async function tryOut({ environment, clients, trial, options }: Tools): Promise<string | undefined> {
  await mkdir(trial)
  const env = {
    ...options.env,
    DVC_NO_ANALYTICS: '1',
    DVC_SITE_CACHE_DIR: join(trial, 'site'),
    DVC_GLOBAL_CONFIG_DIR: trial,
    DVC_SYSTEM_CONFIG_DIR: trial,
  }
  const result = await runProcess([pythonOf(environment), '-c', TRIAL, ...clients], { ...options, cwd: trial, env })
  await rm(trial, { recursive: true, force: true })
  return result.code === 0 ? undefined : errorLines(result)
}

function startError(label: string, asked: AskedVersion, problem: string): SetupError {
  const newer =
    compareVersions(asked.text, DEFAULT_DVC_VERSION) < 0 ? `Use a newer DVC ('${DEFAULT_DVC_VERSION}'), or put` : 'Put'
  return new SetupError('dvc-does-not-start', `dvc-version: ${label} is installed but does not start.\n${problem}\n`, {
    key: 'dvc-version',
    value: asked.text,
    remedy: `${newer} a working DVC on PATH, e.g. from the project's own lock file.`,
  })
}

/** The lines that DVC marks as errors, or the end of a traceback. */
function errorLines(result: ProcessResult): string {
  const errors = result.stderr.split('\n').filter((line) => line.startsWith('ERROR:'))
  return errors.length ? errors.join('\n') : lastLines(result)
}
