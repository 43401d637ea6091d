import { count, withoutPeriod } from '../text/words.js'
import { acceptedText, policyState } from './policy-state.js'
import type { CommitReport, Report } from './report.js'

/** How the publication of a build ended. */
export type BuildOutcome =
  | { kind: 'committed'; sha: string; report: CommitReport }
  | { kind: 'unchanged' }
  | { kind: 'not-committed'; paths: readonly string[] }
  | { kind: 'superseded'; reason: string }

/** The outcome of an official build, as one sentence. */
export function buildSummary(report: Report, outcome: BuildOutcome): string {
  if (outcome.kind === 'superseded') return `Build superseded: ${outcome.reason}.`
  const built = builtText(report)
  switch (outcome.kind) {
    case 'committed': {
      const { pull_request: pull, method } = outcome.report
      const commit = `${built}, commit ${outcome.sha.slice(0, 7)}`
      if (pull !== undefined) return `${commit} in pull request ${pull.number}: ${pull.url}`
      return `${commit}${method === 'tag' ? ` under the tag ${report.tag ?? ''}` : ''}.`
    }
    case 'unchanged':
      return `${built}; the result equals dvc.lock, so there is nothing to commit.`
    case 'not-committed':
      return `${built}; not committed (commit: none): ${outcome.paths.join(', ')}.`
  }
}

function builtText({ stages, remote, policies }: Report): string {
  const ran = stages.filter(({ verdict }) => verdict === 'ran').length
  const accepted = policies
    .filter((policy) => policyState(policy) === 'accepted')
    .map((policy) => `, ${withoutPeriod(policy.message)} (${acceptedText(policy)})`)
  return `Official build: ${count(ran, 'stage')} ran, ${count(remote.pushed, 'object')} pushed${accepted.join('')}`
}

/** The outcome of a build with its tag in Git. @param tag undefined where the build has none */
export function withTag(summary: string, tag: string | undefined): string {
  return tag === undefined ? summary : `${withoutPeriod(summary)}; its tag is ${tag}.`
}

/** The outcome of a build with its version in MLflow. @param version empty where the build has none */
export function withModelVersion(summary: string, version: string): string {
  return version === '' ? summary : `${withoutPeriod(summary)}; in MLflow ${version}.`
}

/** What a build without `dry-run` would do. */
export interface DryRun {
  /** Objects that it would push. */
  objects: number
  /** Paths that it would commit. */
  paths: readonly string[]
  /** What it would do with a commit of these paths, after "it would": `commit dvc.lock to main`. */
  commit: string
}

/** The outcome of a dry run, as one sentence. */
export function dryRunSummary({ objects, paths, commit }: DryRun): string {
  return objects === 0 && paths.length === 0
    ? 'Dry run: the build equals dvc.lock, and the remote has all objects.'
    : `Dry run: it would push ${count(objects, 'object')} and ${commit}.`
}

/** Why a dry run skips the steps `push` and `commit`. */
export function dryRunSkips({ objects, commit }: Pick<DryRun, 'objects' | 'commit'>): { push: string; commit: string } {
  return { push: `dry run; it would push ${count(objects, 'object')}`, commit: `dry run; it would ${commit}` }
}

/**
 * The note of a rejected build on what it left in the remote.
 * @param pushed objects that the run pushed while stages ran
 * @param otherwise the note where it pushed none
 */
export function rejectionNote(pushed: number, otherwise = 'Nothing was pushed.'): string {
  return pushed === 0
    ? otherwise
    : `Nothing was committed: no commit names the ${count(pushed, 'object')} that went to the remote while stages ran.`
}
