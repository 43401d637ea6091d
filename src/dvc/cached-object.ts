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

/**
 * An object of the cache whose content has its hash; undefined for one that is absent, larger or altered.
 * @param folder of the cache
 */
export async function readCached(folder: string, hash: string, maxBytes: number): Promise<Buffer | undefined> {
  if (!/^[0-9a-f]{32}$/.test(hash)) return undefined
  const [first, rest] = [hash.slice(0, 2), hash.slice(2)]
  // DVC 2 had no folder for the kind of the hash.
  for (const path of [join(folder, 'files', 'md5', first, rest), join(folder, first, rest)]) {
    const read = await readPlainFile(path, maxBytes)
    if ('bytes' in read && createHash('md5').update(read.bytes).digest('hex') === hash) return read.bytes
  }
  return undefined
}
