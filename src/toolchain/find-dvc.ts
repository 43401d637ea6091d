import { open, realpath } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join } from 'node:path'
import { CancelledError } from '../errors/errors.js'
import { childEnvironment } from '../run/child-environment.js'
import type { Host } from '../run/host.js'
import { runProcess } from '../run/process.js'
import { MINIMUM_DVC_VERSION } from '../settings/oldest-dvc.js'
import { type ProbedDvc, probeDvc } from './dvc-probe.js'
import { readDvcScript, SCRIPT_HEAD_BYTES } from './dvc-script.js'
import { isSupported, parseDvcVersion } from './dvc-version.js'
import type { Extra } from './extras.js'
import { binDirectory, isProgram, programFile, programsNamed } from './search-path.js'

/** A usable DVC: a program, and the Python that imports it. */
export interface DvcInstallation {
  /** Absolute path of the program. */
  dvc: string
  /** Absolute path of the interpreter for which `import dvc` works. */
  python: string
  /** `3.67.1`. */
  version: string
  /** `environment`: the active one or the project's `.venv`; `installed`: in the cache of dvc-ci. */
  origin: 'environment' | 'path' | 'installed'
  /** Requested extras that it lacks; absent if it has all. */
  missing?: Extra[]
}

export interface FindRequest {
  env: NodeJS.ProcessEnv
  /** The DVC project. Its `.venv` is searched, and version managers choose by it. */
  cwd: string
  signal: AbortSignal
  host: Host
  /** Text of `dvc-version`. */
  version?: string
  /** Extras that the remotes need. */
  extras?: readonly Extra[]
  /** The DVC of an interpreter that is already running; undefined if it is unknown. */
  known?: (python: string) => Promise<ProbedDvc | undefined>
}

/** The result of a search. */
export interface DvcSearch {
  /** The best DVC of the requested version: the first with all extras, else the first. */
  found?: DvcInstallation
  /** A usable DVC of another version. */
  otherVersion?: DvcInstallation
  /** A DVC that is too old. */
  unsupported?: DvcInstallation
}

interface Candidate {
  path: string
  origin: 'environment' | 'path'
}

/** Seconds that a version manager may need for a `which`. */
const WHICH_SECONDS = 30

/**
 * Searches DVC in the active virtual environment, in the project's `.venv` and on PATH. Only a DVC that a Python can
 * import counts. A binary package is ignored, with a debug message.
 * @throws {SetupError} `version` is not a version
 */
export async function searchDvc(request: FindRequest): Promise<DvcSearch> {
  const asked = request.version === undefined ? undefined : parseDvcVersion(request.version)
  const search: DvcSearch = {}
  const seen = new Set<string>()
  for (const { path, origin } of await candidates(request)) {
    const place = join(await realpath(dirname(path)), programFile('dvc'))
    if (seen.has(place)) continue
    seen.add(place)
    const examined = await examine(path, request)
    if (typeof examined === 'string') {
      request.host.debug(`DVC: ${path} is not used: ${examined}`)
      continue
    }
    const { dvc, python, version, extras } = examined
    const missing = (request.extras ?? []).filter((extra) => !extras.includes(extra))
    const installation: DvcInstallation = { dvc, python, version, origin, ...(missing.length ? { missing } : {}) }
    if (!isSupported(version)) search.unsupported ??= installation
    else if (asked && !asked.accepts(version)) search.otherVersion ??= installation
    else if (!missing.length) return { ...search, found: installation }
    else search.found ??= installation
  }
  return search
}

/**
 * Finds the DVC of the active environment, of the project's `.venv`, or of PATH: the first with the requested version
 * and extras, else the first with the version and its `missing` extras.
 * @returns undefined if there is none; a notice names one that is too old
 * @throws {SetupError} `version` is not a version
 */
export async function findDvc(request: FindRequest): Promise<DvcInstallation | undefined> {
  const { found, unsupported } = await searchDvc(request)
  if (!found && unsupported) request.host.warning(describeUnsupported(unsupported))
  return found
}

/** The interpreter of the first DVC of a search, read from its script without starting a program. */
export async function likelyPython(request: Pick<FindRequest, 'env' | 'cwd'>): Promise<string | undefined> {
  const [first] = await candidates(request)
  if (first === undefined) return undefined
  const script = readDvcScript(await realpath(first.path), await readHead(first.path), process.platform)
  const pythons =
    script.kind === 'interpreter'
      ? [script.python]
      : script.kind === 'siblings'
        ? script.pythons
        : script.kind === 'on-path'
          ? (await programsNamed(script.name, request.env)).slice(0, 1)
          : []
  for (const python of pythons) if (await isProgram(python)) return python
  return undefined
}

/** The message about a DVC that is too old. */
export function describeUnsupported({ version, dvc }: DvcInstallation): string {
  return `DVC ${version} (${dvc}) is not used: DVC ${MINIMUM_DVC_VERSION} or newer is needed. Raise the project's DVC to keep one version everywhere.`
}

async function candidates({ env, cwd }: Pick<FindRequest, 'env' | 'cwd'>): Promise<Candidate[]> {
  const own = join(cwd, '.venv')
  const environments = [env.VIRTUAL_ENV, env.CONDA_PREFIX, own]
    .filter((path) => path !== undefined)
    .filter((path) => isAbsolute(path))
  const found: Candidate[] = []
  for (const environment of environments) {
    const path = join(binDirectory(environment), programFile('dvc'))
    if ((await isProgram(path)) && (environment !== own || !(await isTracked(own, env)))) {
      found.push({ path, origin: 'environment' })
    }
  }
  for (const path of await programsNamed('dvc', env)) found.push({ path, origin: 'path' })
  return found
}

/**
 * Whether Git tracks a folder or something in it. A `.venv` that a commit brought would get the credentials of the
 * remote. False where Git or a repository is missing.
 */
async function isTracked(path: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  const argv: [string, ...string[]] = ['git', '-c', 'core.fsmonitor=false', 'ls-files', '-z', '--', basename(path)]
  const result = await runProcess(argv, {
    cwd: dirname(path),
    env: childEnvironment(env),
    timeout: WHICH_SECONDS,
  }).catch(() => undefined)
  return result?.code === 0 && result.stdout !== ''
}

/** The DVC of a program named `dvc`, or a text with the reason why it cannot be used. */
async function examine(
  path: string,
  request: FindRequest,
  behindShim = false,
): Promise<(ProbedDvc & { dvc: string }) | string> {
  const script = readDvcScript(await realpath(path), await readHead(path), process.platform)
  switch (script.kind) {
    case 'binary':
      return 'it is not a Python program, and the resident DVC needs one that Python can import'
    case 'shim': {
      const real = behindShim ? undefined : await askManager(script.manager, request)
      return real === undefined ? `${script.manager} has no dvc for ${request.cwd}` : await examine(real, request, true)
    }
    case 'interpreter':
      return await probe(path, [script.python], request)
    case 'on-path':
      return await probe(path, (await programsNamed(script.name, request.env)).slice(0, 1), request)
    case 'siblings':
      return await probe(path, script.pythons, request)
  }
}

/** The first of the interpreters that can import DVC. */
async function probe(
  dvc: string,
  pythons: readonly string[],
  request: FindRequest,
): Promise<(ProbedDvc & { dvc: string }) | string> {
  let reason = 'its Python was not found'
  for (const python of pythons) {
    if (!(await isProgram(python))) {
      reason = `its Python ${python} does not exist`
      continue
    }
    const probed = (await request.known?.(python)) ?? (await probeDvc(python, request))
    if (typeof probed !== 'string') return { dvc, ...probed }
    reason = probed
  }
  return reason
}

/** The real program that a version manager would start here. */
async function askManager(manager: string, { env, cwd, signal }: FindRequest): Promise<string | undefined> {
  try {
    const { code, stdout } = await runProcess([manager, 'which', 'dvc'], { env, cwd, signal, timeout: WHICH_SECONDS })
    const path = stdout.trim().split('\n').at(-1) ?? ''
    return code === 0 && isAbsolute(path) && (await isProgram(path)) ? path : undefined
  } catch (error) {
    if (error instanceof CancelledError || signal.aborted) throw error
    return undefined
  }
}

/** The start of a file (a Windows launcher whole), one character per byte. */
async function readHead(path: string): Promise<string> {
  const file = await open(path)
  try {
    const length = process.platform === 'win32' ? Math.min((await file.stat()).size, 4_194_304) : SCRIPT_HEAD_BYTES
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, 0)
    return buffer.toString(process.platform === 'win32' ? 'latin1' : 'utf8', 0, bytesRead)
  } finally {
    await file.close()
  }
}
