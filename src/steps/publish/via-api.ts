import { CancelledError, ProjectError } from '../../errors/errors.js'
import type { MadeCommit } from '../../git/commit.js'
import type { PushAnswer } from '../../git/push.js'
import { formatBytes } from '../../report/numbers.js'
import { shellWord } from '../../text/shell-word.js'
import type { Project } from '../project/project.js'
import { openFlowGitHub } from './connect-github.js'

const WHY = 'commit: api'

/**
 * Checks that the token may commit to the branch by GitHub's API.
 * @throws {ProjectError} it may not
 * @throws {SetupError} the token or the name of the repository is missing
 */
export async function requireApi({ run }: Project, branch: string): Promise<void> {
  const { whyNoCommit } = await import('../../github/commit-on-branch.js')
  const why = await whyNoCommit(await openFlowGitHub(run, WHY), branch)
  if (why !== undefined)
    throw new ProjectError('push-not-permitted', `the token may not commit to ${branch} by GitHub's API: ${why}.`, {
      key: 'token',
      value: WHY,
      remedy:
        'Give the job `permissions: contents: write`, or set the input `token` to a token that may write. ' +
        'Nothing was built.',
    })
}

/**
 * Rejects a commit that GitHub's API does not support, before the run pushes data.
 * @throws {ProjectError} an executable file, a symbolic link, or more bytes than one request of GitHub's API may have
 */
export async function requireCarried({ git }: Project, commit: MadeCommit, parent: string): Promise<void> {
  const { MOST_BYTES } = await import('../../github/commit-on-branch.js')
  const entries = await git.changedEntries(parent, commit.sha)
  const odd = entries.find(({ mode }) => mode !== undefined && mode !== '100644')
  if (odd !== undefined) {
    const isProgram = odd.mode === '100755'
    const kind = isProgram ? 'executable' : odd.mode === '120000' ? 'a symbolic link' : `of the kind ${odd.mode ?? ''}`
    throw new ProjectError(
      'api-commit-unsupported',
      `${WHY} cannot commit ${odd.path}: it is ${kind}, and GitHub's API writes plain files only.`,
      {
        key: 'commit',
        value: 'api',
        path: odd.path,
        remedy:
          `${isProgram ? `Run \`chmod -x ${shellWord(odd.path)}\` in its stage, or use` : 'Use'} \`commit: push\`. ` +
          'Nothing was pushed.',
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
    `${WHY} cannot commit ${formatBytes(bytes)}: one request takes less than ${formatBytes(MOST_BYTES)}, ` +
      `and ${largest} is the largest of ${entries.length} files.`,
    {
      key: 'commit',
      value: 'api',
      path: largest,
      remedy: 'Let DVC cache it (remove `cache: false`), or use `commit: push`. Nothing was pushed.',
    },
  )
}

/** Sends a commit to a branch by GitHub's API; for `git.publish`. */
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

/** The error for a commit that GitHub rejects by a rule. */
export function apiRefusal(branch: string): (answer: string) => ProjectError {
  return (answer) =>
    new ProjectError('push-rejected', `GitHub rejects the commit to '${branch}': ${answer}.`, {
      key: 'commit',
      value: 'api',
      remedy:
        'Another run gets the same answer. If a branch protection or a ruleset rejects the commit, let the App of ' +
        'the token bypass the rule, or use `commit: pull-request` or `commit: tag`.',
    })
}
