import { createHash } from 'node:crypto'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileHash } from '../../run/file-hash.js'

/** New data of a request, as a file or a folder of this machine. */
export interface SourceOnDisk {
  /** The output that gets it. */
  path: string
  /** The file or folder with the new data, absolute. */
  source: string
}

/**
 * A digest of the content of a request's new data: the same address may have other content later.
 * @returns 16 hexadecimal digits of a SHA-256; undefined without new data
 */
export async function dataDigest(sources: readonly SourceOnDisk[]): Promise<string | undefined> {
  if (sources.length === 0) return undefined
  const digest = createHash('sha256')
  for (const { path, source } of sources) {
    const files = (await stat(source)).isDirectory() ? await filesBelow(source) : ['']
    for (const name of files)
      digest.update(JSON.stringify([path, name, await fileHash('sha256', name === '' ? source : join(source, name))]))
  }
  return digest.digest('hex').slice(0, 16)
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort()
}
