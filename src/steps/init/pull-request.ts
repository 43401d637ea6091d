import { OutsideError, ProjectError, SetupError } from '../../errors/errors.js'
import { ownIdentity, remoteAddress } from '../../git/file-history.js'
import type { GitRepository } from '../../git/repository.js'
import type { GitHub } from '../../github/client.js'
import { failureText } from '../../github/failure.js'
import type { TerminalHost } from '../../run/terminal-host.js'
import { restoreFiles } from './write-files.js'

const BRANCH = 'dvc-ci/init'
const TITLE = 'Add dvc-ci'
const BODY = [
  'Written by `dvc-ci init`:',
  '- a workflow that validates each pull request and builds the official model after the merge;',
  '- `dvc-ci.yaml` with checks and policies.',
  '',
  'The log of `dvc-ci init` lists the variables and secrets to create before the first run.',
].join('\n')

export interface PullRequestWork {
  git: GitRepository
  host: TerminalHost
  signal: AbortSignal
  /** The default branch. */
  branch: string
  /** The written files. */
  paths: readonly string[]
  /** Their texts before. */
  before: ReadonlyMap<string, string | undefined>
}

/**
 * Commits the written files on top of the server's default branch, pushes them as a branch of their own, and opens the
 * pull request. The working tree gets its earlier files back.
 * @throws {SetupError} the token, the repository or the user's name is unknown
 * @throws {ProjectError} the server rejects the push
 * @throws {OutsideError} the server or GitHub does not answer
 */
export async function openPullRequest(work: PullRequestWork): Promise<void> {
  const { git, host, branch, paths, before } = work
  try {
    if (paths.length === 0) {
      host.print('Nothing changed, so there is nothing to propose.\n')
      return
    }
    const { remote, github } = await connection(work)
    const identity = await ownIdentity(git.root, {})
    if (identity === undefined)
      throw new SetupError('setting-missing', 'Git knows no name and address for the commit.', {
        key: 'user.name',
        remedy: 'Set them: `git config user.name NAME && git config user.email ADDRESS`.',
      })
    const tip = await git.fetchTip(branch)
    if (tip === undefined)
      throw new SetupError('branch-missing', `the server of '${remote}' has no branch '${branch}'.`, {
        key: 'branch',
        value: branch,
        remedy: 'Push the default branch first, or name it with `--branch`.',
      })
    const made = await git.commitPaths({ paths, message: TITLE, identity, parent: tip })
    if (made === undefined) {
      host.print(`The branch ${branch} has these files already.\n`)
      return
    }
    const name = await freeBranch(git, made.tree)
    const pushed = await git.push(remote, made.sha, name)
    if (pushed.kind === 'refused')
      throw new ProjectError('push-rejected', `the server rejects the push to '${name}': ${pushed.words}`, {
        key: 'pull-request',
        value: name,
        remedy:
          'A token needs the scope `workflow` to push a workflow. Or commit the files by hand: run init without --pull-request.',
      })
    if (pushed.kind === 'failed')
      throw new OutsideError('git-push-failed', `the push to '${name}' failed: ${pushed.words}`, {
        key: 'pull-request',
        value: name,
        remedy: 'Check the connection and the credentials with `git push --dry-run`, then run this again.',
      })
    const { ensurePull } = await import('../../github/own-pull.js')
    try {
      const pull = await ensurePull(github, {
        head: name,
        headSha: made.sha,
        base: branch,
        title: TITLE,
        body: BODY,
        labels: [],
      })
      host.print(`Pull request: ${pull.url}\n`)
    } catch (error) {
      throw new OutsideError(
        'pull-request-failed',
        `the branch ${name} is pushed, but the pull request was not opened: ${failureText(error, 'pull-requests: write')}.`,
        {
          key: 'pull-request',
          value: name,
          remedy: `Open it by hand: \`gh pr create --head ${name} --base ${branch}\`.`,
          cause: error,
        },
      )
    }
  } finally {
    await restoreFiles(
      git.root,
      paths.map((path) => {
        const text = before.get(path)
        return { path, ...(text === undefined ? {} : { before: text }) }
      }),
    )
  }
}

const MOST_BRANCHES = 9

/** The branch name, or the next free one where another init has pushed other files. */
async function freeBranch(git: GitRepository, tree: string): Promise<string> {
  for (let turn = 1; turn <= MOST_BRANCHES; turn++) {
    const name = turn === 1 ? BRANCH : `${BRANCH}-${turn}`
    const tip = await git.fetchTip(name)
    if (tip === undefined || (await git.treeOf(tip)) === tree) return name
  }
  throw new ProjectError('branch-names-taken', `every branch from ${BRANCH} to ${BRANCH}-${MOST_BRANCHES} exists.`, {
    key: 'pull-request',
    value: BRANCH,
    remedy: 'Merge or delete them, then run this again.',
  })
}

/** The API client for the repository of the clone. */
async function connection({ git, host, signal }: PullRequestWork): Promise<{ remote: string; github: GitHub }> {
  const token = process.env['GITHUB_TOKEN'] || process.env['GH_TOKEN']
  if (!token)
    throw new SetupError('github-token-missing', '--pull-request needs a token for GitHub, and none is set.', {
      key: 'pull-request',
      remedy: 'Set GH_TOKEN, such as `GH_TOKEN=$(gh auth token) dvc-ci init --pull-request`.',
    })
  const remote = await git.remoteName()
  const address = remote === undefined ? undefined : await remoteAddress(git.root, remote, {})
  const place = repositoryOf(address ?? '')
  const repository = place?.repository ?? process.env['GITHUB_REPOSITORY']
  if (remote === undefined || repository === undefined)
    throw new SetupError('github-repository-unknown', '--pull-request needs a clone of a repository on GitHub.', {
      key: 'pull-request',
      value: address ?? '',
      remedy: 'Add its remote: `git remote add origin git@github.com:OWNER/NAME.git`.',
    })
  host.mask(token)
  const { connect } = await import('../../github/client.js')
  const apiUrl =
    process.env['GITHUB_API_URL'] ||
    (place === undefined || place.host === 'github.com' ? 'https://api.github.com' : `https://${place.host}/api/v3`)
  const github = connect({ token, apiUrl, repository, debug: (message) => host.debug(message) })
  signal.addEventListener('abort', () => github.endWithin(0), { once: true })
  return { remote, github }
}

/** The server and the repository in an address: `git@github.com:team/digits.git`, `https://github.com/team/digits`. */
function repositoryOf(address: string): { host: string; repository: string } | undefined {
  const [, host, owner, name] =
    /^(?:(?:https?|ssh):\/\/)?(?:[^@/]+@)?([^:/@]+)(?::\d+)?[:/]([^:/]+)\/([^/]+?)(?:\.git)?\/?$/.exec(address) ?? []
  return host === undefined || owner === undefined || name === undefined
    ? undefined
    : { host, repository: `${owner}/${name}` }
}
