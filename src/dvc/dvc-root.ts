import { readFile, realpath, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'

// The program runs this before it loads other modules, so it imports none of them.

/** The DVC root at or above a directory, not above `boundary`; undefined when there is none. */
export async function findDvcRoot(directory: string, boundary: string): Promise<string | undefined> {
  const top = await realpath(boundary)
  for (let at = await realpath(directory); ; at = dirname(at)) {
    const found = await stat(join(at, '.dvc')).then(
      (entry) => entry.isDirectory(),
      () => false,
    )
    if (found) return at
    if (at === top || at === dirname(at)) return undefined
  }
}

/**
 * URL schemes of the remotes in `.dvc/config` and `.dvc/config.local`; `''` is a local folder. They decide which DVC
 * extras to install.
 */
export async function remoteSchemes(root: string): Promise<string[]> {
  const texts = await Promise.all(
    ['config', 'config.local'].map((name) => readFile(join(root, '.dvc', name), 'utf8').catch(() => '')),
  )
  const urls = texts.flatMap((text) =>
    [...text.matchAll(/^\s*url\s*=\s*(\S.*)$/gim)].map((match) => (match[1] ?? '').trim().replace(/^['"]|['"]$/g, '')),
  )
  return [...new Set(urls.map((url) => (/^([a-z][a-z0-9+.-]*):\/\//i.exec(url)?.[1] ?? '').toLowerCase()))]
}
