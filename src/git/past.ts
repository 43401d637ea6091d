import { readBatch } from './contents.js'
import { type Git, splitNul } from './git.js'
import { type Notes, notesOf } from './history.js'
import type { Reads } from './read.js'

export interface PastSearch {
  /** The first commit of the search; merged branches are followed too. */
  from: string
  /** True to search what tags of this clone name as well. */
  tags?: boolean
  /** Decides on each commit by the trailers of its message. */
  accept: (notes: Notes) => boolean
  /** Most commits to return. */
  most: number
  /** Most commits to read. */
  maxCount: number
  /** Seconds after which there is no answer. Default: 3. */
  seconds?: number
  /**
   * True for all of the past: children come before their parents whatever their clocks say, so that no revert is
   * missed, and a failure of Git is an error.
   */
  complete?: true
}

/** A commit of the past. */
export interface PastCommit {
  sha: string
  /** Time of the commit (ISO 8601, UTC). */
  at: string
  /** Names of its tags in this clone. */
  tags: string[]
  /** Its trailers. */
  notes: Notes
  /** The commit that reverts it, by the message of `git revert`; a reverted revert does not count. */
  revertedBy?: string
}

/** Contents of files in several commits. The same content is kept once. */
export interface PastContents {
  /** The object of each file, by `SHA:PATH`. Absent files, and those above the size limit, are not in the map. */
  objects: ReadonlyMap<string, string>
  /** The content of each object. */
  contents: ReadonlyMap<string, Buffer>
}

/** Reads what a clone has of its past, and asks no server. Each function needs one process of Git. */
export interface Past {
  /** The newest commits that `accept` takes, newest first; none after the time limit, which is an error of `complete`. */
  pastCommits: (search: PastSearch) => Promise<PastCommit[]>
  /** Contents of the same files in several commits, by `SHA:PATH`. Absent ones are not in the map. */
  pastFiles: (commits: readonly string[], paths: readonly string[]) => Promise<Map<string, Buffer>>
  /**
   * As `pastFiles`, for thousands of commits: each content is read once, and none that is larger than `maxBytes`.
   * @param names `SHA:PATH`
   * @throws {OutsideError} Git did not answer within the seconds
   */
  pastContents: (names: readonly string[], limits: { maxBytes: number; seconds: number }) => Promise<PastContents>
}

/** Seconds for one process. A report can do without the past. */
const SECONDS = 3
/** The bytes that one answer of Git has at most, unless one file has more. */
const CHUNK_BYTES = 64 * 1024 * 1024
/** The line that `git revert` writes. */
const REVERTS = /^This reverts commit ([0-9a-f]{40,64})\b/m
/** A clone without all contents would ask its server for each. */
const NO_SERVER = { GIT_NO_LAZY_FETCH: '1' }

/** The past of one clone. */
export function past(git: Git, { commitOf }: Reads): Past {
  return {
    async pastCommits({ from, tags = false, accept, most, maxCount, seconds = SECONDS, complete }) {
      const { code, stdout } = await git.run(
        [
          'log',
          '-z',
          `--max-count=${maxCount}`,
          ...(complete ? ['--date-order'] : []),
          '--decorate=full',
          '--decorate-refs=refs/tags/*',
          '--format=%H%n%ct%n%D%n%B',
          await commitOf(from),
          ...(tags ? ['--tags'] : []),
          '--',
        ],
        { seconds, answers: complete ? [0] : [0, 128] },
      )
      if (code !== 0) return []
      const found: PastCommit[] = []
      const reverts = new Map<string, string>()
      for (const entry of splitNul(stdout)) {
        if (found.length === most) break
        const [sha = '', time = '', refs = ''] = entry.split('\n', 3)
        const message = entry.slice(sha.length + time.length + refs.length + 3)
        const revertedBy = reverts.get(sha)
        const [, reverted] = REVERTS.exec(message) ?? []
        if (reverted !== undefined && revertedBy === undefined) reverts.set(reverted, sha)
        const notes = notesOf(message)
        if (!accept(notes)) continue
        const revert = revertedBy === undefined ? {} : { revertedBy }
        found.push({ sha, at: isoTime(Number(time)), tags: tagsIn(refs), notes, ...revert })
      }
      return found
    },
    async pastFiles(commits, paths) {
      const names = commits.flatMap((sha) => paths.map((path) => `${sha}:${path}`)).filter(isBatchName)
      return readBatch(git, names, { seconds: SECONDS, env: NO_SERVER })
    },
    async pastContents(names, { maxBytes, seconds }) {
      const asked = names.filter(isBatchName)
      if (asked.length === 0) return { objects: new Map(), contents: new Map() }
      const { stdout } = await git.run(['cat-file', '--batch-check'], {
        seconds,
        env: NO_SERVER,
        input: asked.map((name) => `${name}\n`).join(''),
      })
      const objects = new Map<string, string>()
      const sizes = new Map<string, number>()
      for (const [index, line] of stdout.split('\n').entries()) {
        const [name, [, object, size] = []] = [asked[index], /^([0-9a-f]+) blob (\d+)$/.exec(line) ?? []]
        if (name === undefined || object === undefined || Number(size) > maxBytes) continue
        objects.set(name, object)
        sizes.set(object, Number(size))
      }
      const contents = new Map<string, Buffer>()
      let chunk: string[] = []
      let bytes = 0
      const read = async () => {
        for (const [object, content] of await readBatch(git, chunk, { seconds, env: NO_SERVER }))
          contents.set(object, content)
        chunk = []
        bytes = 0
      }
      for (const [object, size] of sizes) {
        if (bytes + size > CHUNK_BYTES) await read()
        chunk.push(object)
        bytes += size
      }
      await read()
      return { objects, contents }
    },
  }
}

/** In the batch protocol a line break ends a name. */
function isBatchName(name: string): boolean {
  return !name.includes('\n')
}

/** Seconds since 1970 as `2026-11-29T09:14:31Z`; the year 1970 for a time that a commit cannot have. */
function isoTime(seconds: number): string {
  const date = new Date(seconds * 1000)
  return `${(Number.isNaN(date.getTime()) ? new Date(0) : date).toISOString().slice(0, 19)}Z`
}

/** Names of tags in `tag: refs/tags/v1, tag: refs/tags/v2`. A name of a ref has no blank. */
function tagsIn(refs: string): string[] {
  return refs.split(', ').flatMap((ref) => /^tag: refs\/tags\/(.+)$/.exec(ref)?.[1] ?? [])
}
