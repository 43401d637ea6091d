import { OutsideError } from '../errors/errors.js'
import type { Git, GitCall } from './git.js'

/**
 * Reads the files with these names (`SHA:PATH`); see "BATCH OUTPUT" in git-cat-file(1). Absent ones, and what is no file,
 * are not in the map.
 */
export async function readBatch(
  git: Git,
  names: readonly string[],
  call: Pick<GitCall, 'seconds' | 'env'> = {},
): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>()
  if (names.length === 0) return files
  const input = names.map((name) => `${name}\n`).join('')
  const { stdout } = await git.run(['cat-file', '--batch'], { ...call, input, encoding: 'latin1' })
  const output = Buffer.from(stdout, 'latin1')
  let at = 0
  for (const name of names) {
    const end = output.indexOf(0x0a, at)
    if (end < 0)
      throw new OutsideError('git-command-failed', `\`git cat-file\` ended before it sent '${name}'.`, {
        remedy: 'Run `git fsck`.',
      })
    const [, type, size] = /^[0-9a-f]+ (\w+) (\d+)$/.exec(output.toString('latin1', at, end)) ?? []
    at = end + 1
    if (size === undefined) continue
    if (type === 'blob') files.set(name, output.subarray(at, at + Number(size)))
    at += Number(size) + 1
  }
  return files
}
