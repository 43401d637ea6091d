import { OutsideError, ProjectError } from '../../errors/errors.js'
import type { PushAnswer } from '../../git/push.js'
import { SERVER_ATTEMPTS } from '../../git/server.js'
import { renderPullText } from '../../report/pull-text.js'
import type { CommitReport } from '../../report/report.js'
import { IDENTITY } from '../official/official-builds.js'
import { SOURCE_TRAILER } from '../official/trailers.js'
import type { Project } from '../project/project.js'
import { openFlowGitHub } from './connect-github.js'
import type { Publication, PublishedCommit, PullTopic } from './method.js'

const WHY = 'commit: pull-request'
const LABELS = ['dvc-ci']
/** Branch names that dvc-ci tries. */
const MOST_BRANCHES = 9
/** Pushes of others to the branch after which dvc-ci tries again. */
const MOST_MOVES = 5

/** The branch of the pull requests by dvc-ci into a base branch, for this working directory. */
export function pullBranch({ inGit }: Pick<Project, 'inGit'>, topic: PullTopic, base: string): string {
  const directory = inGit('.')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
  return `dvc-ci/${topic}-${base}${directory === '' ? '' : `-of-${directory}`}`
}

/** The branch of a pull request, on the server. */
interface PullBranch {
  name: string
  /** Absent where the server does not have the branch. */
  tip?: string
}

/**
 * Finds the branch for the next commit. It reuses the branch of an earlier commit, so that the pull request stays open.
 * It never changes a branch with commits of other authors: it takes the next free name.
 * @throws {ProjectError} all names have commits of other authors
 */
export async function findPullBranch(project: Project, topic: PullTopic, base: string): Promise<PullBranch> {
  const first = pullBranch(project, topic, base)
  for (let turn = 1; turn <= MOST_BRANCHES; turn++) {
    const name = turn === 1 ? first : `${first}-${turn}`
    const tip = await project.git.fetchTip(name)
    if (tip === undefined) return { name }
    if (await isOurs(project, tip, base)) return { name, tip }
    project.run.host.notice(`The branch ${name} has commits of other authors, so dvc-ci does not change it.`)
  }
  throw new ProjectError(
    'branch-names-taken',
    `every branch from ${first} to ${first}-${MOST_BRANCHES} has commits of other authors.`,
    {
      key: 'commit',
      value: WHY,
      remedy: 'Merge or delete them, then run this again.',
    },
  )
}

/** True where the tip was merged, or is a commit of dvc-ci, or merges of the base ("Update branch") on top of one. */
async function isOurs({ git }: Project, tip: string, base: string): Promise<boolean> {
  const onto = await git.fetchTip(base)
  for (let at: string | undefined = tip; at !== undefined; ) {
    if ((await git.committer(at)).email === IDENTITY.email || (onto !== undefined && (await git.isAncestor(at, onto))))
      return true
    const [first, second] = await git.parents(at)
    const updates =
      first !== undefined &&
      second !== undefined &&
      onto !== undefined &&
      (await git.isAncestor(await git.ensureCommit(second), onto))
    at = updates ? await git.ensureCommit(first) : undefined
  }
  return false
}

/** The build of a source commit in the branch of an open pull request; undefined where there is none. */
export async function waitingBuild(
  project: Project,
  base: string,
  source: string,
): Promise<{ sha: string; branch: string } | undefined> {
  const { name, tip } = await findPullBranch(project, 'build', base)
  if (tip === undefined) return undefined
  const notes = await project.git.notes(tip)
  return notes.get(SOURCE_TRAILER) === source ? { sha: tip, branch: name } : undefined
}

/** Pushes the commit to its own branch, and opens its pull request or updates the open one. */
export async function publishPull(project: Project, publication: Publication): Promise<PublishedCommit> {
  const { git, run } = project
  const source = run.report.source.sha
  let failures = 0
  for (let attempts = 1; ; attempts++) {
    const place = await findPullBranch(project, publication.topic, publication.branch)
    const waiting = place.tip === undefined ? undefined : (await git.notes(place.tip)).get(SOURCE_TRAILER)
    if (waiting !== undefined && waiting !== source && (await isNewer(project, waiting, source)))
      return {
        kind: 'superseded',
        reason: `${place.name} already has the build of ${waiting.slice(0, 7)}, which is newer`,
      }
    const sha = await commitFor(project, publication, place)
    const answer: PushAnswer =
      sha === place.tip ? { kind: 'pushed' } : await git.push((await git.remoteName()) ?? 'origin', sha, place.name)
    if (answer.kind === 'pushed') return withPull(project, publication, { name: place.name, tip: sha }, attempts)
    if (answer.kind === 'refused' && answer.lasting)
      throw new ProjectError('push-rejected', `the server rejects the push to '${place.name}': ${answer.words}`, {
        key: 'commit',
        value: WHY,
        remedy: 'Let the identity that pushes create branches that begin with dvc-ci/.',
      })
    // Read the branch again where it moved. It also moved where the push succeeded and its answer was lost.
    const moved = (await git.fetchTip(place.name)) !== place.tip
    failures += moved ? 0 : 1
    if (failures >= SERVER_ATTEMPTS || attempts > MOST_MOVES + SERVER_ATTEMPTS)
      throw new OutsideError(
        'git-push-failed',
        `the push to '${place.name}' failed ${attempts} times: ${answer.words}`,
        {
          key: 'commit',
          value: WHY,
          remedy: 'Run this again: the remote has the data.',
        },
      )
    if (!moved) await git.wait(failures)
  }
}

async function isNewer({ git }: Project, other: string, source: string): Promise<boolean> {
  return (await git.resolve(other)) !== undefined && git.isAncestor(source, other)
}

/** The commit for a push without force: merged with the tip of the branch, where its history lacks that tip. */
async function commitFor({ git, run }: Project, { commit }: Publication, { tip }: PullBranch): Promise<string> {
  const source = run.report.source.sha
  if (tip === undefined || (await git.isAncestor(tip, source))) return commit.sha
  if ((await git.treeOf(tip)) === commit.tree && (await git.isAncestor(source, tip))) return tip
  return git.join({ commit: commit.sha, parents: [source, tip], identity: IDENTITY })
}

async function withPull(
  project: Project,
  publication: Publication,
  { name, tip }: Required<PullBranch>,
  attempts: number,
): Promise<PublishedCommit> {
  const pull = await openPull(project, { ...publication, head: name, sha: tip })
  const report: CommitReport = {
    sha: tip,
    branch: publication.branch,
    method: 'pull-request',
    attempts,
    pull_request: pull,
  }
  project.run.report.commit = report
  return { kind: 'committed', sha: tip, report }
}

/**
 * Opens, or finds, the pull request of a pushed branch.
 * @throws {ProjectError} GitHub rejects the request
 * @throws {OutsideError} GitHub does not answer; the next run opens the pull request
 */
export async function openPull(
  project: Project,
  {
    head,
    sha,
    branch,
    title,
    summary,
    commit,
    trailers,
  }: Pick<Publication, 'branch' | 'title' | 'summary' | 'trailers'> & {
    commit: { changed: readonly string[] }
    head: string
    sha: string
  },
): Promise<{ number: number; url: string }> {
  const { run } = project
  const github = await openFlowGitHub(run, WHY)
  const { enableAutoMerge, ensurePull, labelPull } = await import('../../github/own-pull.js')
  const { failureOf, failureText } = await import('../../github/failure.js')
  const body = renderPullText(run.report, summary, commit.changed, trailers)
  const pull = await ensurePull(github, { head, headSha: sha, base: branch, title, body, labels: LABELS }).catch(
    (error: unknown) => {
      const details = { key: 'commit', value: WHY, cause: error }
      const reason = failureText(error, 'pull-requests: write')
      const text = `the branch ${head} is pushed, but opening its pull request failed: ${reason}.`
      if ([401, 403, 404, 422].includes(failureOf(error).status ?? 0)) {
        throw new ProjectError('pull-request-not-permitted', text, {
          ...details,
          remedy:
            'A workflow\'s token also needs "Allow GitHub Actions to create and approve pull requests" ' +
            '(Settings, Actions, General). Then run this again.',
        })
      }
      throw new OutsideError('pull-request-failed', text, {
        ...details,
        remedy: 'Run this again: it opens the pull request without another build.',
      })
    },
  )
  if (pull.state === 'closed') {
    run.host.notice(`Pull request ${pull.number} with the same commit was closed, so dvc-ci does not open it again.`)
    return { number: pull.number, url: pull.url }
  }
  const unlabelled = pull.created ? await labelPull(github, pull.number, LABELS) : undefined
  if (unlabelled !== undefined) run.host.warning(`Pull request ${pull.number} has no label: ${unlabelled}.`)
  const byHand = await enableAutoMerge(github, pull.nodeId, {
    headline: `${title} (#${pull.number})`,
    body: Object.entries(trailers)
      .map(([key, value]) => `${key}: ${value}`)
      .join('\n'),
  })
  const merge = byHand === undefined ? 'GitHub merges it when its checks pass' : `a user must merge it (${byHand})`
  run.host.info(`Pull request ${pull.number}: ${pull.url}; ${merge}.`)
  return { number: pull.number, url: pull.url }
}
