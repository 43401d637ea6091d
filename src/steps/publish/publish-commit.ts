import { SetupError } from '../../errors/errors.js'
import type { MadeCommit } from '../../git/commit.js'
import type { CommitReport } from '../../report/report.js'
import type { CommitMethod } from '../../settings/settings.js'
import type { Project } from '../project/project.js'
import type { ServerAnswers } from './ask-server.js'
import type { Publication, PublishedCommit, PullTopic } from './method.js'
import { requirePush } from './permission.js'
import { apiRefusal, apiSender, requireApi, requireCarried } from './via-api.js'
import { findPullBranch, publishPull, pullBranch } from './via-pull-request.js'
import { nextTags, publishTag } from './via-tag.js'

/*
 * How a flow publishes a commit by the method of the settings (`commit:`), in the order of the calls:
 *
 *     await requireMethod(project, branch, topic)             first: the method and the credentials are permitted
 *     const subject = subjectFor(method, 'CI: Roll back …')   adds `[skip ci]` where the method needs it
 *     const commit = await git.commitPaths({ paths, message: subject, trailers, identity: IDENTITY, parent: source })
 *     await requireCommit(project, commit)                    before data are pushed: the method supports the files
 *     … push data, verify …
 *     const published = await publishCommit(project, { commit, branch, topic, title, summary, trailers, … })
 *
 * The parent of the commit is `report.source.sha`, and the workspace has its content.
 * `publishCommit` sets `report.commit`. `superseded` says that the server has nothing of the build.
 * After `push` and `api` HEAD is the published commit. After the other methods HEAD is unchanged, and the files are
 * uncommitted.
 */

/**
 * Checks that the run may use the method of the settings. Changes nothing.
 * @throws {ProjectError} the credentials may not push or commit
 * @throws {SetupError} the method needs GitHub, and the token or the name of the repository is missing
 */
export async function requireMethod(
  project: Project,
  branch: string,
  topic: PullTopic,
  server?: ServerAnswers,
): Promise<void> {
  const { commit } = project.run.settings.rebuild
  switch (commit) {
    case 'none':
      return
    case 'push':
      return requirePush(project, branch, server)
    case 'api':
      return requireApi(project, branch)
    case 'tag':
      if (topic === 'rollback')
        throw new SetupError('setting-conflict', 'commit: tag publishes builds only, and a rollback is not a build.', {
          key: 'commit',
          value: 'tag',
          remedy: 'Roll back with `commit: push`, `api` or `pull-request`.',
        })
      return requirePush(project, branch, server)
    case 'pull-request': {
      const { openFlowGitHub } = await import('./connect-github.js')
      await openFlowGitHub(project.run, 'commit: pull-request')
      return requirePush(project, (await findPullBranch(project, topic, branch)).name)
    }
  }
}

/** Rejects a commit with a file that the method does not support. @throws {ProjectError} naming the file */
export async function requireCommit(project: Project, commit: MadeCommit | undefined): Promise<void> {
  if (commit !== undefined && project.run.settings.rebuild.commit === 'api')
    await requireCarried(project, commit, project.run.report.source.sha)
}

/** The action of a run without `--dry-run` for a commit of these paths, to follow "it would". */
export async function wouldCommit(
  project: Project,
  paths: readonly string[],
  branch: string,
  topic: PullTopic = 'build',
): Promise<string> {
  const { commit: method } = project.run.settings.rebuild
  const endsHold = project.run.report.hold?.released === true
  if (method === 'none' || (paths.length === 0 && !endsHold)) return 'commit nothing'
  const files = paths.length === 0 ? 'the release alone' : paths.join(', ')
  const tags = topic === 'build' ? await nextTags(project) : []
  const tag = tags.length === 0 || method === 'pull-request' ? '' : ` and tag it ${tags.join(', ')}`
  switch (method) {
    case 'push':
      return `commit ${files} to ${branch}${tag}`
    case 'api':
      return `commit ${files} to ${branch} by GitHub's API${tag}`
    case 'tag':
      return `commit ${files} under the tag ${tags.join(', ')} alone`
    case 'pull-request':
      return `commit ${files} to ${pullBranch(project, topic, branch)} and open a pull request into ${branch}`
  }
}

/**
 * Publishes the commit. After a push of others it goes on top of their commit, where it still fits.
 * @throws {ProjectError} the server rejects the commit by a rule
 * @throws {OutsideError} the server does not answer
 */
export async function publishCommit(project: Project, publication: Publication): Promise<PublishedCommit> {
  const { run } = project
  const { commit: method } = run.settings.rebuild
  const { commit, branch } = publication
  if (method === 'none') {
    run.skip('commit', 'commit: none')
    return { kind: 'not-committed', paths: commit.changed }
  }
  return run.step(method === 'tag' ? 'tag' : 'commit', async (outcome) => {
    const published = await publishBy(project, method, publication)
    if (published.kind === 'superseded') outcome.message = published.reason
    else if (published.kind === 'committed') {
      const { attempts, pull_request: pull } = published.report
      const where =
        pull === undefined
          ? method === 'tag'
            ? `under the tag ${run.report.tag ?? ''}`
            : `on ${branch}`
          : `in pull request ${pull.number}`
      const tries = attempts > 1 ? `, after ${attempts} attempts` : ''
      const files = commit.changed.join(', ') || 'no file has changed, the commit ends the hold'
      outcome.message = `${published.sha.slice(0, 7)} ${where}${tries}: ${files}`
    }
    return published
  })
}

async function publishBy(
  project: Project,
  method: Exclude<CommitMethod, 'none'>,
  publication: Publication,
): Promise<PublishedCommit> {
  const { run, git } = project
  const { commit, branch } = publication
  if (method === 'tag' || method === 'pull-request') {
    const reason = await overtakenBy(project, publication)
    if (reason !== undefined) return { kind: 'superseded', reason }
    return method === 'tag' ? publishTag(project, publication) : publishPull(project, publication)
  }
  const result = await git.publish({
    commit: commit.sha,
    base: run.report.source.sha,
    paths: commit.changed,
    branch,
    revalidate: ({ tip }) => publication.isStillFresh(tip),
    // A step may still read plots from the files of the build.
    onMove: publication.beforeMove,
    ...(publication.tip === undefined ? {} : { tip: publication.tip }),
    ...(method === 'api' ? { send: apiSender(project, branch), refusal: apiRefusal(branch) } : {}),
  })
  if (result.kind === 'superseded') return result
  const report: CommitReport = { sha: result.sha, branch, method, attempts: result.attempts }
  run.report.commit = report
  return { kind: 'committed', sha: result.sha, report }
}

/** Why the branch supersedes the commit, in the same sentences as `git.publish`; undefined where it does not. */
async function overtakenBy(
  { git, run }: Project,
  { commit, branch, overtaken }: Publication,
): Promise<string | undefined> {
  const source = run.report.source.sha
  const tip = await git.fetchTip(branch)
  if (tip === undefined || tip === source || (await git.isAncestor(tip, source))) return undefined
  if (!(await git.isAncestor(source, tip)))
    return `'${branch}' was rewritten: its tip ${tip} no longer contains ${source}, the commit of this build`
  const reason = await overtaken(tip)
  if (reason !== undefined) return reason
  const taken = (await git.changedFiles(source, tip)).find(({ path }) => commit.changed.includes(path))
  return taken === undefined
    ? undefined
    : `'${branch}' has moved to ${tip}, which changes ${taken.path}, an output of this build`
}
