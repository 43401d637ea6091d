import { named } from '../text/words.js'

/** The environment in which the stages of a build ran, or of a validation's checks and evaluation. */
export interface EnvironmentReport {
  /** Version of Python; absent where PATH has none. */
  python?: string
  /** Installed packages by normalized name. */
  packages: Record<string, string>
  /** Operating system and architecture. */
  system: string
  /** Model and number of processors. */
  cpu?: string
  /** Graphics processors, each with its driver. */
  gpu?: string[]
  /** Image of the container with its digest, where the container knows it. */
  container?: string
  /** The files of the commit that decide about packages, Python and images. */
  lock_files: LockFileReport[]
  /** Hash of Python, packages, system and container: the object of Git that has them. */
  hash: string
  /** The official build that it is compared with; absent without one. */
  baseline?: EnvironmentBaseline
  /** The differences from that build; absent where they are not known. */
  changed?: EnvironmentChange[]
  /** The other environments that jobs of a build over several machines had; absent where all had the one above. */
  jobs?: JobEnvironment[]
}

/** An environment of some jobs of a build, as its differences from that of the first job. */
export interface JobEnvironment {
  /** Names of the jobs. */
  jobs: string[]
  changed: EnvironmentChange[]
}

/** A lock file, or another file that decides about the environment. */
export interface LockFileReport {
  /** Relative to the repository. */
  path: string
  /** Hash of its content (SHA-256). */
  hash: string
}

export interface EnvironmentBaseline {
  /** The commit of the build. */
  sha: string
  /** Absent for a build that recorded none. */
  hash?: string
}

/** One difference: a package, or `Python`, `operating system`, `container`. */
export interface EnvironmentChange {
  name: string
  /** Version; null where this side has none. */
  value: string | null
  baseline: string | null
}

/** Differences that a line names. */
const MOST = 3

/** `numpy 2.1.0 → 2.2.0, +scipy 1.15.3, -six`. */
export function changesText(changes: readonly EnvironmentChange[], most = MOST): string {
  return named(changes.map(changeText), most)
}

function changeText({ name, value, baseline }: EnvironmentChange): string {
  if (baseline === null) return `+${name} ${value ?? ''}`
  return value === null ? `-${name}` : `${name} ${baseline} → ${value}`
}

/** The difference from the environment of the baseline's build, as a phrase; empty where there is none. */
export function environmentFact(environment: EnvironmentReport | undefined): string {
  if (environment === undefined) return ''
  const { baseline, hash, changed = [] } = environment
  if (changed.length > 0) return `environment: ${changesText(changed)}`
  return baseline?.hash === undefined || baseline.hash === hash
    ? ''
    : `environment: it differs from that of the build ${baseline.sha.slice(0, 7)}, in packages that are not known`
}
