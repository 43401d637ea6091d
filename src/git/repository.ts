import { realpath } from 'node:fs/promises'
import { relative, sep } from 'node:path'
import { SetupError } from '../errors/errors.js'
import { type Bases, bases } from './base.js'
import { type Baselines, baselines } from './baseline.js'
import { type Checkouts, checkouts } from './checkout.js'
import { type Commits, commits } from './commit.js'
import { type Conflicts, conflicts } from './conflict.js'
import { Git, type GitOptions } from './git.js'
import { type History, history } from './history.js'
import { type Inventory, inventory } from './inventory.js'
import { type MergedTrees, mergedTrees } from './merged-tree.js'
import { type Publishing, publishing } from './publish.js'
import { type Pushes, pushes } from './push.js'
import { type Reads, reads } from './read.js'
import { type Server, server } from './server.js'
import { type Tags, tags } from './tags.js'

/** One checkout, opened. Every path that its functions take or give is relative to `root`, with `/`. */
export interface GitRepository
  extends Reads,
    History,
    Server,
    Bases,
    Baselines,
    Commits,
    Pushes,
    Publishing,
    Checkouts,
    Conflicts,
    Inventory,
    Tags,
    MergedTrees {
  /** Absolute path of the top of the working tree, without symbolic links. */
  readonly root: string
  /** The directory that was opened, relative to `root`: `sub/dir`, or empty at the top. */
  readonly prefix: string
}

/**
 * Opens the repository that a directory lies in.
 * @throws {SetupError} there is none, it has no working tree or no commit, or Git refuses it because of its owner
 */
export async function openRepository(cwd: string, options: GitOptions = {}): Promise<GitRepository> {
  const root = await findRoot(cwd, options)
  const git = new Git(root, options)
  const read = reads(git)
  if ((await read.resolve('HEAD')) === undefined) {
    throw new SetupError('git-no-commit', `the Git repository ${root} has no commit yet.`, {
      key: 'working-directory',
      value: cwd,
      remedy: 'Make a first one with `git commit`.',
    })
  }
  const past = history(git, read)
  const remote = server(git, read)
  const base = bases(git, read, remote)
  const commit = commits(git, read, past)
  const push = pushes(git, read, remote)
  return {
    root,
    prefix: relative(root, await realpath(cwd)).replaceAll(sep, '/'),
    ...read,
    ...past,
    ...remote,
    ...base,
    ...baselines(git, read, past, remote, base),
    ...commit,
    ...push,
    ...checkouts(git, read),
    ...tags(git, read, remote),
    ...conflicts(git),
    ...inventory(git),
    ...mergedTrees(git, base),
    ...publishing(git, read, past, remote, base, commit, push),
  }
}

async function findRoot(cwd: string, options: GitOptions): Promise<string> {
  const git = new Git(cwd, options)
  const { code, stdout, stderr } = await git.run(['rev-parse', '--show-toplevel'], { answers: 'any' })
  if (code === 0) return realpath(stdout.replace(/\n$/, ''))
  const detail = { key: 'working-directory', value: cwd }
  // The exit code is the same for everything, so the refusal of a foreign owner is told by lifting it for one question.
  const allowed = await git.run(['-c', 'safe.directory=*', 'rev-parse', '--show-toplevel'], { answers: 'any' })
  if (allowed.code === 0) {
    const root = allowed.stdout.replace(/\n$/, '')
    throw new SetupError(
      'git-repository-untrusted',
      `Git refuses the repository ${root}: it belongs to another user.`,
      {
        ...detail,
        remedy: `If you trust it, run \`git config --global --add safe.directory ${root}\` first (in a container job, as a step before this one).`,
      },
    )
  }
  throw new SetupError(
    'git-repository-missing',
    `${cwd} is not in the working tree of a Git repository: ${git.quote(stderr)}`,
    {
      ...detail,
      remedy: 'Run this inside a clone (in a workflow, after actions/checkout), or set `working-directory`.',
    },
  )
}
