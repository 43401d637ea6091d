import { splitNul } from './git.js'

/** One path whose index or working tree differs from HEAD. */
export interface UncommittedFile {
  path: string
  /**
   * Git's letter for HEAD to index; `worktree`: for index to working tree. `.` means no change (git-status(1),
   * porcelain v2).
   */
  index: string
  worktree: string
  untracked: boolean
}

/** Reads `git status --porcelain=v2 -z --no-renames`. */
export function parseStatus(output: string): UncommittedFile[] {
  const files: UncommittedFile[] = []
  for (const line of splitNul(output)) {
    if (line.startsWith('? ')) files.push({ path: line.slice(2), index: '.', worktree: '.', untracked: true })
    // `1` is a change, with 8 fields before the path; `u` is a conflict, with 10.
    const skipped = line.startsWith('1 ') ? 8 : line.startsWith('u ') ? 10 : 0
    if (skipped > 0) {
      const fields = line.split(' ')
      files.push({
        path: fields.slice(skipped).join(' '),
        index: line.charAt(2),
        worktree: line.charAt(3),
        untracked: false,
      })
    }
  }
  return files
}
