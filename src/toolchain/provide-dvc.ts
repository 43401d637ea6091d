import { messageOf, SetupError } from '../errors/errors.js'
import type { Host } from '../run/host.js'
import type { SharedCache } from '../run/shared-cache.js'
import { cacheRoot } from './cache-root.js'
import type { DvcLock } from './dvc-lock.js'
import { parseDvcVersion } from './dvc-version.js'
import { extrasOf } from './extras.js'
import { type DvcInstallation, type DvcSearch, describeUnsupported, type FindRequest, searchDvc } from './find-dvc.js'
import { type InstallRequest, installDvc } from './install-dvc.js'

export type { DvcInstallation } from './find-dvc.js'

export interface ProvideRequest {
  /** URL schemes of the project's remotes; those of local folders are empty. */
  schemes: readonly string[]
  /** Text of `dvc-version`. */
  version?: string
  /** Its packages are installed, and no other DVC is used. */
  lock?: DvcLock
  env: NodeJS.ProcessEnv
  /** The DVC project. */
  cwd: string
  signal: AbortSignal
  host: Host
  /** Default: the folder that the environment variables give (cache-root.ts). */
  cacheRoot?: string
  /** Caches the installation for other machines. */
  shared?: SharedCache
  /** The DVC of an interpreter that is already running. */
  known?: NonNullable<FindRequest['known']>
}

const ORIGINS: Record<DvcInstallation['origin'], string> = {
  environment: "the project's environment",
  path: 'PATH',
  installed: 'the cache',
}

/**
 * Provides the DVC of the run: the DVC of the project or of PATH, if it has the requested version and the extras of the
 * remotes. Otherwise it installs one in the cache. It never changes the user's environments, and logs the DVC and the
 * reason in one line.
 * @throws {SetupError} the version cannot be installed, or there is no Python to install DVC with
 * @throws {OutsideError} the package index cannot be reached
 */
export async function provideDvc(request: ProvideRequest): Promise<DvcInstallation> {
  const extras = extrasOf(request.schemes)
  const install = { ...request, extras, cacheRoot: request.cacheRoot ?? cacheRoot(request.env) }
  if (request.lock !== undefined) {
    const installed = await installDvc(install)
    request.host.info(`DVC ${installed.version} from ${ORIGINS.installed}, by ${request.lock.file}: ${installed.dvc}`)
    return installed
  }
  const search = await searchDvc({ ...request, extras })
  const { found } = search
  if (found && !found.missing) {
    request.host.info(`DVC ${found.version} from ${ORIGINS[found.origin]}: ${found.dvc}`)
    return found
  }
  const why = reasonToInstall(search, request.version)
  const installed = await installSimilar(found, install)
  const line = `DVC ${installed.version} from ${ORIGINS.installed}, because ${why}: ${installed.dvc}`
  if (search.unsupported && !found && !search.otherVersion)
    request.host.warning(describeUnsupported(search.unsupported))
  request.host.info(line)
  return installed
}

function reasonToInstall({ found, otherVersion, unsupported }: DvcSearch, version: string | undefined): string {
  if (found?.missing)
    return `DVC ${found.version} (${found.dvc}) lacks ${found.missing.map((extra) => `dvc[${extra}]`).join(', ')}`
  if (otherVersion && version !== undefined)
    return `dvc-version asks for ${parseDvcVersion(version).text} and ${otherVersion.dvc} is ${otherVersion.version}`
  if (unsupported) return `${unsupported.dvc} is ${unsupported.version}, which is too old`
  return 'no active environment and no folder of PATH has a DVC that Python can import'
}

/**
 * For a DVC that only lacks an extra, the same version is installed, because it wrote the project's lock files. If that
 * fails, any version is accepted.
 */
async function installSimilar(found: DvcInstallation | undefined, install: InstallRequest): Promise<DvcInstallation> {
  if (!found || !isRelease(found.version)) return await installDvc(install)
  try {
    return await installDvc({ ...install, version: found.version })
  } catch (error) {
    if (!(error instanceof SetupError) || install.version !== undefined) throw error
    install.host.debug(messageOf(error))
    return await installDvc(install)
  }
}

/** A development version is in no package index. */
function isRelease(version: string): boolean {
  return /^\d+\.\d+\.\d+$/.test(version)
}
