import type { MadeCommit } from '../../git/commit.js'
import { environmentTrailer } from '../environment/record-environment.js'
import { BUILD_MESSAGE, changedInputs, directoryTrailer, findBuildOf, IDENTITY } from '../official/official-builds.js'
import { RELEASE_TRAILER, SECONDS_TRAILER, SOURCE_TRAILER, TRAILER_PREFIX } from '../official/trailers.js'
import { isDvcsEdit, isIgnoreFile, isMadeByPipeline } from '../project/path-roles.js'
import type { BuildExtra, Project } from '../project/project.js'
import { type PublishedCommit, subjectFor } from './method.js'
import { publishCommit } from './publish-commit.js'
import { openPull } from './via-pull-request.js'

/** The result of publishing an official build. */
export type Published = PublishedCommit | { kind: 'unchanged' }

/**
 * Creates the build commit, on no branch yet. It contains only the Git-kept files that the pipeline wrote.
 * @returns undefined where no file differs from the source commit, unless the build ends a hold: the history is its
 * only record
 */
export async function makeCommit(project: Project, extra?: BuildExtra): Promise<MadeCommit | undefined> {
  const { git, run } = project
  const paths = await madeFiles(project)
  paths.push(...(extra?.paths ?? []).filter((path) => !paths.includes(path)))
  const {
    source: { sha: source },
    hold,
  } = run.report
  const endsHold = hold?.released === true
  if (paths.length === 0 && !endsHold) return undefined
  return git.commitPaths({
    paths,
    message: [subjectFor(run.settings.rebuild.commit, BUILD_MESSAGE), extra?.body ?? '']
      .filter((part) => part !== '')
      .join('\n\n'),
    trailers: trailersOf(project, extra),
    identity: IDENTITY,
    parent: source,
    empty: endsHold,
  })
}

/** The uncommitted Git-kept files that the pipeline wrote, relative to the root of the repository. */
export async function madeFiles(project: Project): Promise<string[]> {
  const paths: string[] = []
  for (const { path } of await project.git.uncommitted()) {
    if (isIgnoreFile(project, path) ? await isDvcsEdit(project, path) : isMadeByPipeline(project, path))
      paths.push(path)
  }
  return paths
}

function trailersOf(project: Project, extra?: BuildExtra): Record<string, string> {
  const { source, hold, stages } = project.run.report
  const seconds = stages.reduce((sum, stage) => sum + (stage.seconds ?? 0), 0)
  return {
    [SOURCE_TRAILER]: source.sha,
    ...(seconds > 0 ? { [SECONDS_TRAILER]: seconds.toFixed(1) } : {}),
    ...directoryTrailer(project),
    ...(hold?.released ? { [RELEASE_TRAILER]: hold.commit } : {}),
    ...extra?.trailers,
    ...environmentTrailer(project),
  }
}

/** The title and the summary of the pull request of a build. */
function pullText(project: Project, extra?: Pick<BuildExtra, 'body'>): { title: string; summary: string } {
  const { sha } = project.run.report.source
  const directory = project.inGit('.')
  return {
    title: subjectFor('pull-request', BUILD_MESSAGE) + (directory === '.' ? '' : ` (${directory})`),
    summary: `The official build of ${sha.slice(0, 7)}. ${extra?.body ?? ''}`.trim(),
  }
}

/** Opens, or finds, the pull request of a build that an earlier run pushed. */
export async function proposeWaiting(
  project: Project,
  branch: string,
  { head, sha }: { head: string; sha: string },
): Promise<void> {
  const { git, run } = project
  await run.step('commit', async (outcome) => {
    const changed = (await git.changedFiles(run.report.source.sha, sha)).map(({ path }) => path)
    // The commit has the trailers and the text of its own request.
    const own = Object.entries(trailersOf(project))
    const trailers = [...(await git.trailers(sha))].flatMap(([key, values]): [string, string][] =>
      key.startsWith(TRAILER_PREFIX) ? values.slice(-1).map((value) => [key, value]) : [],
    )
    const [, body = ''] = (await git.commitMessage(sha)).split('\n\n')
    const pull = await openPull(project, {
      ...pullText(project, { body: body.startsWith(TRAILER_PREFIX) ? '' : body }),
      branch,
      head,
      sha,
      commit: { changed },
      trailers: Object.fromEntries([...own, ...trailers]),
    })
    if (run.report.commit !== undefined) run.report.commit.pull_request = pull
    outcome.message = `${sha.slice(0, 7)} in pull request ${pull.number}`
  })
}

export interface PublishOptions {
  /** Undefined where the build equals dvc.lock. */
  commit: MadeCommit | undefined
  branch: string
  extra?: BuildExtra | undefined
  /** The tip of the branch, where the run fetched it a moment ago. */
  tip?: Promise<string | undefined> | undefined
  /** Waits for readers of the workspace. */
  beforeMove: () => Promise<void>
}

/** Publishes the build commit. The result is `superseded` where its inputs have changed on the branch. */
export async function publishBuild(
  project: Project,
  { commit, branch, extra, tip, beforeMove }: PublishOptions,
): Promise<Published> {
  const { run } = project
  if (commit === undefined) {
    run.skip('commit', 'the build equals dvc.lock, so there is nothing to commit')
    return { kind: 'unchanged' }
  }
  const source = run.report.source.sha
  const published = await publishCommit(project, {
    commit,
    branch,
    tip,
    topic: run.settings.mode === 'retrain' ? 'retrain' : 'build',
    beforeMove,
    ...pullText(project, extra),
    trailers: trailersOf(project, extra),
    overtaken: (tip) => overtaken(project, tip),
    isStillFresh: (tip) => isStillFresh(project, tip),
  })
  if (published.kind !== 'superseded' || published.tip === undefined) return published
  const rival = await findBuildOf(project, source, published.tip)
  return rival === undefined
    ? published
    : {
        kind: 'superseded',
        reason: `another run has built ${source.slice(0, 7)} meanwhile: ${rival.slice(0, 7)} on ${branch}`,
      }
}

/** Why pushes of others supersede the build, as far as Git can tell; undefined where they do not. */
async function overtaken(project: Project, tip: string): Promise<string | undefined> {
  const source = project.run.report.source.sha
  const rival = await findBuildOf(project, source, tip)
  if (rival !== undefined) return `another run has built ${source.slice(0, 7)} meanwhile: ${rival.slice(0, 7)}`
  const changed = await changedInputs(project, source, tip)
  return changed.length === 0 ? undefined : changedMeanwhile(changed, tip)
}

function changedMeanwhile(paths: readonly string[], tip: string): string {
  return `${paths.join(', ')} changed on the branch meanwhile; the build of ${tip.slice(0, 7)} will include the change`
}

/**
 * Whether the build still fits the branch after pushes of others. No input may have changed, and DVC must find no stale
 * stage in the merged workspace: a rebase without conflicts can still be stale.
 */
async function isStillFresh(
  project: Project,
  tip: string,
): Promise<{ fresh: true } | { fresh: false; reason: string }> {
  const { run, dvc } = project
  const changed = await changedInputs(project, run.report.source.sha, tip)
  if (changed.length > 0) return { fresh: false, reason: changedMeanwhile(changed, tip) }
  const before = new Set(
    Object.entries(await dvc.status({ allowMissing: true }))
      .filter(([, entry]) => entry.always !== true || Object.keys(entry).length > 1)
      .map(([name]) => name),
  )
  const stale = project.stages
    .filter(({ kind, name, frozen }) => kind === 'stage' && !frozen && before.has(name))
    .map(({ name }) => name)
  return stale.length === 0
    ? { fresh: true }
    : { fresh: false, reason: `DVC would run ${stale.join(', ')} again on top of the new commits of the branch` }
}
