import { randomBytes } from 'node:crypto'
import { readdir, readFile, rename, rm, rmdir, stat, utimes, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { SharedCache } from '../run/shared-cache.js'
import { makeCacheDirectory } from './cache-root.js'

/** File with the name of the complete folder beside it. Its time is the time of the last use. */
const POINTER = 'current'
const HOUR_MS = 3_600_000
/** Longest time of an installation. An older folder that is not `current` was left by a killed installation. */
const ABANDONED_MS = 24 * HOUR_MS
const UNUSED_MS = 30 * 24 * HOUR_MS

export interface KeptDirectoryRequest {
  /** The cache. */
  root: string
  /** Folder and name in the cache. The name has all facts that the content depends on. */
  kind: string
  name: string
  /**
   * Fills the folder. The folder exists, is empty and never moves. An error is passed on, and the folder is removed.
   */
  build: (directory: string) => Promise<void>
  /** Checks whether an existing folder still works. */
  usable: (directory: string) => Promise<boolean>
  /** True if an existing folder must not be reused, because its content depends on more than its name. */
  renew?: boolean
  /** Caches it for other machines; absent: it stays on this machine. */
  shared?: SharedCache
  /** Short description; default: kind and name. */
  what?: string
}

/** A complete folder of the cache, and whether it existed before. */
export interface KeptDirectory {
  directory: string
  reused: boolean
}

/**
 * Creates a folder once and reuses it afterwards.
 * Virtual environments contain their own path and cannot be moved. So each attempt builds in a folder with a unique
 * name, and finally writes this name to the file `current` by an atomic rename. A killed attempt is never used, two
 * attempts never collide, and no lock can be left behind. Later calls remove failed attempts, and folders without use
 * for 30 days.
 */
export async function keptDirectory(request: KeptDirectoryRequest): Promise<KeptDirectory> {
  const home = join(request.root, request.kind, request.name)
  const reuse = async (): Promise<KeptDirectory | undefined> => {
    const kept = request.renew ? undefined : await current(home)
    if (kept === undefined || !(await request.usable(kept))) return undefined
    const now = new Date()
    // A read-only cache works too.
    await utimes(join(home, POINTER), now, now).catch(() => undefined)
    return { directory: kept, reused: true }
  }
  const before = await reuse()
  if (before) return before
  const shared = request.renew ? undefined : request.shared
  const entry = {
    what: request.what ?? `${request.kind} ${request.name}`,
    kind: request.kind,
    name: `${request.name}-${month()}`,
    paths: [home],
  }
  if ((await shared?.restore(entry)) !== undefined) {
    const restored = await reuse()
    if (restored) return restored
  }

  const attempt = `${Date.now().toString(36)}${randomBytes(4).toString('hex')}`
  const directory = join(home, attempt)
  await makeCacheDirectory(request.root, directory)
  try {
    await request.build(directory)
    const meanwhile = await reuse()
    if (meanwhile) {
      await rm(directory, { recursive: true, force: true })
      return meanwhile
    }
    const pointer = join(home, `${POINTER}.${attempt}`)
    await writeFile(pointer, `${attempt}\n`)
    await rename(pointer, join(home, POINTER))
  } catch (error) {
    await rm(directory, { recursive: true, force: true }).catch(() => undefined)
    // Removes only an empty folder.
    await rmdir(home).catch(() => undefined)
    throw error
  }
  shared?.keep(entry)
  // Old files that cannot be removed must not fail the run.
  await removeAbandoned(home, directory).catch(() => undefined)
  await removeUnused(home).catch(() => undefined)
  return { directory, reused: false }
}

/** Requirements without versions give newer packages over time, so each month starts a new folder. */
function month(): string {
  return new Date().toISOString().slice(0, 7)
}

/** The folder that `current` names. */
async function current(home: string): Promise<string | undefined> {
  const name = await readFile(join(home, POINTER), 'utf8').then(
    (text) => text.trim(),
    () => '',
  )
  return /^\w+$/.test(name) ? join(home, name) : undefined
}

async function removeAbandoned(home: string, kept: string): Promise<void> {
  for (const name of await readdir(home)) {
    const path = join(home, name)
    if (name !== POINTER && path !== kept && (await olderThan(path, ABANDONED_MS)))
      await rm(path, { recursive: true, force: true })
  }
}

async function removeUnused(home: string): Promise<void> {
  const kind = dirname(home)
  for (const name of await readdir(kind)) {
    if (name !== basename(home) && (await olderThan(join(kind, name, POINTER), UNUSED_MS)))
      await rm(join(kind, name), { recursive: true, force: true })
  }
}

/** False for a path that does not exist. */
async function olderThan(path: string, milliseconds: number): Promise<boolean> {
  return stat(path).then(
    ({ mtimeMs }) => Date.now() - mtimeMs > milliseconds,
    () => false,
  )
}
