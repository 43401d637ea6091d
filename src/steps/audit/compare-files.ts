import type { BigIntStats } from 'node:fs'
import { type FileHandle, lstat, open, readdir, readlink, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isMissing } from '../../run/file-tree.js'

/** Bytes of each side that are in memory at a time. */
const CHUNK = 1024 * 1024

/** How a path of both runs differs. */
export type PathDifference =
  /** The bytes differ first at `offset`; `file` is the path in a folder, empty for the output itself. */
  | { kind: 'bytes'; file: string; offset: number; first: string; second: string }
  /** Only one run has it. */
  | { kind: 'added' | 'removed'; file: string }
  /** One of both is no file of bytes, or both are of other kinds. A clause. */
  | { kind: 'other'; file: string; reason: string }

/**
 * Compares an output of two runs byte by byte. Nothing is read whole, and no FIFO or device is opened. A link counts as
 * the file that it names, as for DVC; a link to a folder inside an output counts as its text. One file for both runs, such
 * as that of a link out of the checkouts, is no sign that they agree.
 * @param first absolute
 * @param signal ends the comparison
 * @returns in the order of the paths; empty where both are the same
 */
export async function comparePaths(first: string, second: string, signal: AbortSignal): Promise<PathDifference[]> {
  return compareAt(first, second, '', signal)
}

async function compareAt(first: string, second: string, file: string, signal: AbortSignal): Promise<PathDifference[]> {
  signal.throwIfAborted()
  const [one, other] = await Promise.all([kindOf(first, file), kindOf(second, file)])
  if (one.kind === 'missing' && other.kind === 'missing' && one.target === other.target)
    // Two links to the same absent file are the same.
    return one.target === undefined ? [{ kind: 'other', file, reason: 'no run wrote it' }] : []
  if (one.kind === 'missing') return [{ kind: 'added', file }]
  if (other.kind === 'missing') return [{ kind: 'removed', file }]
  if (one.kind !== other.kind)
    return [{ kind: 'other', file, reason: `the first run made ${one.name}, the second ${other.name}` }]
  if (one.id !== undefined && one.id === other.id)
    return [{ kind: 'other', file, reason: `it is ${one.name} outside of the checkouts, which both runs share` }]
  if (one.kind === 'folder') return compareFolders(first, second, file, signal)
  if (one.kind === 'link')
    return one.target === other.target
      ? []
      : [{ kind: 'other', file, reason: 'it is a link, and both runs made it lead to different places' }]
  if (one.kind === 'special') return [{ kind: 'other', file, reason: `it is ${one.name}, whose content is not read` }]
  const paths = { first: await realpath(first), second: await realpath(second) }
  const offset = await firstDifference(paths.first, paths.second, signal)
  return offset === undefined ? [] : [{ kind: 'bytes', file, offset, ...paths }]
}

async function compareFolders(
  first: string,
  second: string,
  file: string,
  signal: AbortSignal,
): Promise<PathDifference[]> {
  const names = [...new Set([...(await readdir(first)), ...(await readdir(second))])].sort()
  const found: PathDifference[] = []
  // No spread: a folder can have more files than a call may have arguments.
  for (const name of names)
    for (const each of await compareAt(
      join(first, name),
      join(second, name),
      file === '' ? name : `${file}/${name}`,
      signal,
    ))
      found.push(each)
  return found
}

interface Kind {
  kind: 'file' | 'folder' | 'link' | 'special' | 'missing'
  /** In a sentence. */
  name: string
  /** Of a link to a folder, and of one to nothing. */
  target?: string
  /** Of a file or folder, the same for each of its names. */
  id?: string
}

async function kindOf(path: string, file: string): Promise<Kind> {
  const own = await statusOf(path, lstat)
  if (own === undefined) return { kind: 'missing', name: 'nothing' }
  const meant = own.isSymbolicLink() ? await statusOf(path, stat) : own
  if (meant === undefined) return { kind: 'missing', name: 'a link to nothing', target: await readlink(path) }
  const id = `${meant.dev}:${meant.ino}`
  // A link to a folder can lead to a folder around it.
  if (meant.isDirectory() && own.isSymbolicLink() && file !== '')
    return { kind: 'link', name: 'a link to a folder', target: await readlink(path), id }
  if (meant.isDirectory()) return { kind: 'folder', name: 'a folder', id }
  if (meant.isFile()) return { kind: 'file', name: 'a file', id }
  return { kind: 'special', id, name: meant.isFIFO() ? 'a FIFO' : meant.isSocket() ? 'a socket' : 'a device' }
}

async function statusOf(
  path: string,
  ask: (path: string, options: { bigint: true }) => Promise<BigIntStats>,
): Promise<BigIntStats | undefined> {
  try {
    return await ask(path, { bigint: true })
  } catch (error) {
    if (isMissing(error) || (error as NodeJS.ErrnoException).code === 'ELOOP') return undefined
    throw error
  }
}

/** The offset of the first byte that differs, or the length of the shorter file; undefined for equal files. */
async function firstDifference(first: string, second: string, signal: AbortSignal): Promise<number | undefined> {
  const [one, other] = await Promise.all([open(first), open(second)])
  try {
    const [left, right] = [Buffer.allocUnsafe(CHUNK), Buffer.allocUnsafe(CHUNK)]
    for (let offset = 0; ; ) {
      signal.throwIfAborted()
      const [here, there] = await Promise.all([readFull(one, left, offset), readFull(other, right, offset)])
      const shared = Math.min(here, there)
      if (left.compare(right, 0, shared, 0, shared) !== 0) {
        let at = 0
        while (left[at] === right[at]) at += 1
        return offset + at
      }
      if (here !== there) return offset + shared
      if (here === 0) return undefined
      offset += here
    }
  } finally {
    await Promise.all([one.close(), other.close()])
  }
}

/** Fills a buffer from an offset, but at the end of the file. @returns bytes read */
async function readFull(file: FileHandle, buffer: Buffer, offset: number): Promise<number> {
  let filled = 0
  while (filled < buffer.length) {
    const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, offset + filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return filled
}
