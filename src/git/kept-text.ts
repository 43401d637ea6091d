import { createHash } from 'node:crypto'
import type { Git } from './git.js'
import type { PushAnswer, Pushes } from './push.js'
import type { Server } from './server.js'

/** Texts on the server that no commit has: each is a blob with a ref of its own, which keeps Git from deleting it. */
export interface KeptTexts {
  /**
   * Takes a text that this run may put on the server, with masked values replaced.
   * @param form `exact` for a signed text, whose values were replaced before it was signed
   * @returns the hash of its blob, which is the same for the same text
   */
  storeText: (text: string, form?: 'exact') => string
  /**
   * Puts such a text on the server.
   * @param folder of its ref, below `refs/`
   * @param name of its ref, where that is not its hash; a text of that name is replaced
   */
  keepText: (remote: string, folder: string, blob: string, name?: string) => Promise<PushAnswer>
  /**
   * Reads a text from this clone, else from the server.
   * @returns undefined where neither has it, or the server does not answer
   */
  keptText: (folder: string, blob: string) => Promise<string | undefined>
}

/**
 * The kept texts of one clone. It writes no local ref.
 * @param opened the hash of a commit of the clone, whose length tells the kind of its hashes
 */
export function keptTexts(
  git: Git,
  opened: string,
  { tryFetch, remoteName }: Server,
  { pushObject }: Pushes,
): KeptTexts {
  const read = async (blob: string): Promise<string | undefined> => {
    // A clone without all contents would ask its server for it, which finds objects of commits alone.
    const { code, stdout } = await git.run(['cat-file', 'blob', blob], {
      answers: 'any',
      env: { GIT_NO_LAZY_FETCH: '1' },
    })
    return code === 0 ? stdout : undefined
  }
  /** Texts of this run by the hash of their blob. Git writes an object of one when it goes to the server. */
  const own = new Map<string, string>()
  return {
    storeText(text, form) {
      const content = form === 'exact' ? text : git.masked(text)
      const bytes = Buffer.from(content, 'utf8')
      const blob = createHash(opened.length === 40 ? 'sha1' : 'sha256')
        .update(`blob ${bytes.length}\0`)
        .update(bytes)
        .digest('hex')
      own.set(blob, content)
      return blob
    },
    async keepText(remote, folder, blob, name) {
      const text = own.get(blob)
      if (text !== undefined) await git.run(['hash-object', '-w', '--stdin'], { input: text })
      return name === undefined
        ? pushObject(remote, blob, `refs/${folder}/${blob}`)
        : pushObject(remote, `+${blob}`, `refs/${folder}/${name}`)
    },
    async keptText(folder, blob) {
      const here = own.get(blob) ?? (await read(blob))
      const remote = here === undefined ? await remoteName() : undefined
      if (remote === undefined) return here
      return (await tryFetch(remote, [`refs/${folder}/${blob}`])) ? read(blob) : undefined
    },
  }
}
