import type { Git } from './git.js'
import { checkTrailerKey, type Identity, type Notes, notesOf } from './history.js'
import type { Reads } from './read.js'
import type { Server } from './server.js'

/** A tag on the server. */
export interface RemoteTag {
  /** Without `refs/tags/`. */
  name: string
  /** Hash of the tag object; the commit for a lightweight tag. */
  object: string
  commit: string
}

/** A tag with its message. */
export interface ReadTag extends RemoteTag {
  notes: Notes
  /** Time of the tag, in seconds since 1970. */
  made: number
}

export interface TagRequest {
  name: string
  commit: string
  message: string
  /** The last paragraph of the message. */
  trailers: Readonly<Record<string, string>>
  identity: Identity
}

export interface Tags {
  /** The server's tags with this prefix. @throws {OutsideError} the server does not answer */
  remoteTags: (remote: string, prefix: string) => Promise<RemoteTag[]>
  /**
   * Reads the messages of tags; fetches missing tags with their commits. Leaves out lightweight tags, and tags that
   * the server does not give.
   */
  readTags: (remote: string, tags: readonly RemoteTag[]) => Promise<ReadTag[]>
  /** Makes the object of an annotated tag, without a ref. @returns its hash */
  makeTag: (request: TagRequest) => Promise<string>
}

/** The tags of one checkout. It writes no local ref. */
export function tags(git: Git, { isShallow }: Reads, { listTags, fetchObjects }: Server): Tags {
  /** The type of each object that is in this checkout. */
  const present = async (objects: readonly string[]): Promise<Map<string, string>> => {
    const { stdout } = await git.run(['cat-file', '--batch-check=%(objectname) %(objecttype)'], {
      input: objects.map((object) => `${object}\n`).join(''),
    })
    const lines = stdout.split('\n').map((line) => line.split(' '))
    return new Map(
      lines.flatMap(([object = '', type = '']): [string, string][] =>
        type === 'tag' || type === 'commit' ? [[object, type]] : [],
      ),
    )
  }
  return {
    async remoteTags(remote, prefix) {
      const refs = await listTags(remote, prefix)
      return [...refs]
        .filter(([name]) => !name.endsWith('^{}'))
        .map(([name, object]) => ({
          name: name.slice('refs/tags/'.length),
          object,
          commit: refs.get(`${name}^{}`) ?? object,
        }))
    },
    async readTags(remote, list) {
      const annotated = list.filter(({ object, commit }) => object !== commit)
      if (annotated.length === 0) return []
      const here = await present(annotated.flatMap(({ object, commit }) => [object, commit]))
      const lacking = annotated
        .filter(({ object, commit }) => !here.has(object) || !here.has(commit))
        .map(({ object }) => object)
      // A shallow checkout needs no history of the tags. In a complete one, a depth would make it shallow.
      if (lacking.length > 0) await fetchObjects(remote, lacking, (await isShallow()) ? ['--depth=1'] : [])
      const now = lacking.length > 0 ? await present(annotated.map(({ object }) => object)) : here
      const read: ReadTag[] = []
      for (const tag of annotated.filter(({ object }) => now.get(object) === 'tag')) {
        const text = await git.text(['cat-file', 'tag', tag.object])
        const end = text.indexOf('\n\n')
        const made = /^tagger .*> (\d+) [-+]\d{4}$/m.exec(text.slice(0, end))?.[1]
        read.push({ ...tag, notes: notesOf(text.slice(end + 2)), made: Number(made ?? 0) })
      }
      return read
    },
    async makeTag({ name, commit, message, trailers, identity }) {
      Object.keys(trailers).forEach(checkTrailerKey)
      const lines = Object.entries(trailers).map(([key, value]) => `${key}: ${value}\n`)
      const header = `object ${commit}\ntype commit\ntag ${name}\ntagger ${identity.name} <${identity.email}> ${Math.floor(Date.now() / 1000)} +0000\n`
      return git.text(['mktag'], { input: `${header}\n${git.masked(`${message.trim()}\n\n${lines.join('')}`)}` })
    },
  }
}
