import { constants } from 'node:fs'
import { lstat, open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { LARGEST_FOREIGN } from '../../report/foreign-report.js'

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
  // A file that was replaced meanwhile: no link is followed, and opening a pipe does not wait.
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(() => undefined)
  if (file === undefined) return { fault: `${FILE} cannot be read` }
  try {
    const info = await file.stat()
    if (!info.isFile()) return { fault: `${FILE} is not a regular file` }
    if (info.size > LARGEST_FOREIGN) return { fault: `${FILE} has ${info.size} bytes, more than ${LARGEST_FOREIGN}` }
    const bytes = Buffer.alloc(LARGEST_FOREIGN + 1)
    const { bytesRead } = await file.read(bytes, 0, bytes.length, 0)
    if (bytesRead > LARGEST_FOREIGN) return { fault: `${FILE} has more than ${LARGEST_FOREIGN} bytes` }
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, bytesRead)) }
  } catch {
    return { fault: `${FILE} is not UTF-8 text` }
  } finally {
    await file.close()
  }
}
