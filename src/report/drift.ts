import { named } from '../text/words.js'
import { changesText, type EnvironmentChange } from './environment-report.js'

/** A file of the environment that changed while no stage depends on it. */
export interface Drift {
  /** Relative to the working directory. */
  path: string
  /** Packages that changed; empty where none with a version did, or where they are not known. */
  changes: readonly EnvironmentChange[]
  /** Why the packages are not known, as a clause. */
  fault?: string
  isDeleted?: true
  /** Names of the stages that it may concern. */
  stages: readonly string[]
}

/** Packages that a finding names. */
const MOST_PACKAGES = 5

/** The message of a finding about such a file. */
export function driftText(drift: Drift): string {
  const { path, fault, stages, isDeleted } = drift
  const advice = isDeleted ? 'Reproduce them.' : `Add ${path} to their deps in dvc.yaml, and reproduce them.`
  const unknown = fault === undefined ? '' : ` Its packages are not known: ${fault}.`
  return `${driftClause(drift)}, and no stage depends on it: DVC runs no stage again.${unknown} It may concern ${named(stages)}. ${advice}`
}

/** The change as a clause: `uv.lock has changed (numpy 2.1.0 → 2.2.0)`. */
export function driftClause({ path, changes, isDeleted }: Drift): string {
  return `${path} ${isDeleted ? 'was removed' : 'has changed'}${changes.length === 0 ? '' : ` (${changesText(changes, MOST_PACKAGES)})`}`
}
