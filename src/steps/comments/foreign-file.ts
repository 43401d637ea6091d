import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { LARGEST_FOREIGN } from '../../report/foreign-report.js'
import { type PlainFile, readPlainFile } from '../../run/plain-file.js'

/** The one file of the artifact. Nothing of the artifact chooses a path. */
const FILE = 'report.json'

/** The report of another run: its text; nothing, where there is no artifact; or why the artifact cannot be used. */
export type ForeignFile = { text: string } | { absent: true } | { fault: string }

/**
 * Reads report.json from the folder of a downloaded artifact. The artifact may hold anything: a link, a pipe, a device, a
 * folder, many files or a very large one. No link is followed, and no more than the limit is read.
 * @param folder absolute
 */
export async function readForeignFile(folder: string): Promise<ForeignFile> {
  const place = await lstat(folder).catch(() => undefined)
  if (place === undefined) return { absent: true }
  if (!place.isDirectory()) return { fault: 'the artifact is not a folder' }
  const names = await readdir(folder)
  if (names.length === 0) return { absent: true }
  if (names.length > 1 || names[0] !== FILE) return { fault: `the artifact has other files than ${FILE}` }
  const path = join(folder, FILE)
  if (!(await lstat(path)).isFile()) return { fault: `${FILE} is not a regular file` }
  const read = await readPlainFile(path, LARGEST_FOREIGN)
  if ('problem' in read) return { fault: faultOf(read) }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(read.bytes) }
  } catch {
    return { fault: `${FILE} is not UTF-8 text` }
  }
}

function faultOf(read: Extract<PlainFile, { problem: string }>): string {
  switch (read.problem) {
    case 'unreadable':
      return `${FILE} cannot be read`
    case 'irregular':
      return `${FILE} is not a regular file`
    case 'large':
      return read.size === undefined
        ? `${FILE} has more than ${LARGEST_FOREIGN} bytes`
        : `${FILE} has ${read.size} bytes, more than ${LARGEST_FOREIGN}`
  }
}
