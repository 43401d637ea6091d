import { readFile, stat } from 'node:fs/promises'
import type { Redact } from './outgoing.js'

/**
 * Bytes up to which a file is searched for masked values before it leaves the run. The search takes seconds for each 10
 * MB, and a longer file is data or weights.
 */
export const MOST_SEARCHED = 8 * 1024 * 1024

/** A file that may leave the run. */
export interface SearchedFile {
  /** Its content with every masked value replaced; undefined where that would break it, because it is no text. */
  content: Buffer | undefined
  /** True where it has a masked value. */
  isMasked: boolean
}

/** Searches a file of at most `MOST_SEARCHED` bytes for masked values. @returns undefined for a longer one, or none */
export async function searchFile(file: string, redact: Redact): Promise<SearchedFile | undefined> {
  const info = await stat(file).catch(() => undefined)
  if (!info?.isFile() || info.size > MOST_SEARCHED) return undefined
  const raw = await readFile(file)
  const text = raw.toString('utf8')
  const masked = redact(text)
  if (masked === text) return { content: raw, isMasked: false }
  const isText = !raw.includes(0) && Buffer.from(text).equals(raw)
  return { content: isText ? Buffer.from(masked) : undefined, isMasked: true }
}
