import { appendTo } from '../text/append-to.js'
import { type Git, splitNul } from './git.js'
import type { Reads } from './read.js'

export interface Identity {
  name: string
  email: string
}

export interface CommitSearch {
  /** The first commit of the search. */
  from: string
  /** The search excludes this commit and its ancestors. */
  excluding?: string
  /** Decides on each commit by the trailers of its message. */
  accept: (notes: Notes) => boolean
  /** Most commits to read. */
  maxCount: number
  /** True to follow merged branches too, not only first parents. */
  merged?: boolean
  /** True to read only descendants of `excluding`. */
  descending?: boolean
}

/**
 * Trailers by key, from every paragraph of trailers. A squash merge on GitHub adds `Co-authored-by` in another
 * paragraph after ours; Git then reads only the last paragraph as trailers.
 */
export type Notes = ReadonlyMap<string, string>

/** Reads commits. */
export interface History {
  /**
   * True when `ancestor` is `descendant` or one of its ancestors. In a shallow checkout, false may mean missing
   * history.
   */
  isAncestor: (ancestor: string, descendant: string) => Promise<boolean>
  /** The parents that the commit names, also those that a shallow checkout lacks. */
  parents: (revision: string) => Promise<string[]>
  /** The whole message, without the line breaks at its end. */
  commitMessage: (revision: string) => Promise<string>
  /** The trailers of the message (git-interpret-trailers(1)): keys as written, values in order. */
  trailers: (revision: string) => Promise<Map<string, string[]>>
  /** The trailers of the message as `Notes`; the last value of a repeated key. */
  notes: (revision: string) => Promise<Notes>
  author: (revision: string) => Promise<Identity>
  /** The name in Git's configuration (`user.name`), else the e-mail; undefined without both. */
  ownName: () => Promise<string | undefined>
  committer: (revision: string) => Promise<Identity>
  /** Time of the commit, in milliseconds since 1970. */
  committedAt: (revision: string) => Promise<number>
  /**
   * The commit of the first-parent line of `tip` that brought a commit there: the commit itself, or the merge that
   * added it.
   */
  broughtBy: (commit: string, tip: string) => Promise<string>
  /**
   * The newest commit up to a revision that changed a path; undefined without one. In a shallow checkout, the oldest
   * one known.
   */
  lastChange: (revision: string, path: string) => Promise<string | undefined>
  /** The newest commit that `accept` takes; undefined without one. */
  findCommit: (search: CommitSearch) => Promise<string | undefined>
}

/** Everything that one process of Git tells of a commit: the message has no NUL, and the trailers end the output. */
const FACTS = '%an%x00%ae%x00%cn%x00%ce%x00%ct%x00%B%x00%(trailers:only,unfold,separator=%x00)'

interface CommitFacts {
  author: Identity
  committer: Identity
  /** Milliseconds since 1970. */
  committedAt: number
  message: string
  /** Lines `key: value`. */
  trailers: string[]
}

/** @param fields those of `FACTS`, in their order */
function factsFrom([an = '', ae = '', cn = '', ce = '', at = '', message = '', ...trailers]: string[]): CommitFacts {
  return {
    author: { name: an, email: ae },
    committer: { name: cn, email: ce },
    committedAt: Number(at) * 1000,
    message,
    trailers,
  }
}

const IDENTITY = '([^<>\\s\\0](?:[^<>\\n\\0]*[^<>\\s\\0])?) <([^<>\\s\\0]*)>'
const PLAIN_COMMIT = new RegExp(
  `^tree \\w+\\n(?:parent \\w+\\n)*author ${IDENTITY} \\d{1,10} [+-]\\d{4}\\ncommitter ${IDENTITY} (\\d{1,10}) [+-]\\d{4}\\n(?:(?!encoding )[^\\n]+\\n)*\\n([^\\0]*)$`,
)

/** The facts of a commit whose message has no trailer; undefined where Git must read them, as in another encoding. */
function plainFacts(commit: string): CommitFacts | undefined {
  const [whole, ...fields] = PLAIN_COMMIT.exec(commit) ?? []
  const message = fields.at(-1) ?? ''
  // Git reads no trailer in the first line, and every trailer has a colon.
  if (whole === undefined || message.includes(':', message.indexOf('\n') + 1 || message.length)) return undefined
  return factsFrom(fields)
}

/** The history of one checkout. Every function throws a SetupError that names an unknown revision. */
export function history(git: Git, { commitOf, commitObject, isShallow }: Reads): History {
  /** A commit never changes, so Git is asked once for each. */
  const known = new Map<string, CommitFacts>()
  const factsOf = async (revision: string): Promise<CommitFacts> => {
    const sha = await commitOf(revision)
    return (
      known.get(sha) ??
      plainFacts(await commitObject(sha)) ??
      factsFrom((await git.once(['log', '--max-count=1', `--format=${FACTS}`, sha, '--'])).split('\0'))
    )
  }
  const parents = async (revision: string): Promise<string[]> => {
    const commit = await commitObject(revision)
    return commit
      .slice(0, commit.indexOf('\n\n'))
      .split('\n')
      .filter((line) => line.startsWith('parent '))
      .map((line) => line.slice('parent '.length))
  }
  return {
    parents,
    async isAncestor(ancestor, descendant) {
      const [one, other] = [await commitOf(ancestor), await commitOf(descendant)]
      if (one === other || (await parents(other)).includes(one)) return true
      if ((await parents(one)).includes(other)) return false
      const { code } = await git.run(['merge-base', '--is-ancestor', one, other], { answers: [0, 1] })
      return code === 0
    },
    commitMessage: async (revision) => (await factsOf(revision)).message.replace(/\n+$/, ''),
    async lastChange(revision, path) {
      const log = await git.text([
        'log',
        '--max-count=1',
        `--format=%H%x00${FACTS}`,
        await commitOf(revision),
        '--',
        `:(literal)${path}`,
      ])
      const [sha = ''] = log.split('\0', 1)
      if (sha === '') return undefined
      known.set(sha, factsFrom(log.slice(sha.length + 1).split('\0')))
      return sha
    },
    async trailers(revision) {
      const found = new Map<string, string[]>()
      for (const line of (await factsOf(revision)).trailers) {
        const colon = line.indexOf(':')
        if (colon < 0) continue
        const key = line.slice(0, colon).trim()
        appendTo(found, key, line.slice(colon + 1).trim())
      }
      return found
    },
    author: async (revision) => (await factsOf(revision)).author,
    async ownName() {
      for (const key of ['user.name', 'user.email']) {
        const { stdout } = await git.run(['config', '--get', key], { answers: [0, 1] })
        if (stdout.trim() !== '') return stdout.trim()
      }
      return undefined
    },
    committer: async (revision) => (await factsOf(revision)).committer,
    notes: async (revision) => notesOf((await factsOf(revision)).message),
    committedAt: async (revision) => (await factsOf(revision)).committedAt,
    async broughtBy(commit, tip) {
      const [added, last] = [await commitOf(commit), await commitOf(tip)]
      const list = async (...options: string[]): Promise<string[]> =>
        (await git.text(['rev-list', ...options, last, `^${added}`, '--'])).split('\n')
      const descendants = new Set(await list('--ancestry-path'))
      const oldest = (await list('--first-parent')).findLast((sha) => sha !== '' && descendants.has(sha))
      if (oldest === undefined) return added
      const [first] = await parents(oldest)
      return first === added ? added : oldest
    },
    async findCommit({ from, excluding, accept, maxCount, merged = false, descending = false }) {
      const range = [await commitOf(from), ...(excluding === undefined ? [] : [`^${await commitOf(excluding)}`])]
      const call = [
        'log',
        '-z',
        ...(merged ? [] : ['--first-parent']),
        ...(descending ? ['--ancestry-path'] : []),
        `--max-count=${maxCount}`,
        '--format=%H%n%B',
        ...range,
        '--',
      ] as const
      // More history may arrive in a shallow clone.
      const log = await ((await isShallow()) ? git.text(call) : git.once(call))
      const found = splitNul(log).find((entry) => accept(notesOf(entry.slice(entry.indexOf('\n') + 1))))
      return found?.slice(0, found.indexOf('\n'))
    },
  }
}

/** The trailers in every paragraph that has only trailers; the last value of a repeated key. */
export function notesOf(message: string): Notes {
  const notes = new Map<string, string>()
  for (const paragraph of message
    .replaceAll('\r\n', '\n')
    .split(/\n[ \t]*\n/)
    .slice(1)) {
    const lines = paragraph
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
    const pairs = lines.map((line) => /^([A-Za-z0-9][A-Za-z0-9-]*): +(.+)$/.exec(line))
    if (pairs.every((pair) => pair !== null)) for (const [, key = '', value = ''] of pairs) notes.set(key, value)
  }
  return notes
}

/** Throws for a key that Git would not read as a trailer. The program chooses all keys: a wrong one is a bug. */
export function checkTrailerKey(key: string): void {
  if (!/^[A-Za-z0-9][A-Za-z0-9-]*$/.test(key))
    throw new RangeError(`'${key}' is not a trailer key: use letters, digits and hyphens.`)
}
