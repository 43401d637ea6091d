import type { Git } from './git.js'
import type { Reads } from './read.js'

export interface Identity {
  name: string
  email: string
}

export interface TrailerSearch {
  /** Where the search begins, and what it never enters: this commit and its ancestors. */
  from: string
  excluding?: string
  /** Trailer's key, in any case, and the value it must have; any value when there is none. */
  trailer: { key: string; value?: string }
  /** Commits that are looked at, along first parents. */
  maxCount: number
}

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
  author: (revision: string) => Promise<Identity>
  committer: (revision: string) => Promise<Identity>
  /** The newest commit along first parents that carries the trailer; undefined when none does. */
  findCommit: (search: TrailerSearch) => Promise<string | undefined>
}

/** The history of one checkout. Every function throws a SetupError that names an unknown revision. */
export function history(git: Git, { commitOf }: Reads): History {
  const format = async (revision: string, pattern: string): Promise<string> =>
    git.text(['log', '--max-count=1', `--format=${pattern}`, await commitOf(revision), '--'])
  const identity = async (revision: string, pattern: string): Promise<Identity> => {
    const [name = '', email = ''] = (await format(revision, pattern)).split('\0')
    return { name, email }
  }
  return {
    async isAncestor(ancestor, descendant) {
      const { code } = await git.run(['merge-base', '--is-ancestor', await commitOf(ancestor), await commitOf(descendant)], { answers: [0, 1] })
      return code === 0
    },
    async parents(revision) {
      const commit = await git.text(['cat-file', 'commit', await commitOf(revision)])
      const header = commit.slice(0, commit.indexOf('\n\n'))
      return header.split('\n').filter((line) => line.startsWith('parent ')).map((line) => line.slice('parent '.length))
    },
    commitMessage: async (revision) => (await format(revision, '%B')).replace(/\n+$/, ''),
    async trailers(revision) {
      const found = new Map<string, string[]>()
      for (const line of (await format(revision, '%(trailers:only,unfold,separator=%x00)')).split('\0')) {
        const colon = line.indexOf(':')
        if (colon < 0) continue
        const key = line.slice(0, colon).trim()
        found.set(key, [...found.get(key) ?? [], line.slice(colon + 1).trim()])
      }
      return found
    },
    author: (revision) => identity(revision, '%an%x00%ae'),
    committer: (revision) => identity(revision, '%cn%x00%ce'),
    async findCommit({ from, excluding, trailer, maxCount }) {
      checkTrailerKey(trailer.key)
      const range = [await commitOf(from), ...(excluding === undefined ? [] : [`^${await commitOf(excluding)}`])]
      const pattern = `%H%n%(trailers:key=${trailer.key},valueonly,unfold,separator=%x00)`
      const lines = (await git.text(['log', '--first-parent', `--max-count=${maxCount}`, `--format=${pattern}`, ...range, '--'])).split('\n')
      for (let at = 0; at + 1 < lines.length; at += 2) {
        const values = lines[at + 1] ?? ''
        if (values !== '' && (trailer.value === undefined || values.split('\0').includes(trailer.value))) return lines[at]
      }
      return undefined
    },
  }
}

/** Refuses a key that Git would not read back as a trailer's. Keys are ours, never a user's: a wrong one is a defect of the program. */
export function checkTrailerKey(key: string): void {
  if (!/^[A-Za-z0-9][A-Za-z0-9-]*$/.test(key)) throw new RangeError(`'${key}' is no trailer key: letters, digits and hyphens only.`)
}
