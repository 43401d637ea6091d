import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Git, splitNul } from './git.js'
import type { Reads } from './read.js'
import { fillWorktree, WITHOUT_LFS_PROGRAM } from './worktree-content.js'

/** The files of a checkout, and checkouts of other commits beside it. */
export interface Checkouts {
  /** Files that Git tracks, and untracked files that Git does not ignore. */
  workingFiles: () => Promise<string[]>
  /**
   * Files that match the patterns in files with that name, such as `.dvcignore`, in the syntax of `.gitignore`.
   * @param listed the files of `workingFiles`
   */
  excludedBy: (name: string, listed: readonly string[]) => Promise<string[]>
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
    async excludedBy(name, listed) {
      const files = listed.filter((path) => path.split('/').at(-1) === name).map((path) => join(git.directory, path))
      if (!(await Promise.all(files.map(hasPattern))).includes(true)) return []
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
        // Git removes this folder with the last worktree: then a killed run has left none either.
        if (await hasWorktrees(git)) await git.run(['worktree', 'prune'], { always: true, answers: 'any' })
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

/** Whether the repository knows worktrees, also those whose folders are gone. */
async function hasWorktrees({ place: { commonDirectory } }: Git): Promise<boolean> {
  return commonDirectory === undefined || (await readdir(join(commonDirectory, 'worktrees')).catch(() => [])).length > 0
}

/** Whether a file in the syntax of `.gitignore` has more than comments. One that cannot be read may have a pattern. */
async function hasPattern(file: string): Promise<boolean> {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  return text === undefined || text.split('\n').some((line) => !/^(#.*)?\r?$/.test(line))
}
