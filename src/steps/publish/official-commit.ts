import type { MadeCommit } from '../../git/commit.js'
import { BUILD_MESSAGE, changedInputs, directoryTrailer, findBuildOf, IDENTITY } from '../official/official-builds.js'
import type { Context } from '../project/context.js'
import { isDvcsEdit, isIgnoreFile, isMadeByPipeline } from '../project/path-roles.js'
import { SOURCE_TRAILER } from '../project/select-stages.js'
import { type PublishedCommit, publishCommit, subjectFor } from './publish-commit.js'
import { openPull } from './via-pull-request.js'

/** How publishing ended. */
export type Published = PublishedCommit | { kind: 'unchanged' }

/**
 * The official build as a commit that no branch has yet: what the pipeline wrote and Git keeps, nothing else ever.
 * @returns undefined when nothing differs from its source
 */
export async function makeCommit(context: Context): Promise<MadeCommit | undefined> {
  const { git, run } = context
  const paths = await madeFiles(context)
  paths.push(...(context.extra?.paths ?? []).filter((path) => !paths.includes(path)))
  if (paths.length === 0) return undefined
  const source = run.report.source.sha
  return git.commitPaths({
    paths,
    message: [subjectFor(run.settings.rebuild.commit, BUILD_MESSAGE), context.extra?.body ?? '']
      .filter((part) => part !== '')
      .join('\n\n'),
    trailers: trailersOf(context),
    identity: IDENTITY,
    parent: source,
  })
}

/** The uncommitted files that the pipeline wrote and Git keeps, as Git names them. */
export async function madeFiles(context: Context): Promise<string[]> {
  const paths: string[] = []
  for (const { path } of await context.git.uncommitted()) {
    if (isIgnoreFile(context, path) ? await isDvcsEdit(context, path) : isMadeByPipeline(context, path))
      paths.push(path)
  }
  return paths
}

function trailersOf(context: Context): Record<string, string> {
  return { [SOURCE_TRAILER]: context.run.report.source.sha, ...directoryTrailer(context), ...context.extra?.trailers }
}

/** What is told of a build that waits for somebody to merge it. */
function pullText(context: Context): { title: string; summary: string } {
  const { sha } = context.run.report.source
  const directory = context.inGit('.')
  return {
    title: subjectFor('pull-request', BUILD_MESSAGE) + (directory === '.' ? '' : ` (${directory})`),
    summary: `The official build of ${sha.slice(0, 7)}. ${context.extra?.body ?? ''}`.trim(),
  }
}

/** Opens the pull request of a build that an earlier run has pushed, or finds it. */
export async function proposeWaiting(
  context: Context,
  branch: string,
  { head, sha }: { head: string; sha: string },
): Promise<void> {
  const { git, run } = context
  await run.step('commit', async (outcome) => {
    const changed = (await git.changedFiles(run.report.source.sha, sha)).map(({ path }) => path)
    const pull = await openPull(context, {
      ...pullText(context),
      branch,
      head,
      sha,
      commit: { changed },
      trailers: trailersOf(context),
    })
    if (run.report.commit !== undefined) run.report.commit.pull_request = pull
    outcome.message = `${sha.slice(0, 7)} in pull request ${pull.number}`
  })
}

/**
 * Publishes the commit of the official build; stands down when what it was built from has moved on.
 * @param tip of the branch, asked for a moment ago
 */
export async function publishBuild(
  context: Context,
  commit: MadeCommit | undefined,
  branch: string,
  tip?: Promise<string | undefined>,
): Promise<Published> {
  const { run } = context
  if (commit === undefined) {
    run.skip('commit', 'the build is the one that dvc.lock has already: there is nothing to commit')
    return { kind: 'unchanged' }
  }
  const source = run.report.source.sha
  const published = await publishCommit(context, {
    commit,
    branch,
    tip,
    topic: run.settings.mode === 'retrain' ? 'retrain' : 'build',
    ...pullText(context),
    trailers: trailersOf(context),
    overtaken: (tip) => overtaken(context, tip),
    isStillFresh: (tip) => isStillFresh(context, tip),
  })
  if (published.kind !== 'superseded' || published.tip === undefined) return published
  const rival = await findBuildOf(context, source, published.tip)
  return rival === undefined
    ? published
    : {
        kind: 'superseded',
        reason: `another run has built ${source.slice(0, 7)} meanwhile: ${rival.slice(0, 7)} on ${branch}`,
      }
}

/** Why the build is of no use once others have pushed, as far as Git can tell. */
async function overtaken(context: Context, tip: string): Promise<string | undefined> {
  const source = context.run.report.source.sha
  const rival = await findBuildOf(context, source, tip)
  if (rival !== undefined) return `another run has built ${source.slice(0, 7)} meanwhile: ${rival.slice(0, 7)}`
  const changed = await changedInputs(context, source, tip)
  return changed.length === 0
    ? undefined
    : `${changed.join(', ')} changed on the branch meanwhile; the build of ${tip.slice(0, 7)} will have it`
}

/**
 * Whether the build still is what the branch asks for, now that others have pushed. No input may have changed, and DVC itself is asked,
 * in the merged working tree: a clean rebase can still be stale.
 */
async function isStillFresh(
  context: Context,
  tip: string,
): Promise<{ fresh: true } | { fresh: false; reason: string }> {
  const { run, dvc } = context
  const changed = await changedInputs(context, run.report.source.sha, tip)
  if (changed.length > 0)
    return {
      fresh: false,
      reason: `${changed.join(', ')} changed on the branch meanwhile; the build of ${tip.slice(0, 7)} will have it`,
    }
  const before = new Set(
    Object.entries(await dvc.status({ allowMissing: true }))
      .filter(([, entry]) => entry.always !== true || Object.keys(entry).length > 1)
      .map(([name]) => name),
  )
  const stale = context.stages
    .filter(({ kind, name, frozen }) => kind === 'stage' && !frozen && before.has(name))
    .map(({ name }) => name)
  return stale.length === 0
    ? { fresh: true }
    : { fresh: false, reason: `with what was pushed meanwhile, ${stale.join(', ')} would have to run again` }
}
