import { lstat, realpath } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path'

/** True for an absolute path that is `root` or below it. Links are not resolved. */
export function isInside(root: string, path: string): boolean {
  const inside = relative(root, path)
  return inside === '' || (!inside.startsWith(`..${sep}`) && inside !== '..' && !isAbsolute(inside))
}

/**
 * The place to which a write at an absolute path goes: links are resolved as far as the path exists, the rest is added.
 * Undefined where a link of the path has no target or leads to itself, so that the place is not known.
 */
export async function realPathOf(path: string): Promise<string | undefined> {
  try {
    return await realpath(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ELOOP') return undefined
    if (code !== 'ENOENT' && code !== 'ENOTDIR') throw error
    if (await isPresent(path)) return undefined
    const parent = dirname(path)
    const real = parent === path ? parent : await realPathOf(parent)
    return real === undefined ? undefined : join(real, basename(path))
  }
}

async function isPresent(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  )
}
