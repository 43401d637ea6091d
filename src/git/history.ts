import { type Git, splitNul } from './git.js'
import type { Reads } from './read.js'

export interface Identity {
  name: string
  email: string
}

export interface CommitSearch {
  /** Where the search begins, and what it never enters: this commit and its ancestors. */
  from: string
  excluding?: string
  /** Asked for each commit with the trailers of its message, as `Notes` has them. */
  accept: (notes: Notes) => boolean
  /** Commits that are looked at. */
  maxCount: number
  /** True to look at what was merged too, not along first parents alone. */
  merged?: boolean
}

/**
 * Trailers by their keys, wherever a paragraph of them stands: a squash merge on GitHub puts `Co-authored-by` into a paragraph of its own
 * behind ours, which Git then no longer takes for trailers.
 */
export type Notes = ReadonlyMap<string, string>

/** What can be asked of commits. */
export interface History {
  /** True when `ancestor` is `descendant` or one of its ancestors. In a shallow checkout a "no" may come from missing history. */
  isAncestor: (ancestor: string, descendant: string) => Promise<boolean>
  /** The parents as the commit itself names them, those that a shallow checkout lacks included. */
  parents: (revision: string) => Promise<string[]>
  /** The whole message, without the line breaks at its end. */
  commitMessage: (revision: string) => Promise<string>
  /** The trailers of the message (git-interpret-trailers(1)), keys as they are written, values in their order. */
  trailers: (revision: string) => Promise<Map<string, string[]>>
  /** The trailers of the message, as `Notes` has them; of several of one key, the last. */
  notes: (revision: string) => Promise<Notes>
  author: (revision: string) => Promise<Identity>
  committer: (revision: string) => Promise<Identity>
  /** The newest commit that is accepted; undefined when none is. */
  findCommit: (search: CommitSearch) => Promise<string | undefined>
}

/** The history of one checkout. Every function throws a SetupError that names an unknown revision. */
export function history(git: Git, { commitOf }: Reads): History {
  // A commit never says anything else.
  const said = new Map<string, Promise<string>>()
  const once = (args: readonly [string, ...string[]]): Promise<string> => {
    const key = args.join('\0')
    const asked = said.get(key) ?? git.text(args)
    said.set(key, asked)
    asked.catch(() => said.delete(key))
    return asked
  }
  const format = async (revision: string, pattern: string): Promise<string> =>
    once(['log', '--max-count=1', `--format=${pattern}`, await commitOf(revision), '--'])
  const identity = async (revision: string, pattern: string): Promise<Identity> => {
    const [name = '', email = ''] = (await format(revision, pattern)).split('\0')
    return { name, email }
  }
  return {
    async isAncestor(ancestor, descendant) {
      const [one, other] = [await commitOf(ancestor), await commitOf(descendant)]
      if (one === other) return true
      const { code } = await git.run(['merge-base', '--is-ancestor', one, other], { answers: [0, 1] })
      return code === 0
    },
    async parents(revision) {
      const commit = await once(['cat-file', 'commit', await commitOf(revision)])
      const header = commit.slice(0, commit.indexOf('\n\n'))
      return header
        .split('\n')
        .filter((line) => line.startsWith('parent '))
        .map((line) => line.slice('parent '.length))
    },
    commitMessage: async (revision) => (await format(revision, '%B')).replace(/\n+$/, ''),
    async trailers(revision) {
      const found = new Map<string, string[]>()
      for (const line of (await format(revision, '%(trailers:only,unfold,separator=%x00)')).split('\0')) {
        const colon = line.indexOf(':')
        if (colon < 0) continue
        const key = line.slice(0, colon).trim()
        found.set(key, [...(found.get(key) ?? []), line.slice(colon + 1).trim()])
      }
      return found
    },
    author: (revision) => identity(revision, '%an%x00%ae'),
    committer: (revision) => identity(revision, '%cn%x00%ce'),
    notes: async (revision) => notesOf(await format(revision, '%B')),
    async findCommit({ from, excluding, accept, maxCount, merged = false }) {
      const range = [await commitOf(from), ...(excluding === undefined ? [] : [`^${await commitOf(excluding)}`])]
      const log = await git.text([
        'log',
        '-z',
        ...(merged ? [] : ['--first-parent']),
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

/** The trailers of a message, in every paragraph that has nothing else; of several of one key, the last. */
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

/** Refuses a key that Git would not read back as a trailer's. Keys are ours, never a user's: a wrong one is a defect of the program. */
export function checkTrailerKey(key: string): void {
  if (!/^[A-Za-z0-9][A-Za-z0-9-]*$/.test(key))
    throw new RangeError(`'${key}' is no trailer key: letters, digits and hyphens only.`)
}
