import { posix, resolve } from 'node:path'
import { cachedPaths, cacheFolder } from '../../dvc/cached-object.js'
import { parsePast, readPastProject } from '../../dvc/past-project.js'
import {
  byBytes,
  type ContentDigest,
  contentDigest,
  type FileDigest,
  manifestText,
  textDigest,
} from '../../provenance/digests.js'
import { isMissing } from '../../run/file-tree.js'
import { readPlainFile } from '../../run/plain-file.js'
import { isRecord } from '../../text/records.js'
import type { ProjectPaths } from '../project/project.js'

/** Most bytes of the list of a folder: a million files. */
const MOST_LIST_BYTES = 256 << 20

/** The place of a content that was hashed. */
export type Place = 'the workspace' | "DVC's cache" | 'Git'

/** The project of one commit as far as its statement concerns it. Paths are relative to the repository. */
export interface CommittedBuild {
  /** SHA-256 of each dvc.lock beside a dvc.yaml. */
  locks: ReadonlyMap<string, string>
  /** The outputs of stages. */
  outputs: readonly string[]
  /**
   * Hashes an output: in the workspace where it has the dvc.lock files of the commit, else in DVC's cache or in Git. Data
   * of a `.dvc` file may be of another commit in both.
   * @returns undefined where it is in none of them
   * @throws {UnsignableContentError} a link out of DVC's cache
   */
  hash: (path: string) => Promise<{ content: ContentDigest; place: Place } | undefined>
}

/** Reads the project of a commit from Git, without DVC. */
export async function committedBuild({ git, root, inGit }: ProjectPaths, commit: string): Promise<CommittedBuild> {
  const names = await git.listFiles(commit, ['*dvc.yaml', '*dvc.lock', '*.dvc/config'])
  const here = inGit('.')
  const isWithin = (path: string, folder: string) => folder === '.' || path.startsWith(`${folder}/`)
  // DVC reads nothing below another project.
  const others = names
    .filter((name) => posix.basename(posix.dirname(name)) === '.dvc')
    .map((name) => posix.dirname(posix.dirname(name)))
    .filter((folder) => folder !== here && isWithin(folder, here))
  const known = new Set(names)
  const locks = names.filter(
    (name) =>
      posix.basename(name) === 'dvc.lock' &&
      isWithin(name, here) &&
      known.has(posix.join(posix.dirname(name), 'dvc.yaml')) &&
      !others.some((folder) => isWithin(name, folder)),
  )
  const files = await git.readFiles(commit, [
    ...locks,
    ...locks.map((lock) => posix.join(posix.dirname(lock), 'dvc.yaml')),
  ])
  const parsed = (path: string) => parsePast(files.get(path)?.toString('utf8') ?? '')
  const { metrics, data } = readPastProject(
    locks.map((lock) => {
      const folder = posix.dirname(lock)
      return { folder, pipeline: parsed(posix.join(folder, 'dvc.yaml')), lock: parsed(lock) }
    }),
    () => false,
  )
  const hashes = new Map<string, string>()
  for (const { path, hash } of data) hashes.set(path, hash)
  for (const [path, hash] of metrics) if (hash !== undefined) hashes.set(path, hash)
  const cache = await cacheFolder(root)
  const isCheckedOut = await sameLocks(git.root, files, locks)
  const digests = new Map(locks.map((lock) => [lock, textDigest(files.get(lock) ?? '')]))
  return {
    locks: digests,
    outputs: [...hashes.keys()].filter((path) => !path.startsWith('../')),
    async hash(path) {
      const own = isCheckedOut && hashes.has(path) ? await hashed(resolve(git.root, path), cache) : undefined
      if (own !== undefined) return { content: own, place: 'the workspace' }
      const md5 = hashes.get(path)
      const cached = md5 === undefined ? undefined : await cachedContent(cache, md5)
      if (cached !== undefined) return { content: cached, place: "DVC's cache" }
      const tracked = await trackedContent(git, commit, path)
      return tracked === undefined ? undefined : { content: tracked, place: 'Git' }
    },
  }
}

/** Whether the workspace has these dvc.lock files: its outputs are then those of the commit. */
async function sameLocks(root: string, files: ReadonlyMap<string, Buffer>, locks: readonly string[]): Promise<boolean> {
  const same = await Promise.all(
    locks.map(async (lock) => {
      const content = files.get(lock)
      const read = await readPlainFile(resolve(root, lock), content?.length ?? 0)
      return 'bytes' in read && content?.equals(read.bytes) === true
    }),
  )
  return locks.length > 0 && same.every(Boolean)
}

/** As `contentDigest`; undefined for a path that does not exist. */
export async function hashed(path: string, cache: string | undefined): Promise<ContentDigest | undefined> {
  try {
    return await contentDigest(path, cache)
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

/** The digest of an object of DVC's cache, or of the folder whose files it lists; undefined where an object is not there. */
async function cachedContent(cache: string, hash: string): Promise<ContentDigest | undefined> {
  if (!hash.endsWith('.dir')) return objectContent(cache, hash)
  const entries = await listedFiles(cache, hash)
  if (entries === undefined) return undefined
  const files: FileDigest[] = []
  let bytes = 0
  for (const [path, md5] of entries) {
    const content = await objectContent(cache, md5)
    if (content === undefined) return undefined
    files.push({ path, sha256: content.sha256 })
    bytes += content.bytes
  }
  return { sha256: textDigest(manifestText(files)), bytes, files }
}

async function objectContent(cache: string, hash: string): Promise<ContentDigest | undefined> {
  for (const path of cachedPaths(cache, hash)) {
    const content = await hashed(path, undefined)
    if (content !== undefined) return content
  }
  return undefined
}

/** The files of a folder by DVC's list, in the order of their paths. */
async function listedFiles(cache: string, hash: string): Promise<[path: string, md5: string][] | undefined> {
  for (const path of cachedPaths(cache, hash)) {
    const read = await readPlainFile(path, MOST_LIST_BYTES)
    if (!('bytes' in read)) continue
    try {
      const entries: unknown = JSON.parse(read.bytes.toString('utf8'))
      if (!Array.isArray(entries)) return undefined
      const files = entries.flatMap((entry: unknown): [string, string][] =>
        isRecord(entry) && typeof entry['relpath'] === 'string' && typeof entry['md5'] === 'string'
          ? [[entry['relpath'], entry['md5']]]
          : [],
      )
      return files.length === entries.length ? byBytes(files, ([name]) => name) : undefined
    } catch {
      return undefined
    }
  }
  return undefined
}

/** The digest of a file or a folder that Git tracks; undefined where it tracks none. */
async function trackedContent(
  git: ProjectPaths['git'],
  commit: string,
  path: string,
): Promise<ContentDigest | undefined> {
  const contents = await git.readFiles(commit, await git.listFiles(commit, [`:(literal)${path}`]))
  if (contents.size === 0) return undefined
  const own = contents.get(path)
  if (own !== undefined) return { sha256: textDigest(own), bytes: own.length }
  const files = [...contents].map(([name, content]) => ({
    path: name.slice(path.length + 1),
    sha256: textDigest(content),
  }))
  return { sha256: textDigest(manifestText(files)), bytes: 0, files }
}
