import { withoutPeriod } from '../text/words.js'
import type { HoldReport, StageReport } from './report.js'

/** The request of a rollback, as the settings name it. */
export interface RollbackRequest {
  /** Empty for everything in the folder. */
  targets: readonly string[]
  restore: 'data' | 'all'
  /** The working directory, relative to the repository; `.` for its root. */
  directory: string
}

/** The version that a rollback restores, with a short description of the restored targets. */
export interface RolledBack {
  label: string
  sha: string
  targets: string
}

/** A short description of the restored targets. */
export function targetsText({ targets, restore, directory }: RollbackRequest): string {
  if (targets.length > 0) return targets.join(', ')
  const of = directory === '.' ? '' : ` of ${directory}`
  return restore === 'all' ? `code and data${of}` : `the data${of}`
}

/** The question to the user before a rollback. */
export function rollbackQuestion({ label, sha, targets }: RolledBack, paths: readonly string[]): string {
  return `Roll back ${targets} to ${withHash({ label, sha })}: ${paths.join(', ')}`
}

/** The targets and the version, as the subject of a commit has them. */
export function rollbackSubject({ label, targets }: RolledBack): string {
  return `${targets} to ${label}`
}

/** The version with its hash, unless it is named by its hash. */
function withHash({ label, sha }: Pick<RolledBack, 'label' | 'sha'>): string {
  return sha.startsWith(label) ? label : `${label} (${sha.slice(0, 7)})`
}

/** The first sentence of the pull request of a rollback. */
export function pullRequestSummary(back: RolledBack): string {
  return `Restores ${withHash(back)}: ${rollbackSubject(back)}.`
}

/** The stages that are stale after a rollback, as one sentence; empty without any. @param whole no single target */
export function staleAfterRollback(stages: readonly Pick<StageReport, 'name' | 'verdict'>[], whole: boolean): string {
  const stale = stages.filter(({ verdict }) => verdict === 'stale').map(({ name }) => name)
  if (stale.length === 0) return ''
  return `dvc repro would now run ${stale.join(', ')}: ${whole ? 'the code or the parameters have changed since then (`restore: all` restores them too)' : '`dvc-ci retrain` trains on the restored data'}.`
}

/**
 * A stage that `dvc repro` would run after a rollback.
 * @param why the causes, as clauses
 * @param label the version that the stage was put back to; undefined for a stage that the rollback did not restore
 */
export function staleStageText(name: string, why: readonly string[], label: string | undefined): string {
  const clauses = why.join('; ')
  return label === undefined
    ? `${name} is stale after the rollback: ${clauses}.`
    : `${name} is held at ${label} by the rollback: ${clauses}.`
}

/** The version of MLflow that a rollback moved to its alias or, without an alias, to its stage. */
export function movedText(
  { name, version }: { name: string; version: string },
  { alias, stage }: { alias?: string | undefined; stage?: string | undefined },
): string {
  return `Version ${version} of ${name} is ${alias === undefined ? `in the stage ${stage ?? ''}` : `the ${alias}`}.`
}

/** Since when, by whom and why a branch is held: `held since 2026-11-28 by alice: wrong labels`. */
export function heldText({ since, by, reason }: HoldReport): string {
  return `held since ${since.slice(0, 10)}${by === undefined ? '' : ` by ${by}`}${reason === undefined ? '' : `: ${reason}`}`
}

/** The outcome of a build of a held branch. @param isHead true where HEAD itself is the rollback */
export function heldSummary(hold: HoldReport, branch: string, isHead: boolean): string {
  const [to, rollback] = [hold.to.slice(0, 7), hold.commit.slice(0, 7)]
  const why = isHead
    ? `HEAD is a rollback to ${to}, which is not built again`
    : `Nothing was built: no input of the pipeline has changed since the rollback ${rollback} to ${to}`
  return `${why}. ${branch} is ${withoutPeriod(heldText(hold))}. A change of an input ends the hold, or a build with \`release: true\` (\`dvc-ci rebuild --release\`).`
}

/** How a rollback ended. `moved` and `stale` are sentences, or empty. */
export type RollbackOutcome =
  | { kind: 'unchanged'; moved: string }
  | { kind: 'earlier'; commit: string; branch: string; moved: string; holds: boolean }
  | { kind: 'dry-run'; would: string; stale: string }
  | { kind: 'not-committed'; paths: readonly string[]; stale: string }
  | { kind: 'pull-request'; number: number; url: string }
  | { kind: 'committed'; commit: string; moved: string; stale: string }

/** The outcome of `rollback`. */
export function rollbackSummary(back: RolledBack, outcome: RollbackOutcome): string {
  const subject = rollbackSubject(back)
  const from = `${back.targets} to ${withHash(back)}`
  switch (outcome.kind) {
    case 'unchanged':
      return sentences(`All files match ${back.label} already: nothing to roll back.`, outcome.moved)
    case 'earlier':
      return sentences(
        `The rollback of ${subject} was done already: ${outcome.commit.slice(0, 7)} on ${outcome.branch}.`,
        outcome.moved,
        outcome.holds ? '' : 'A newer build or rollback follows it, so nothing else was done.',
      )
    case 'dry-run':
      return sentences(`Dry run: it would roll back ${subject} and ${outcome.would}.`, outcome.stale)
    case 'not-committed':
      return sentences(
        `Rolled back ${subject} here; not committed (commit: none): ${outcome.paths.join(', ')}.`,
        outcome.stale,
      )
    case 'pull-request':
      return `Rolled back ${from} in pull request ${outcome.number}: ${outcome.url} Once it is merged, it holds the branch, and the same rollback moves the alias and deploys.`
    case 'committed':
      return sentences(
        `Rolled back ${from}, commit ${outcome.commit.slice(0, 7)}.`,
        outcome.moved,
        outcome.stale,
        'A rebuild waits until an input of the pipeline changes, or for `dvc-ci rebuild --release`.',
      )
  }
}

function sentences(...texts: readonly string[]): string {
  return texts.filter((text) => text !== '').join(' ')
}
