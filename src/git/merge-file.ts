import { Git } from './git.js'

/**
 * Merges three versions of a file line by line into the one of ours, as Git does where no merge driver is set (git-merge-file(1)).
 * @param directory where the paths start from
 * @returns true where nothing is in conflict; otherwise the marks of the conflicts are in the file
 * @throws {OutsideError} a file that cannot be read, or is not text
 */
export async function mergeFile(
  directory: string,
  files: { base: string; ours: string; theirs: string },
): Promise<boolean> {
  const git = new Git(directory, {})
  // The exit code is the number of conflicts, at most 127; from 128 on it is an error.
  const answers = Array.from({ length: 128 }, (_, code) => code)
  const { code } = await git.run(
    ['merge-file', '-L', 'ours', '-L', 'base', '-L', 'theirs', '--', files.ours, files.base, files.theirs],
    { answers },
  )
  return code === 0
}
