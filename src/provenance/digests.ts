import { createHash, createPublicKey, type KeyObject } from 'node:crypto'
import { constants } from 'node:fs'
import { type FileHandle, lstat, open, readdir, realpath } from 'node:fs/promises'
import { join, sep } from 'node:path'

/** A file of a folder: its path below the folder, parted by "/", and the SHA-256 of its bytes in hexadecimal digits. */
export interface FileDigest {
  path: string
  sha256: string
}

/** The SHA-256 of a file's bytes, or of the manifest of a folder, whose files are then listed by path. */
export interface ContentDigest {
  sha256: string
  /** Bytes of the file, or of all files of the folder. */
  bytes: number
  files?: FileDigest[]
}

/** Why a path has no digest that a statement can name: a sentence. */
export class UnsignableContentError extends Error {}

/** Most bytes that are read at a time. */
const CHUNK = 1 << 20
/** Files of a folder that are read side by side: hashing takes one thread, reading waits for the disk. */
const IN_FLIGHT = 4
/** Characters of the target of a link in a message. */
const LINK_TEXT = 200

/**
 * Hashes a file or a folder as it is now. A link counts as its content only where it leads to a file of DVC's cache, which
 * may fill a workspace with links: every other link could lead to other bytes on another machine.
 * @param cache the folder of DVC's cache; undefined: no link is followed
 * @throws {UnsignableContentError} a link that leads elsewhere, or a path that is no file and no folder
 * @throws the error of the file system, also for a path that does not exist
 */
export async function contentDigest(path: string, cache?: string): Promise<ContentDigest> {
  const links = cache === undefined ? undefined : await realpath(cache).catch(() => undefined)
  if (!(await lstat(path)).isDirectory()) return await fileDigest(path, links)
  const names = await namesBelow(path)
  const found = new Map<string, ContentDigest>()
  const queue = names.values()
  await Promise.all(
    Array.from({ length: IN_FLIGHT }, async () => {
      for (const name of queue) found.set(name, await fileDigest(join(path, name), links))
    }),
  )
  const files = byBytes(names).flatMap((name) => {
    const file = found.get(name)
    return file === undefined ? [] : [{ path: name, sha256: file.sha256 }]
  })
  const bytes = [...found.values()].reduce((sum, file) => sum + file.bytes, 0)
  return { sha256: textDigest(manifestText(files)), bytes, files }
}

/**
 * The manifest of a folder: one line a file, by the bytes of the path, as `sha256sum` prints it. A person without dvc-ci
 * gets the same text.
 */
export function manifestText(files: readonly FileDigest[]): string {
  return byBytes(files, ({ path }) => path)
    .map(({ path, sha256 }) => {
      const name = path.replace(/[\\\n\r]/g, (character) => ESCAPES[character] ?? character)
      return `${name === path ? '' : '\\'}${sha256}  ${name}\n`
    })
    .join('')
}

const ESCAPES: Record<string, string> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r' }

/** The SHA-256 of a text or of bytes in hexadecimal digits. */
export function textDigest(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}

/** Texts in the order of their UTF-8 bytes, as `LC_ALL=C sort` gives it. JavaScript orders by UTF-16. */
export function byBytes(texts: readonly string[]): string[]
export function byBytes<T>(items: readonly T[], textOf: (item: T) => string): T[]
export function byBytes<T>(items: readonly T[], textOf: (item: T) => string = String): T[] {
  return items
    .map((item) => ({ item, key: Buffer.from(textOf(item)) }))
    .sort((a, b) => Buffer.compare(a.key, b.key))
    .map(({ item }) => item)
}

/** Paths of all entries below a folder that are no folders, "/" between their parts. */
async function namesBelow(folder: string, below = ''): Promise<string[]> {
  const entries = await readdir(join(folder, below), { withFileTypes: true })
  const found = await Promise.all(
    entries.map(async (entry) => {
      const name = below === '' ? entry.name : `${below}/${entry.name}`
      return entry.isDirectory() ? await namesBelow(folder, name) : [name]
    }),
  )
  return found.flat()
}

async function fileDigest(path: string, cache: string | undefined): Promise<ContentDigest> {
  const file = await openFile(path, cache)
  try {
    const info = await file.stat()
    if (!info.isFile()) throw new UnsignableContentError(`${path} is no file and no folder.`)
    return await hashed(file, Math.min(CHUNK, info.size + 1))
  } finally {
    await file.close()
  }
}

/** Opens a file. No link is followed but one into the cache; opening a pipe does not wait. */
async function openFile(path: string, cache: string | undefined): Promise<FileHandle> {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK
  if (!(await lstat(path)).isSymbolicLink()) return await open(path, flags)
  const target = await realpath(path)
  if (cache === undefined || !target.startsWith(`${cache}${sep}`))
    throw new UnsignableContentError(`${path} is a link to ${target.slice(0, LINK_TEXT)}, outside of DVC's cache.`)
  return await open(target, flags)
}

/** Hashes one part while the next one is read. */
async function hashed(file: FileHandle, chunk: number): Promise<ContentDigest> {
  const hash = createHash('sha256')
  let bytes = 0
  let spare = Buffer.allocUnsafe(chunk)
  let reading = file.read(Buffer.allocUnsafe(chunk), 0, chunk, 0)
  for (;;) {
    const { bytesRead, buffer } = await reading
    if (bytesRead === 0) return { sha256: hash.digest('hex'), bytes }
    bytes += bytesRead
    reading = file.read(spare, 0, chunk, bytes)
    hash.update(buffer.subarray(0, bytesRead))
    spare = buffer
  }
}

/**
 * The name of a key in bundles: the SHA-256 of the PEM text of its public half, as `model_signing` makes it.
 * @param key a public key in PEM, or a private one
 */
export function keyHint(key: string | KeyObject): string {
  return textDigest(createPublicKey(key).export({ type: 'spki', format: 'pem' }))
}
