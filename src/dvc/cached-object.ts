import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { readPlainFile } from '../run/plain-file.js'

/** The folder of DVC's cache, absolute: `cache.dir` of the project's configuration, else `.dvc/cache`. @param root the DVC root */
export async function cacheFolder(root: string): Promise<string> {
  const configuration = join(root, '.dvc')
  // The local file overrides the other one.
  for (const name of ['config.local', 'config']) {
    const text = await readFile(join(configuration, name), 'utf8').catch(() => '')
    const [, section = ''] = /^\s*\[\s*cache\s*\]([^[]*)/m.exec(text) ?? []
    const [, folder] = /^\s*dir\s*=\s*(\S.*?)\s*$/m.exec(section) ?? []
    if (folder !== undefined) return resolve(configuration, folder.replace(/^(['"])(.*)\1$/, '$2'))
  }
  return join(configuration, 'cache')
}

/** Where a cache may have an object; empty for a text that is no hash. @param hash of a folder with `.dir` */
export function cachedPaths(folder: string, hash: string): string[] {
  if (!/^[0-9a-f]{32}(\.dir)?$/.test(hash)) return []
  const [first, rest] = [hash.slice(0, 2), hash.slice(2)]
  // DVC 2 had no folder for the kind of the hash.
  return [join(folder, 'files', 'md5', first, rest), join(folder, first, rest)]
}

/**
 * An object of the cache whose content has its hash; undefined for one that is absent, larger or altered.
 * @param folder of the cache
 */
export async function readCached(folder: string, hash: string, maxBytes: number): Promise<Buffer | undefined> {
  for (const path of cachedPaths(folder, hash)) {
    const read = await readPlainFile(path, maxBytes)
    if ('bytes' in read && createHash('md5').update(read.bytes).digest('hex') === hash.replace('.dir', ''))
      return read.bytes
  }
  return undefined
}
