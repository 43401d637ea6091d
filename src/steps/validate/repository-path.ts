import { realpath } from 'node:fs/promises'
import { relative, resolve, sep } from 'node:path'
import { isInside } from '../../run/real-path.js'

/**
 * A file that a tool named, as Git names it. Tools name files absolutely, relative to their folder, or relative to the
 * top of the repository.
 * @param folders absolute, the most probable one first
 * @returns undefined for a file that does not exist, is Git's own, or is outside of the repository, also through a link
 */
export async function repositoryPath(
  root: string,
  folders: readonly string[],
  file: string,
): Promise<string | undefined> {
  for (const from of folders) {
    const path = await realpath(resolve(from, file)).catch(() => undefined)
    if (path === undefined || path === root || !isInside(root, path)) continue
    const inGit = relative(root, path).split(sep).join('/')
    if (inGit.split('/')[0] !== '.git') return inGit
  }
  return undefined
}
