import { lstat, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Git } from './git.js'

/**
 * The full name of the checked-out branch; undefined when HEAD is detached. Read from Git's own files where they alone
 * say it, and from Git in all other cases.
 */
export async function branchRef(git: Git): Promise<string | undefined> {
  const { ownDirectory, commonDirectory } = git.place
  if (ownDirectory !== undefined && commonDirectory !== undefined) {
    const text = await textOf(join(ownDirectory, 'HEAD'))
    if (/^([0-9a-f]{40}|[0-9a-f]{64})\n$/.test(text)) return undefined
    const [, ref] = /^ref: (refs\/heads\/\S+)\n$/.exec(text) ?? []
    // Where refs are in tables, HEAD is a file with this name. A branch may lead to another one.
    if (
      ref !== undefined &&
      ref !== 'refs/heads/.invalid' &&
      !(await textOf(join(commonDirectory, ref))).startsWith('ref:')
    )
      return ref
  }
  const { code, stdout } = await git.run(['symbolic-ref', '--quiet', 'HEAD'], { answers: [0, 1] })
  return code === 0 ? stdout.trim() : undefined
}

/** The text of a file of Git; `ref:` for a symbolic link, which Git once used for a symbolic ref. */
async function textOf(file: string): Promise<string> {
  try {
    return (await lstat(file)).isSymbolicLink() ? 'ref:' : await readFile(file, 'utf8')
  } catch {
    return ''
  }
}
