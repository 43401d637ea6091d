import type { Git } from './git.js'
import type { PushAnswer, Pushes } from './push.js'
import type { Server } from './server.js'

/** Texts on the server that no commit has: each is a blob with a ref of its own, which keeps Git from deleting it. */
export interface KeptTexts {
  /**
   * Stores a text in this clone, with masked values replaced.
   * @param form `exact` for a signed text, whose values were replaced before it was signed
   * @returns the hash of its blob, which is the same for the same text
   */
  storeText: (text: string, form?: 'exact') => Promise<string>
  /**
   * Puts a stored text on the server.
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

/** The kept texts of one clone. It writes no local ref. */
export function keptTexts(git: Git, { tryFetch, remoteName }: Server, { pushObject }: Pushes): KeptTexts {
  const read = async (blob: string): Promise<string | undefined> => {
    // A clone without all contents would ask its server for it, which finds objects of commits alone.
    const { code, stdout } = await git.run(['cat-file', 'blob', blob], {
      answers: 'any',
      env: { GIT_NO_LAZY_FETCH: '1' },
    })
    return code === 0 ? stdout : undefined
  }
  return {
    storeText: (text, form) =>
      git.text(['hash-object', '-w', '--stdin'], { input: form === 'exact' ? text : git.masked(text) }),
    keepText: (remote, folder, blob, name) =>
      name === undefined
        ? pushObject(remote, blob, `refs/${folder}/${blob}`)
        : pushObject(remote, `+${blob}`, `refs/${folder}/${name}`),
    async keptText(folder, blob) {
      const here = await read(blob)
      const remote = here === undefined ? await remoteName() : undefined
      if (remote === undefined) return here
      return (await tryFetch(remote, [`refs/${folder}/${blob}`])) ? read(blob) : undefined
    },
  }
}
