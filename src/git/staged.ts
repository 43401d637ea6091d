import { open } from 'node:fs/promises'
import { type Git, splitNul } from './git.js'

/** An entry of the index with its state in the working tree. */
export interface StagedEntry {
  path: string
  mode: string
  sha: string
  /** Git leaves it out of the working tree: a sparse checkout, or `git update-index --skip-worktree`. */
  skipped: boolean
}

export const SUBMODULE_MODE = '160000'

/** Far below the limit of any system for the arguments of a process. */
const PATHS_PER_CALL = 250

/** Bytes of the digest with which an index ends; of SHA-256, its last ones. */
const DIGEST_BYTES = 20

/** The last listing of an index, with the state that it shows. */
interface Listing {
  state: string
  entries: Promise<readonly StagedEntry[]>
}

const listings = new WeakMap<Git, Listing>()

/**
 * Every entry of the index, with submodules. A file in conflict has one for each side. Git lists each state of an index
 * once.
 */
export async function stagedEntries(git: Git): Promise<readonly StagedEntry[]> {
  return listEntries(git, await stateOfIndex(git))
}

async function listEntries(git: Git, state: string | undefined): Promise<readonly StagedEntry[]> {
  if (state === undefined) return readEntries(git)
  const last = listings.get(git)
  // An index ends with the digest of its content, so the same state has the same entries.
  if (last?.state === state) return last.entries
  const entries = readEntries(git)
  const listing = { state, entries }
  listings.set(git, listing)
  const forget = () => {
    if (listings.get(git) === listing) listings.delete(git)
  }
  try {
    const found = await entries
    // Git decides by the working tree which files of a sparse checkout it leaves out. An index that changed meanwhile may have either listing.
    if (found.some(({ skipped }) => skipped) || (await stateOfIndex(git)) !== state) forget()
    return found
  } catch (error) {
    forget()
    throw error
  }
}

async function readEntries(git: Git): Promise<readonly StagedEntry[]> {
  return splitNul((await git.run(['ls-files', '-z', '-t', '--stage', '--'])).stdout).flatMap((line) => {
    const [, tag = '', mode = '', sha = '', path] = /^(\S) (\d+) ([0-9a-f]+) \d\t([^]*)$/.exec(line) ?? []
    return path === undefined ? [] : [{ path, mode, sha, skipped: tag === 'S' }]
  })
}

/** What tells two indexes apart; undefined for one without a digest (`index.skipHash`), or without a file. */
async function stateOfIndex({ place: { indexFile } }: Git): Promise<string | undefined> {
  if (indexFile === undefined) return undefined
  const file = await open(indexFile).catch(() => undefined)
  if (file === undefined) return undefined
  try {
    const { ino, size, mtimeNs } = await file.stat({ bigint: true })
    const digest = Buffer.alloc(DIGEST_BYTES)
    await file.read(digest, 0, DIGEST_BYTES, Math.max(0, Number(size) - DIGEST_BYTES))
    return digest.every((byte) => byte === 0) ? undefined : `${ino} ${size} ${mtimeNs} ${digest.toString('hex')}`
  } catch {
    return undefined
  } finally {
    await file.close()
  }
}

/** The paths that are not in the index, as a file or as a folder; `env` may name another index. */
export async function untracked(git: Git, paths: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Set<string>> {
  const left = new Set(paths)
  const tracked = paths.length === 0 ? [] : await trackedFiles(git, paths, env)
  for (const file of tracked) for (const path of pathsTo(file)) left.delete(path)
  return left
}

/** The files of the index that are one of the paths or are inside one; `env` may name another index. */
export async function trackedFiles(git: Git, paths: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string[]> {
  const state = Object.keys(env).length === 0 && paths.every(isPlain) ? await stateOfIndex(git) : undefined
  if (state !== undefined) {
    const wanted = new Set(paths)
    return filesOf(await listEntries(git, state)).filter((file) => pathsTo(file).some((path) => wanted.has(path)))
  }
  const files: string[] = []
  for (let at = 0; at < paths.length; at += PATHS_PER_CALL) {
    const call = ['ls-files', '-z', '--cached', '--', ...paths.slice(at, at + PATHS_PER_CALL)] as const
    files.push(...splitNul(await git.text(call, { env: { ...env, GIT_LITERAL_PATHSPECS: '1' } })))
  }
  return files
}

/** The files of the index that match one of the pathspecs, each once; without pathspecs, all files. */
export async function stagedFiles(git: Git, pathspecs: readonly string[]): Promise<string[]> {
  if (pathspecs.length === 0) return filesOf(await stagedEntries(git))
  const literal = pathspecs.map((spec) => /^:\((?:top,)?literal\)([^]+)$/.exec(spec)?.[1])
  const found = literal.every((path) => path !== undefined)
    ? await trackedFiles(git, literal)
    : splitNul(await git.text(['ls-files', '-z', '--cached', '--', ...pathspecs]))
  return [...new Set(found)]
}

function filesOf(entries: readonly StagedEntry[]): string[] {
  return [...new Set(entries.map(({ path }) => path))]
}

/** A path that means to Git what its letters say. On macOS, Git composes the letters of arguments. */
function isPlain(path: string): boolean {
  return !/(^|\/)\.{0,2}(\/|$)/.test(path) && (process.platform !== 'darwin' || /^[ -~]*$/.test(path))
}

/** A path and the folders above it. */
function pathsTo(path: string): string[] {
  const paths = [path]
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) paths.push(path.slice(0, end))
  return paths
}

/** True when `inner` is `outer` or is inside that folder. */
export function contains(outer: string, inner: string): boolean {
  return inner === outer || inner.startsWith(`${outer}/`)
}
