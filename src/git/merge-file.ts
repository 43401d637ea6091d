import { Git } from './git.js'

/**
 * Merges three versions of a file line by line and writes `ours`, as Git does without a merge driver
 * (git-merge-file(1)).
 * @param directory the paths are relative to it
 * @returns true without conflicts; otherwise the file has conflict markers
 * @throws {OutsideError} a file cannot be read, or is not text
 */
export async function mergeFile(
  directory: string,
  files: { base: string; ours: string; theirs: string },
): Promise<boolean> {
  const git = new Git(directory, {})
  // The exit code is the number of conflicts, at most 127; 128 and above are errors.
  const answers = Array.from({ length: 128 }, (_, code) => code)
  const { code } = await git.run(
    ['merge-file', '-L', 'ours', '-L', 'base', '-L', 'theirs', '--', files.ours, files.base, files.theirs],
    { answers },
  )
  return code === 0
}
