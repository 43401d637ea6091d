import { type Git, splitNul } from './git.js'
import type { Reads } from './read.js'
import { fillWorktree, WITHOUT_LFS_PROGRAM } from './worktree-content.js'

/** The files of a checkout, and checkouts of other commits beside it. */
export interface Checkouts {
  /** Files that Git tracks, and untracked files that Git does not ignore. */
  workingFiles: () => Promise<string[]>
  /** Files that match the patterns in files with that name, such as `.dvcignore`, in the syntax of `.gitignore`. */
  excludedBy: (name: string) => Promise<string[]>
  /**
   * The newest commit up to a revision that changed a path; undefined without one. In a shallow checkout, the oldest
   * one known.
   */
  lastChange: (revision: string, path: string) => Promise<string | undefined>
  /** Restores files to their content in a commit (default: HEAD). The index stays. */
  restoreFiles: (paths: readonly string[], revision?: string) => Promise<void>
  /**
   * Checks out a commit into a separate directory, runs `body`, and removes the directory. It shares the objects of
   * this checkout, and has its submodules and its files of Git LFS.
   * @param directory absolute path that does not exist yet
   */
  withWorktree: <T>(commit: string, directory: string, body: (directory: string) => Promise<T>) => Promise<T>
  /** Checks out another commit in such a directory. */
  moveWorktree: (directory: string, commit: string) => Promise<void>
}

/** The checkouts of one repository. */
export function checkouts(git: Git, { commitOf }: Reads): Checkouts {
  /** The submodules in each worktree: path and commit. */
  const filled = new Map<string, Map<string, string>>()
  return {
    async workingFiles() {
      const { stdout } = await git.run([
        'ls-files',
        '-z',
        '--cached',
        '--others',
        '--exclude-standard',
        '--deduplicate',
      ])
      return splitNul(stdout)
    },
    async excludedBy(name) {
      const { stdout } = await git.run([
        'ls-files',
        '-z',
        '--cached',
        '--others',
        '--ignored',
        `--exclude-per-directory=${name}`,
        '--deduplicate',
      ])
      return splitNul(stdout)
    },
    async lastChange(revision, path) {
      const { stdout } = await git.run([
        'log',
        '--max-count=1',
        '--format=%H',
        await commitOf(revision),
        '--',
        `:(literal)${path}`,
      ])
      return stdout.trim() || undefined
    },
    async restoreFiles(paths, revision = 'HEAD') {
      if (paths.length === 0) return
      await git.run(
        [
          'restore',
          `--source=${await commitOf(revision)}`,
          '--worktree',
          '--no-recurse-submodules',
          '--pathspec-from-file=-',
          '--pathspec-file-nul',
        ],
        {
          env: { GIT_LITERAL_PATHSPECS: '1' },
          input: paths.map((path) => `${path}\0`).join(''),
        },
      )
    },
    async withWorktree(commit, directory, body) {
      await git.run([
        ...WITHOUT_LFS_PROGRAM,
        'worktree',
        'add',
        '--detach',
        '--quiet',
        directory,
        await commitOf(commit),
      ])
      try {
        const submodules = new Map<string, string>()
        filled.set(directory, submodules)
        await fillWorktree(git, directory, submodules)
        return await body(directory)
      } finally {
        filled.delete(directory)
        await git.run(['worktree', 'remove', '--force', directory], { always: true, answers: 'any' })
        await git.run(['worktree', 'prune'], { always: true, answers: 'any' })
      }
    },
    async moveWorktree(directory, commit) {
      await git.run([
        ...WITHOUT_LFS_PROGRAM,
        '-C',
        directory,
        'checkout',
        '--detach',
        '--force',
        '--quiet',
        await commitOf(commit),
        '--',
      ])
      await fillWorktree(git, directory, filled.get(directory) ?? new Map<string, string>())
    },
  }
}
