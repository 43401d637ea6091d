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
  /** The newest commit that `accept` takes; undefined without one. */
  findCommit: (search: CommitSearch) => Promise<string | undefined>
}

/** The history of one checkout. Every function throws a SetupError that names an unknown revision. */
export function history(git: Git, { commitOf }: Reads): History {
  const format = async (revision: string, pattern: string): Promise<string> =>
    git.once(['log', '--max-count=1', `--format=${pattern}`, await commitOf(revision), '--'])
  const identity = async (revision: string, pattern: string): Promise<Identity> => {
    const [name = '', email = ''] = (await format(revision, pattern)).split('\0')
    return { name, email }
  }
  const parents = async (revision: string): Promise<string[]> => {
    const commit = await git.once(['cat-file', 'commit', await commitOf(revision)])
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
      if (one === other) return true
      const { code } = await git.run(['merge-base', '--is-ancestor', one, other], { answers: [0, 1] })
      return code === 0
    },
    commitMessage: async (revision) => (await format(revision, '%B')).replace(/\n+$/, ''),
    async trailers(revision) {
      const found = new Map<string, string[]>()
      for (const line of (await format(revision, '%(trailers:only,unfold,separator=%x00)')).split('\0')) {
        const colon = line.indexOf(':')
        if (colon < 0) continue
        const key = line.slice(0, colon).trim()
        appendTo(found, key, line.slice(colon + 1).trim())
      }
      return found
    },
    author: (revision) => identity(revision, '%an%x00%ae'),
    async ownName() {
      for (const key of ['user.name', 'user.email']) {
        const { stdout } = await git.run(['config', '--get', key], { answers: [0, 1] })
        if (stdout.trim() !== '') return stdout.trim()
      }
      return undefined
    },
    committer: (revision) => identity(revision, '%cn%x00%ce'),
    notes: async (revision) => notesOf(await format(revision, '%B')),
    committedAt: async (revision) => Number(await format(revision, '%ct')) * 1000,
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
      const log = await git.text([
        'log',
        '-z',
        ...(merged ? [] : ['--first-parent']),
        ...(descending ? ['--ancestry-path'] : []),
        `--max-count=${maxCount}`,
        '--format=%H%n%B',
        ...range,
        '--',
      ])
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
