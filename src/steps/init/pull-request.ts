import { OutsideError, ProjectError, SetupError } from '../../errors/errors.js'
import { ownIdentity, remoteAddress } from '../../git/file-history.js'
import type { GitRepository } from '../../git/repository.js'
import type { GitHub } from '../../github/client.js'
import { failureText } from '../../github/failure.js'
import { repositoryOf } from '../../init/address.js'
import type { TerminalHost } from '../../run/terminal-host.js'
import { shellWord } from '../../text/shell-word.js'
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

/** Everything that a pull request needs, known before a file is written. */
export interface Proposal {
  git: GitRepository
  host: TerminalHost
  github: GitHub
  /** Name of the remote of the clone. */
  remote: string
  identity: { name: string; email: string }
  /** The default branch, and its tip on the server. */
  branch: string
  tip: string
}

/**
 * Proves that a pull request can be opened.
 * @throws {SetupError} the token, the repository, the branch or the user's name is unknown
 * @throws {OutsideError} the Git server does not answer
 */
export async function preparePullRequest(
  git: GitRepository,
  host: TerminalHost,
  signal: AbortSignal,
  branch: string,
): Promise<Proposal> {
  const { remote, github } = await connection(git, host, signal)
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
  return { git, host, github, remote, identity, branch, tip }
}

/**
 * Commits the written files on top of the server's default branch, pushes them as a branch of their own, and opens the
 * pull request. The working tree gets its earlier files back.
 * @param paths the written files
 * @param before their texts before
 * @throws {ProjectError} the server rejects the push
 * @throws {OutsideError} the server or GitHub does not answer
 */
export async function openPullRequest(
  proposal: Proposal,
  paths: readonly string[],
  before: ReadonlyMap<string, string | undefined>,
): Promise<void> {
  const { git, host, branch, identity, tip } = proposal
  try {
    const made =
      paths.length === 0 ? undefined : await git.commitPaths({ paths, message: TITLE, identity, parent: tip })
    if (made === undefined) {
      host.print(`The branch ${branch} has these files already: there is nothing to propose.\n`)
      return
    }
    const { name, tip: proposed } = await freeBranch(git, made.tree)
    if (proposed === undefined) await push(proposal, made.sha, name)
    host.print(`Pull request: ${await open(proposal, name, proposed ?? made.sha)}\n`)
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

async function push({ git, remote }: Proposal, sha: string, name: string): Promise<void> {
  const pushed = await git.push(remote, sha, name)
  if (pushed.kind === 'refused')
    throw new ProjectError('push-rejected', `the server rejects the push to '${name}': ${pushed.words}`, {
      key: 'pull-request',
      value: name,
      remedy:
        'A token needs the scope `workflow` to push a workflow. Or commit by hand: run init without --pull-request.',
    })
  if (pushed.kind === 'failed')
    throw new OutsideError('git-push-failed', `the push to '${name}' failed: ${pushed.words}`, {
      key: 'pull-request',
      value: name,
      remedy: 'Check the connection and the credentials with `git push --dry-run`, then run this again.',
    })
}

/** @returns the address of the pull request */
async function open({ github, branch }: Proposal, name: string, headSha: string): Promise<string> {
  const { ensurePull } = await import('../../github/own-pull.js')
  try {
    return (await ensurePull(github, { head: name, headSha, base: branch, title: TITLE, body: BODY, labels: [] })).url
  } catch (error) {
    throw new OutsideError(
      'pull-request-failed',
      `the branch ${name} is pushed, but the pull request was not opened: ${failureText(error, 'pull-requests: write')}.`,
      {
        key: 'pull-request',
        value: name,
        remedy: `Open it by hand: \`gh pr create --head ${shellWord(name)} --base ${shellWord(branch)}\`.`,
        cause: error,
      },
    )
  }
}

const MOST_BRANCHES = 9

/** The branch for these files: the first free name, or the branch that an earlier init pushed with the same files. */
async function freeBranch(git: GitRepository, tree: string): Promise<{ name: string; tip?: string }> {
  for (let turn = 1; turn <= MOST_BRANCHES; turn++) {
    const name = turn === 1 ? BRANCH : `${BRANCH}-${turn}`
    const tip = await git.fetchTip(name)
    if (tip === undefined) return { name }
    if ((await git.treeOf(tip)) === tree) return { name, tip }
  }
  throw new ProjectError('branch-names-taken', `every branch from ${BRANCH} to ${BRANCH}-${MOST_BRANCHES} exists.`, {
    key: 'pull-request',
    value: BRANCH,
    remedy: 'Merge or delete them, then run this again.',
  })
}

/** The API client for the repository of the clone. */
async function connection(
  git: GitRepository,
  host: TerminalHost,
  signal: AbortSignal,
): Promise<{ remote: string; github: GitHub }> {
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
  const github = connect({
    token,
    apiUrl,
    repository,
    debug: (message) => host.debug(message),
    redact: (text) => host.redact(text),
  })
  signal.addEventListener('abort', () => github.endWithin(0), { once: true })
  return { remote, github }
}
