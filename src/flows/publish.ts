import { OutsideError, ProjectError } from '../run/errors.js'
import type { Context } from './context.js'
import { changedInputs, isMadeByPipeline } from './official.js'
import { askRemote, lastLine } from './remote.js'
import { SOURCE_TRAILER } from './stages.js'

/** The message of every official build. `[skip ci]` keeps GitHub from starting workflows for it. */
export const BUILD_MESSAGE = 'CI: Build and version official model artifacts [skip ci]'
const IDENTITY = { name: 'dvc-ci', email: 'dvc-ci@users.noreply.github.com' }

/** How publishing ended. */
export type Published =
  | { kind: 'committed'; sha: string }
  | { kind: 'unchanged' }
  | { kind: 'not-committed'; paths: string[] }
  | { kind: 'superseded'; reason: string }

/**
 * Pushes what the build made to the remote, and proves that the remote has everything, whole: what was there before is hashed as well, since
 * an altered object there would be taken for ours.
 * @throws {ProjectError} the remote lacks something that this build cannot give it
 */
export async function pushData(context: Context): Promise<void> {
  const { run, dvc } = context
  await run.step('push', async (outcome) => {
    const before = await askRemote(context, 'sizes')
    if (before.bad.length === 0) {
      outcome.message = 'the remote has everything already'
      return
    }
    // DVC remembers what a remote once held and would not ask again.
    await dvc.forget()
    const jobs = run.settings.jobs === undefined ? [] : ['--jobs', String(run.settings.jobs)]
    const result = await dvc.run(['push', ...jobs])
    if (result.code !== 0) {
      throw new OutsideError(`dvc push failed with code ${result.code}: ${lastLine(result.stderr)}`, { key: 'remote', remedy: 'Check that the remote can be written to from here, and its space. Nothing was committed.' })
    }
    outcome.message = `${before.bad.length} objects were not in the remote`
    run.report.remote.pushed = before.bad.length
  })
  await run.step('verify', async (outcome) => {
    const result = await askRemote(context, 'full')
    run.report.remote.pushed = Math.max(0, run.report.remote.pushed - run.report.remote.missing.length)
    if (run.report.remote.missing.length > 0) {
      throw new ProjectError(`the remote does not have what this build needs: ${run.report.remote.missing.map(({ message }) => message).join(' ')}`, { key: 'remote', remedy: 'Nothing was committed.' })
    }
    outcome.message = `all ${result.objects} objects are in '${result.remote ?? ''}', ${result.verified} checked`
  })
}

/** The files that an official build commits: what the pipeline wrote and Git tracks or may track. As Git names them. */
export async function filesToCommit(context: Context): Promise<string[]> {
  return (await context.git.uncommitted()).map(({ path }) => path).filter((path) => isMadeByPipeline(context, path))
}

/** Commits and pushes the official build to the branch; stands down when what it was built from has moved on. */
export async function publishBuild(context: Context, branch: string): Promise<Published> {
  const { run, git } = context
  const paths = await filesToCommit(context)
  if (paths.length === 0) {
    run.skip('commit', 'the build is the one that dvc.lock has already: there is nothing to commit')
    return { kind: 'unchanged' }
  }
  if (run.settings.rebuild.commit === 'none') {
    run.skip('commit', 'commit: none')
    return { kind: 'not-committed', paths }
  }
  return run.step('commit', async (outcome) => {
    const base = run.report.source.sha
    const commit = await git.commitPaths({ paths, message: BUILD_MESSAGE, trailers: { [SOURCE_TRAILER]: base }, identity: IDENTITY, parent: base })
    if (!commit) {
      outcome.message = 'nothing to commit'
      return { kind: 'unchanged' }
    }
    const result = await git.publish({ commit: commit.sha, base, paths: commit.changed, branch, revalidate: ({ tip }) => isStillFresh(context, tip) })
    if (result.kind === 'superseded') {
      outcome.message = result.reason
      return { kind: 'superseded', reason: result.reason }
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
