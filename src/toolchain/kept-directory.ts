import { randomBytes } from 'node:crypto'
import { readdir, readFile, rename, rm, rmdir, stat, utimes, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { SharedCache } from '../run/shared-cache.js'
import { makeCacheDirectory } from './cache-root.js'

/** Names which of the folders beside it is the whole one. Its time is that of the last use. */
const POINTER = 'current'
const HOUR_MS = 3_600_000
/** No installation takes longer: what is older and not `current` was left by one that was killed. */
const ABANDONED_MS = 24 * HOUR_MS
const UNUSED_MS = 30 * 24 * HOUR_MS

export interface KeptDirectoryRequest {
  /** The cache. */
  root: string
  /** Folder and name below the cache: everything that the content depends on is in the name. */
  kind: string
  name: string
  /** Fills the folder, which exists and is empty and keeps its path for ever. What it throws is passed on, and the folder is removed. */
  build: (directory: string) => Promise<void>
  /** Says whether a kept folder still works. */
  usable: (directory: string) => Promise<boolean>
  /** True when what is there must not be used again, because its content depends on more than its name says. */
  renew?: boolean
  /** Remembers it for other machines; absent: it stays here. */
  shared?: SharedCache
  /** What it is, in a few words; default: kind and name. */
  what?: string
}

/** A folder of the cache that is whole, and whether it was there before. */
export interface KeptDirectory {
  directory: string
  reused: boolean
}

/**
 * A folder that is made once and used for ever after.
 *
 * Virtual environments hold their own path and can't be moved, so each attempt builds in a folder with a name of its own, and the
 * last thing it does is to put that name into the file `current` by an atomic rename. So a killed attempt is never used, two at
 * once never meet, and no lock can be left behind. What attempts left is removed later, as is what nobody used for 30 days.
 */
export async function keptDirectory(request: KeptDirectoryRequest): Promise<KeptDirectory> {
  const home = join(request.root, request.kind, request.name)
  const reuse = async (): Promise<KeptDirectory | undefined> => {
    const kept = request.renew ? undefined : await current(home)
    if (kept === undefined || !(await request.usable(kept))) return undefined
    const now = new Date()
    // A cache that is mounted read-only serves as well.
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
    // Only goes where nothing else is in it.
    await rmdir(home).catch(() => undefined)
    throw error
  }
  shared?.keep(entry)
  // Rubbish that can't be removed is no reason to fail.
  await removeAbandoned(home, directory).catch(() => undefined)
  await removeUnused(home).catch(() => undefined)
  return { directory, reused: false }
}

/** Requirements without a version give something else as time passes: a new month begins anew. */
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

/** False for what does not exist. */
async function olderThan(path: string, milliseconds: number): Promise<boolean> {
  return stat(path).then(
    ({ mtimeMs }) => Date.now() - mtimeMs > milliseconds,
    () => false,
  )
}
