import { realpath } from 'node:fs/promises'
import { join, relative, resolve, sep } from 'node:path'
import { SetupError } from '../errors/errors.js'
import { shellWord } from '../text/shell-word.js'
import { type Bases, bases } from './base.js'
import { type Baselines, baselines } from './baseline.js'
import { type Checkouts, checkouts } from './checkout.js'
import { type Commits, commits } from './commit.js'
import { type Conflicts, conflicts } from './conflict.js'
import { type DataHistory, dataHistory } from './data-history.js'
import { Git, type GitOptions, type RepositoryPlace } from './git.js'
import { type History, history } from './history.js'
import { type Inventory, inventory } from './inventory.js'
import { type KeptTexts, keptTexts } from './kept-text.js'
import { type MergedTrees, mergedTrees } from './merged-tree.js'
import { type Completeness, completeness } from './missing-content.js'
import { type NamedTexts, namedTexts } from './named-text.js'
import { type Past, past } from './past.js'
import { type Publishing, publishing } from './publish.js'
import { type Pushes, pushes } from './push.js'
import { type Reads, reads } from './read.js'
import { type Server, server } from './server.js'
import { type SideBranches, sideBranches } from './side-branch.js'
import { type Tags, tags } from './tags.js'

/** The checked-out commit. */
export interface OpenedHead {
  /** Its full hash. */
  head: string
  /** Short name of the branch; undefined when HEAD is detached. */
  branch: string | undefined
}

/** One open checkout. All paths of its functions are relative to `root`, with `/`. */
export interface GitRepository
  extends Reads,
    History,
    Past,
    DataHistory,
    Server,
    Bases,
    Baselines,
    Commits,
    Pushes,
    Publishing,
    SideBranches,
    Checkouts,
    Conflicts,
    Inventory,
    Completeness,
    Tags,
    KeptTexts,
    NamedTexts,
    MergedTrees {
  /** Absolute path of the top of the working tree, without symbolic links. */
  readonly root: string
  /** Absolute path of Git's own directory of this checkout, without symbolic links. No commit can write there. */
  readonly gitDirectory: string
  /** HEAD at the time when the repository was opened; `head` and `branch` read it anew. */
  readonly opened: OpenedHead
  /** The directory that was opened, relative to `root`: `sub/dir`, or empty at the top. */
  readonly prefix: string
}

/**
 * Opens the repository that a directory lies in.
 * @throws {SetupError} there is none, it has no working tree or no commit, or Git refuses it because of its owner
 */
export async function openRepository(cwd: string, options: GitOptions = {}): Promise<GitRepository> {
  const opened = await openAtOnce(cwd, options)
  const { root, gitDirectory } = opened ?? (await findCheckout(cwd, options))
  const git = new Git(root, options, {
    ...opened?.place,
    ownDirectory: gitDirectory,
    indexFile: join(gitDirectory, 'index'),
  })
  const read = reads(git)
  if (opened !== undefined) read.made(opened.head)
  const head = opened?.head ?? (await read.resolve('HEAD'))
  if (head === undefined) {
    throw new SetupError('git-no-commit', `the Git repository ${root} has no commit yet.`, {
      key: 'working-directory',
      value: cwd,
      remedy: 'Make the first commit with `git commit`.',
    })
  }
  const known = history(git, read)
  const remote = server(git, read)
  const base = bases(git, read, known, remote)
  const commit = commits(git, read, known)
  const push = pushes(git, read, remote)
  return {
    root,
    gitDirectory,
    opened: { head, branch: opened === undefined ? await read.branch() : opened.branch },
    prefix: relative(root, await realpath(cwd)).replaceAll(sep, '/'),
    ...read,
    ...known,
    ...past(git, read),
    ...dataHistory(git),
    ...remote,
    ...base,
    ...baselines(git, read, known, remote, base),
    ...commit,
    ...push,
    ...sideBranches(git, read, remote, base, push),
    ...checkouts(git, read),
    ...tags(git, read, remote),
    ...keptTexts(git, head, remote, push),
    ...namedTexts(git, remote),
    ...conflicts(git),
    ...inventory(git),
    ...completeness(git),
    ...mergedTrees(git, base),
    ...publishing(git, read, known, remote, base, commit, push),
  }
}

/** What one process of Git tells of a usual checkout; undefined for any other, such as one without a commit. */
async function openAtOnce(
  cwd: string,
  options: GitOptions,
): Promise<({ root: string; gitDirectory: string; place: RepositoryPlace } & OpenedHead) | undefined> {
  const questions = [
    '--show-toplevel',
    '--absolute-git-dir',
    '--git-common-dir',
    'HEAD^{commit}',
    '--symbolic-full-name',
    'HEAD',
  ]
  const { code, stdout } = await new Git(cwd, options).run(['rev-parse', ...questions], { answers: 'any' })
  const [root = '', own = '', common = '', head = '', ref = '', ...others] = stdout.replace(/\n$/, '').split('\n')
  // Only a path with a line break gives more lines.
  if (code !== 0 || others.length > 0 || !/^[0-9a-f]+$/.test(head)) return undefined
  const branch = /^refs\/heads\/(.+)$/.exec(ref)?.[1]
  if (branch === undefined && ref !== 'HEAD') return undefined
  return {
    root: await realpath(root),
    gitDirectory: await realpath(own),
    place: { commonDirectory: await realpath(resolve(await realpath(cwd), common)) },
    head,
    branch,
  }
}

/**
 * The working tree of a folder, also before the first commit.
 * @throws {SetupError} not a Git repository, or one that Git does not trust
 */
export async function findCheckout(cwd: string, options: GitOptions): Promise<{ root: string; gitDirectory: string }> {
  const git = new Git(cwd, options)
  const { code, stdout, stderr } = await git.run(['rev-parse', '--show-toplevel', '--absolute-git-dir'], {
    answers: 'any',
  })
  if (code === 0) {
    const [root = '', own = '', ...others] = stdout.replace(/\n$/, '').split('\n')
    // Only a path with a line break gives more than two lines.
    if (others.length === 0) return { root: await realpath(root), gitDirectory: await realpath(own) }
    return {
      root: await realpath(await git.text(['rev-parse', '--show-toplevel'])),
      gitDirectory: await realpath(await git.text(['rev-parse', '--absolute-git-dir'])),
    }
  }
  const detail = { key: 'working-directory', value: cwd }
  // All failures have one exit code. A second command without the owner check shows if that check was the cause.
  const allowed = await git.run(['-c', 'safe.directory=*', 'rev-parse', '--show-toplevel'], { answers: 'any' })
  if (allowed.code === 0) {
    const root = allowed.stdout.replace(/\n$/, '')
    throw new SetupError(
      'git-repository-untrusted',
      `Git rejects the repository ${root}: it belongs to another user.`,
      {
        ...detail,
        remedy:
          `If you trust it, run \`git config --global --add safe.directory ${shellWord(root)}\` first ` +
          '(in a container job, in an earlier step).',
      },
    )
  }
  throw new SetupError(
    'git-repository-missing',
    `${cwd} is not in the working tree of a Git repository: ${git.quote(stderr).replace(/\.?$/, '.')}`,
    {
      ...detail,
      remedy: 'Run this inside a clone (in a workflow, after actions/checkout), or set `working-directory`.',
    },
  )
}
