import { kindOf } from '../../dvc/project-files.js'
import { messageOf, OutsideError, SetupError } from '../../errors/errors.js'
import { untouchedStages } from '../../pipeline/untouched.js'
import type { StageReport } from '../../report/report.js'
import { holdAt, isExactRollback, lastRollback } from '../official/holds.js'
import { lockEntriesOf } from '../official/lock-entries.js'
import { changedInputs } from '../official/official-builds.js'
import { isInput } from '../project/path-roles.js'
import type { Project } from '../project/project.js'

/**
 * The stale stages that this change inherits from a rollback on its base, whose hold the report gets. A pull request
 * that is a rollback itself, and nothing else, has made all of them stale.
 * @param stale the stages with a changed input
 * @returns names; empty where no rollback holds the base, or where Git cannot tell
 */
export async function heldStages(project: Project, stale: readonly StageReport[]): Promise<ReadonlySet<string>> {
  const { run, git } = project
  try {
    const base = await baseOfChange(project)
    if (base === undefined) return new Set()
    const head = run.report.source.sha
    const own = await git.ensureCommit(run.settings.event.pullRequest?.headSha ?? head)
    if (await isExactRollback(project, own, base)) return new Set(stale.map(({ name }) => name))
    const hold = await holdAt(project, await lastRollback(project, base), base)
    if (hold === undefined) return new Set()
    run.report.hold = hold.report
    const committed = base === head ? [] : await changedInputs(project, base, head)
    // On a laptop the change may not be committed yet.
    const edited = (await project.git.uncommitted()).map(({ path }) => path).filter((path) => isInput(project, path))
    return untouchedStages(stale, project.graph, {
      inputs: [...committed, ...edited].filter((path) => kindOf(path) !== 'lock').map(project.fromGit),
      entries: await changedEntries(project, base),
    })
  } catch (error) {
    if (run.signal.aborted || !(error instanceof SetupError || error instanceof OutsideError)) throw error
    run.host.debug(`cannot tell whether a rollback holds the base: ${messageOf(error)}`)
    return new Set()
  }
}

/** The commit of the base branch that this change contains; the checkout itself on the default branch. */
async function baseOfChange({ run, git }: Project): Promise<string | undefined> {
  const { event } = run.settings
  const [base, head] = await git.parents(run.report.source.sha)
  // GitHub's merge commit: its first parent may be newer than the merge base.
  if (event.pullRequest !== undefined && base !== undefined && head === event.pullRequest.headSha)
    return git.ensureCommit(base)
  const isMerged = event.pullRequest !== undefined || event.mergeGroupBaseSha !== undefined
  // The previous tip of a pushed branch is no base: the change began at the default branch.
  const { defaultBranch, trusted, ref } = event
  const local = { name: 'local', trusted, ref, ...(defaultBranch === undefined ? {} : { defaultBranch }) }
  const found = await git.resolveBaseline({ kind: 'merge-base' }, isMerged ? event : local)
  return found.sha
}

/** Names of the stages whose entry in dvc.lock differs from that of a commit. */
async function changedEntries(project: Project, commit: string): Promise<Set<string>> {
  const names = project.stages.filter(({ kind }) => kind === 'stage').map(({ name }) => name)
  const entries = await lockEntriesOf(project, commit, names)
  return new Set(
    [...entries].flatMap(([name, { before, now }]) => (JSON.stringify(before) === JSON.stringify(now) ? [] : [name])),
  )
}
