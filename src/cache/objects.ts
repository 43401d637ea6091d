import { randomBytes } from 'node:crypto'
import { chmod, copyFile, link, lstat, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileHash } from '../run/file-hash.js'

/** Hashes as DVC 3 names objects: MD5, with `.dir` for the manifest of a folder. */
const HASH = /^[0-9a-f]{32}(?:\.dir)?$/
/** Size of a manifest of about a million files. DVC itself reads larger ones. */
const LARGEST_MANIFEST = 200_000_000
/** DVC's mode for objects. DVC trusts an object that is write-protected. */
const READ_ONLY = 0o444

/** Path of an object below DVC's `files/md5`, or below a folder with the same layout. */
function pathOf(folder: string, hash: string): string {
  return join(folder, hash.slice(0, 2), hash.slice(2))
}

/** Objects that entered DVC's cache. */
export interface Admitted {
  objects: number
  /** Files whose content does not match their name. */
  refused: string[]
}

/**
 * Copies objects from an untrusted folder into DVC's cache: only the objects of these outputs, and each only if its
 * whole content has the hash in its name. Links and other files in the folder are ignored.
 * @param from a folder with the layout of DVC's `files/md5`
 * @param into DVC's `files/md5`
 * @param roots hashes of dvc.lock and `.dvc` files; members of folders follow from them
 */
export async function admitObjects(from: string, into: string, roots: Iterable<string>): Promise<Admitted> {
  const result: Admitted = { objects: 0, refused: [] }
  for (const root of roots) {
    await admit(from, into, root, result)
    if (root.endsWith('.dir')) for (const member of await membersOf(into, root)) await admit(from, into, member, result)
  }
  return result
}

async function admit(from: string, into: string, hash: string, result: Admitted): Promise<void> {
  if (!HASH.test(hash)) return
  const [source, target] = [pathOf(from, hash), pathOf(into, hash)]
  if ((await isFile(target)) || !(await isFile(source))) return
  await mkdir(dirname(target), { recursive: true })
  // Move the file out of the folder before hashing, so that no process can change it there afterwards.
  const moved = join(dirname(target), `${hash.slice(2)}.${randomBytes(6).toString('hex')}`)
  await rename(source, moved).catch(() => copyFile(source, moved))
  if ((await isFile(moved)) && (await fileHash('md5', moved)) === hash.slice(0, 32)) {
    await chmod(moved, READ_ONLY)
    await rename(moved, target)
    result.objects++
  } else {
    await rm(moved, { force: true })
    result.refused.push(hash)
  }
}

/**
 * Links the cached objects of these outputs into a separate folder, with hard links.
 * @returns the hashes
 */
export async function collectObjects(from: string, into: string, roots: Iterable<string>): Promise<string[]> {
  const found = new Set<string>()
  const take = async (hash: string) => {
    const source = pathOf(from, hash)
    if (!HASH.test(hash) || found.has(hash) || !(await isFile(source))) return
    const target = pathOf(into, hash)
    await mkdir(dirname(target), { recursive: true })
    await link(source, target).catch(() => copyFile(source, target))
    found.add(hash)
  }
  for (const root of roots) {
    await take(root)
    if (root.endsWith('.dir')) for (const member of await membersOf(from, root)) await take(member)
  }
  return [...found]
}

/** The hashes in a folder with the layout of DVC's `files/md5`; none if the folder does not exist. */
export async function listObjects(folder: string): Promise<string[]> {
  const prefixes = (await readdir(folder).catch(() => [])).filter((name) => /^[0-9a-f]{2}$/.test(name))
  const names = await Promise.all(
    prefixes.map(async (prefix) =>
      (await readdir(join(folder, prefix)).catch(() => [])).map((name) => `${prefix}${name}`),
    ),
  )
  return names.flat().filter((name) => HASH.test(name))
}

/** The hashes in a manifest of the cache; none if it is absent or not a manifest. */
async function membersOf(folder: string, hash: string): Promise<string[]> {
  const path = pathOf(folder, hash)
  const size = await lstat(path).then(
    (stat) => (stat.isFile() ? stat.size : Infinity),
    () => Infinity,
  )
  if (!HASH.test(hash) || size > LARGEST_MANIFEST) return []
  try {
    const entries: unknown = JSON.parse(await readFile(path, 'utf8'))
    if (!Array.isArray(entries)) return []
    return entries.flatMap((entry: unknown) =>
      typeof entry === 'object' && entry !== null && 'md5' in entry && typeof entry.md5 === 'string' ? [entry.md5] : [],
    )
  } catch {
    return []
  }
}

/** True for a plain file: a link could lead to any path. */
async function isFile(path: string): Promise<boolean> {
  return lstat(path).then(
    (stat) => stat.isFile(),
    () => false,
  )
}
