import { type Git, splitNul } from './git.js'
import { type Notes, notesOf } from './history.js'
import { type Reads, readBatch } from './read.js'

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
}

/** A commit of the past. */
export interface PastCommit {
  sha: string
  /** Time of the commit (ISO 8601, UTC). */
  at: string
  /** Names of its tags in this clone. */
  tags: string[]
}

/** Reads what a clone has of its past, and asks no server. Each function needs one process of Git. */
export interface Past {
  /** The newest commits that `accept` takes, newest first; none after the time limit. */
  pastCommits: (search: PastSearch) => Promise<PastCommit[]>
  /** Contents of the same files in several commits, by `SHA:PATH`. Absent ones are not in the map. */
  pastFiles: (commits: readonly string[], paths: readonly string[]) => Promise<Map<string, Buffer>>
}

/** Seconds for one process. A report can do without the past. */
const SECONDS = 3

/** The past of one clone. */
export function past(git: Git, { commitOf }: Reads): Past {
  return {
    async pastCommits({ from, tags = false, accept, most, maxCount }) {
      const { code, stdout } = await git.run(
        [
          'log',
          '-z',
          `--max-count=${maxCount}`,
          '--decorate=full',
          '--decorate-refs=refs/tags/*',
          '--format=%H%n%ct%n%D%n%B',
          await commitOf(from),
          ...(tags ? ['--tags'] : []),
          '--',
        ],
        { seconds: SECONDS, answers: [0, 128] },
      )
      if (code !== 0) return []
      const found: PastCommit[] = []
      for (const entry of splitNul(stdout)) {
        if (found.length === most) break
        const [sha = '', seconds = '', refs = ''] = entry.split('\n', 3)
        if (!accept(notesOf(entry.slice(sha.length + seconds.length + refs.length + 3)))) continue
        found.push({ sha, at: isoTime(Number(seconds)), tags: tagsIn(refs) })
      }
      return found
    },
    async pastFiles(commits, paths) {
      // In the batch protocol a line break ends a name.
      const names = commits.flatMap((sha) => paths.flatMap((path) => (path.includes('\n') ? [] : [`${sha}:${path}`])))
      // A clone without all contents would ask its server for each.
      return readBatch(git, names, { seconds: SECONDS, env: { GIT_NO_LAZY_FETCH: '1' } })
    },
  }
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
