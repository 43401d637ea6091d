import type { MadeCommit } from '../../git/commit.js'
import { BUILD_MESSAGE, changedInputs, directoryTrailer, findBuildOf, IDENTITY } from '../official/official-builds.js'
import { SOURCE_TRAILER } from '../official/trailers.js'
import { isDvcsEdit, isIgnoreFile, isMadeByPipeline } from '../project/path-roles.js'
import type { BuildExtra, Project } from '../project/project.js'
import { type PublishedCommit, subjectFor } from './method.js'
import { publishCommit } from './publish-commit.js'
import { openPull } from './via-pull-request.js'

/** How publishing ended. */
export type Published = PublishedCommit | { kind: 'unchanged' }

/**
 * The official build as a commit that no branch has yet: what the pipeline wrote and Git keeps, nothing else ever.
 * @returns undefined when nothing differs from its source
 */
export async function makeCommit(project: Project, extra?: BuildExtra): Promise<MadeCommit | undefined> {
  const { git, run } = project
  const paths = await madeFiles(project)
  paths.push(...(extra?.paths ?? []).filter((path) => !paths.includes(path)))
  if (paths.length === 0) return undefined
  const source = run.report.source.sha
  return git.commitPaths({
    paths,
    message: [subjectFor(run.settings.rebuild.commit, BUILD_MESSAGE), extra?.body ?? '']
      .filter((part) => part !== '')
      .join('\n\n'),
    trailers: trailersOf(project, extra),
    identity: IDENTITY,
    parent: source,
  })
}

/** The uncommitted files that the pipeline wrote and Git keeps, as Git names them. */
export async function madeFiles(project: Project): Promise<string[]> {
  const paths: string[] = []
  for (const { path } of await project.git.uncommitted()) {
    if (isIgnoreFile(project, path) ? await isDvcsEdit(project, path) : isMadeByPipeline(project, path))
      paths.push(path)
  }
  return paths
}

function trailersOf(project: Project, extra?: BuildExtra): Record<string, string> {
  return { [SOURCE_TRAILER]: project.run.report.source.sha, ...directoryTrailer(project), ...extra?.trailers }
}

/** What is told of a build that waits for somebody to merge it. */
function pullText(project: Project, extra?: BuildExtra): { title: string; summary: string } {
  const { sha } = project.run.report.source
  const directory = project.inGit('.')
  return {
    title: subjectFor('pull-request', BUILD_MESSAGE) + (directory === '.' ? '' : ` (${directory})`),
    summary: `The official build of ${sha.slice(0, 7)}. ${extra?.body ?? ''}`.trim(),
  }
}

/** Opens the pull request of a build that an earlier run has pushed, or finds it. */
export async function proposeWaiting(
  project: Project,
  branch: string,
  { head, sha }: { head: string; sha: string },
): Promise<void> {
  const { git, run } = project
  await run.step('commit', async (outcome) => {
    const changed = (await git.changedFiles(run.report.source.sha, sha)).map(({ path }) => path)
    const pull = await openPull(project, {
      ...pullText(project),
      branch,
      head,
      sha,
      commit: { changed },
      trailers: trailersOf(project),
    })
    if (run.report.commit !== undefined) run.report.commit.pull_request = pull
    outcome.message = `${sha.slice(0, 7)} in pull request ${pull.number}`
  })
}

export interface PublishOptions {
  /** Undefined where the build is what dvc.lock has already. */
  commit: MadeCommit | undefined
  branch: string
  extra?: BuildExtra | undefined
  /** The tip of the branch, where the server told it a moment ago. */
  tip?: Promise<string | undefined> | undefined
  /** Waits for readers of the working tree. */
  beforeMove: () => Promise<void>
}

/** Publishes the commit of the official build; superseded where its inputs have changed on the branch. */
export async function publishBuild(
  project: Project,
  { commit, branch, extra, tip, beforeMove }: PublishOptions,
): Promise<Published> {
  const { run } = project
  if (commit === undefined) {
    run.skip('commit', 'the build is the one that dvc.lock has already: there is nothing to commit')
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

/** Why the build is of no use once others have pushed, as far as Git can tell. */
async function overtaken(project: Project, tip: string): Promise<string | undefined> {
  const source = project.run.report.source.sha
  const rival = await findBuildOf(project, source, tip)
  if (rival !== undefined) return `another run has built ${source.slice(0, 7)} meanwhile: ${rival.slice(0, 7)}`
  const changed = await changedInputs(project, source, tip)
  return changed.length === 0
    ? undefined
    : `${changed.join(', ')} changed on the branch meanwhile; the build of ${tip.slice(0, 7)} will have it`
}

/**
 * Whether the build still is what the branch asks for, now that others have pushed. No input may have changed, and DVC itself is asked,
 * in the merged working tree: a clean rebase can still be stale.
 */
async function isStillFresh(
  project: Project,
  tip: string,
): Promise<{ fresh: true } | { fresh: false; reason: string }> {
  const { run, dvc } = project
  const changed = await changedInputs(project, run.report.source.sha, tip)
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
  const stale = project.stages
    .filter(({ kind, name, frozen }) => kind === 'stage' && !frozen && before.has(name))
    .map(({ name }) => name)
  return stale.length === 0
    ? { fresh: true }
    : { fresh: false, reason: `with what was pushed meanwhile, ${stale.join(', ')} would have to run again` }
}
