import type { MadeCommit } from '../git/commit.js'
import type { Context } from './context.js'
import { isDvcsEdit, isIgnoreFile, isMadeByPipeline } from './inputs.js'
import { BUILD_MESSAGE, changedInputs, directoryTrailer, findBuildOf, IDENTITY } from './official.js'
import { SOURCE_TRAILER } from './stages.js'

/** How publishing ended. */
export type Published =
  | { kind: 'committed'; sha: string }
  | { kind: 'unchanged' }
  | { kind: 'not-committed'; paths: string[] }
  | { kind: 'superseded'; reason: string }

/**
 * The official build as a commit that no branch has yet: what the pipeline wrote and Git keeps, nothing else ever.
 * @returns undefined when nothing differs from its source
 */
export async function makeCommit(context: Context): Promise<MadeCommit | undefined> {
  const { git, run } = context
  const paths: string[] = []
  for (const { path } of await git.uncommitted()) {
    if (isIgnoreFile(context, path) ? await isDvcsEdit(context, path) : isMadeByPipeline(context, path)) paths.push(path)
  }
  if (paths.length === 0) return undefined
  const source = run.report.source.sha
  return git.commitPaths({ paths, message: BUILD_MESSAGE, trailers: { [SOURCE_TRAILER]: source, ...directoryTrailer(context) }, identity: IDENTITY, parent: source })
}

/** Pushes the commit of the official build to the branch; stands down when what it was built from has moved on. */
export async function publishBuild(context: Context, commit: MadeCommit | undefined, branch: string): Promise<Published> {
  const { run, git } = context
  if (commit === undefined) {
    run.skip('commit', 'the build is the one that dvc.lock has already: there is nothing to commit')
    return { kind: 'unchanged' }
  }
  if (run.settings.rebuild.commit === 'none') {
    run.skip('commit', 'commit: none')
    return { kind: 'not-committed', paths: commit.changed }
  }
  return run.step('commit', async (outcome) => {
    const base = run.report.source.sha
    const result = await git.publish({ commit: commit.sha, base, paths: commit.changed, branch, revalidate: ({ tip }) => isStillFresh(context, tip) })
    if (result.kind === 'superseded') {
      const rival = result.tip === undefined ? undefined : await findBuildOf(context, base, result.tip)
      const reason = rival === undefined ? result.reason : `another run has built ${base.slice(0, 7)} meanwhile: ${rival.slice(0, 7)} on ${branch}`
      outcome.message = reason
      return { kind: 'superseded', reason }
    }
    run.report.commit = { sha: result.sha, branch, method: 'push', attempts: result.attempts }
    outcome.message = `${result.sha.slice(0, 7)} on ${branch}${result.attempts > 1 ? `, after ${result.attempts} attempts` : ''}: ${commit.changed.join(', ')}`
    return { kind: 'committed', sha: result.sha }
  })
}

/**
 * Whether the build still is what the branch asks for, now that others have pushed. No input may have changed, and DVC itself is asked,
 * in the merged working tree: a clean rebase can still be stale.
 */
async function isStillFresh(context: Context, tip: string): Promise<{ fresh: true } | { fresh: false; reason: string }> {
  const { run, dvc } = context
  const changed = await changedInputs(context, run.report.source.sha, tip)
  if (changed.length > 0) return { fresh: false, reason: `${changed.join(', ')} changed on the branch meanwhile; the build of ${tip.slice(0, 7)} will have it` }
  const before = new Set(Object.entries(await dvc.status({ allowMissing: true })).filter(([, entry]) => entry.always !== true || Object.keys(entry).length > 1).map(([name]) => name))
  const stale = context.stages.filter(({ kind, name, frozen }) => kind === 'stage' && !frozen && before.has(name)).map(({ name }) => name)
  return stale.length === 0 ? { fresh: true } : { fresh: false, reason: `with what was pushed meanwhile, ${stale.join(', ')} would have to run again` }
}
