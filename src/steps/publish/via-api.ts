import { CancelledError, ProjectError } from '../../errors/errors.js'
import type { MadeCommit } from '../../git/commit.js'
import type { PushAnswer } from '../../git/push.js'
import { formatBytes } from '../../report/numbers.js'
import type { Project } from '../project/project.js'
import { openFlowGitHub } from './connect-github.js'

const WHY = 'commit: api'

/** @throws {ProjectError} the token may not commit to the branch  @throws {SetupError} there is no token or no repository */
export async function requireApi({ run }: Project, branch: string): Promise<void> {
  const { whyNoCommit } = await import('../../github/commit-on-branch.js')
  const why = await whyNoCommit(await openFlowGitHub(run, WHY), branch)
  if (why !== undefined)
    throw new ProjectError('push-not-permitted', `we may not commit to ${branch} by GitHub's API: ${why}.`, {
      key: 'token',
      value: WHY,
      remedy:
        'Give the job `permissions: contents: write`, or the input `token` a token that may write. Nothing was built.',
    })
}

/**
 * Refuses what GitHub's API cannot carry, before any data is pushed.
 * @throws {ProjectError} an executable file, a symbolic link, or more than GitHub takes at once
 */
export async function requireCarried({ git }: Project, commit: MadeCommit, parent: string): Promise<void> {
  const { MOST_BYTES } = await import('../../github/commit-on-branch.js')
  const entries = await git.changedEntries(parent, commit.sha)
  const odd = entries.find(({ mode }) => mode !== undefined && mode !== '100644')
  if (odd !== undefined) {
    const what =
      odd.mode === '100755' ? 'executable' : odd.mode === '120000' ? 'a symbolic link' : `of the kind ${odd.mode ?? ''}`
    throw new ProjectError(
      'api-commit-unsupported',
      `${WHY} cannot commit ${odd.path}: it is ${what}, and GitHub's API writes plain files only.`,
      {
        key: 'commit',
        value: 'api',
        path: odd.path,
        remedy: `${odd.mode === '100755' ? `Take the bit away (\`chmod -x ${odd.path}\` in the stage that writes it), or use` : 'Use'} \`commit: push\`. Nothing was pushed.`,
      },
    )
  }
  const blobs = await git.readFiles(
    commit.sha,
    entries.flatMap(({ path, mode }) => (mode === undefined ? [] : [path])),
  )
  const bytes = [...blobs.values()].reduce((sum, blob) => sum + blob.length, 0)
  if (bytes < MOST_BYTES) return
  const [largest = ''] = [...blobs].sort(([, one], [, other]) => other.length - one.length).map(([path]) => path)
  throw new ProjectError(
    'api-commit-too-large',
    `${WHY} cannot commit ${formatBytes(bytes)}: GitHub's API takes less than ${formatBytes(MOST_BYTES)} at once, and ${largest} is the largest of ${entries.length} files.`,
    {
      key: 'commit',
      value: 'api',
      path: largest,
      remedy: 'Let DVC cache it (remove `cache: false`), or use `commit: push`. Nothing was pushed.',
    },
  )
}

/** Brings a commit to a branch by GitHub's API; for `git.publish`. */
export function apiSender(
  project: Project,
  branch: string,
): (change: { commit: string; parent: string }) => Promise<PushAnswer> {
  const { run, git } = project
  return async ({ commit, parent }) => {
    const github = await openFlowGitHub(run, WHY)
    const { commitOnBranch } = await import('../../github/commit-on-branch.js')
    const entries = await git.changedEntries(parent, commit)
    const blobs = await git.readFiles(
      commit,
      entries.flatMap(({ path, mode }) => (mode === undefined ? [] : [path])),
    )
    const [headline = '', ...body] = (await git.commitMessage(commit)).split('\n')
    if (run.signal.aborted) throw new CancelledError('cancelled', 'cancelled before the commit.')
    return commitOnBranch(github, {
      branch,
      expectedHead: parent,
      headline,
      body: body.join('\n').trim(),
      additions: [...blobs].map(([path, contents]) => ({ path, contents })),
      deletions: entries.flatMap(({ path, mode }) => (mode === undefined ? [path] : [])),
    })
  }
}

/** The error for a commit that GitHub refuses by a rule. */
export function apiRefusal(branch: string): (words: string) => ProjectError {
  return (words) =>
    new ProjectError('push-rejected', `GitHub refuses the commit to '${branch}': ${words}.`, {
      key: 'commit',
      value: 'api',
      remedy:
        'Retrying will not help. If a branch protection or a ruleset is in the way, let the App of the token bypass it, or use `commit: pull-request` or `commit: tag`.',
    })
}
