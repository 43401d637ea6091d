import { constants } from 'node:fs'
import { open } from 'node:fs/promises'

/** Bytes that a file may grow while it is read. */
const GROWTH = 64 << 10

/** The content of a file, or why it was not read. */
export type PlainFile =
  | { bytes: Buffer }
  | { problem: 'unreadable'; cause: unknown }
  | { problem: 'irregular' }
  /** `size`: bytes; undefined for a file that grew while it was read. */
  | { problem: 'large'; size: number | undefined }

/**
 * Reads a file that code of a job could replace: no link is followed, opening a pipe does not wait, and no more than the
 * limit is read.
 * @param most bytes
 */
export async function readPlainFile(path: string, most: number): Promise<PlainFile> {
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
    try {
      const info = await file.stat()
      if (!info.isFile()) return { problem: 'irregular' }
      if (info.size > most) return { problem: 'large', size: info.size }
      // The limit may be far above the size of the file.
      const room = Math.min(most, info.size + GROWTH)
      const bytes = Buffer.alloc(room + 1)
      const { bytesRead } = await file.read(bytes, 0, bytes.length, 0)
      return bytesRead > room ? { problem: 'large', size: undefined } : { bytes: bytes.subarray(0, bytesRead) }
    } finally {
      await file.close()
    }
  } catch (cause) {
    return { problem: 'unreadable', cause }
  }
}
