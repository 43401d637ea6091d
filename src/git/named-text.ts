import type { Git } from './git.js'
import type { Server } from './server.js'

/** Texts on the server that no commit has, found by the name of their ref. */
export interface NamedTexts {
  /**
   * The blobs of refs below a folder by the last part of their names. The server answers; a local ref counts only in a
   * clone without a remote, since a user may have moved it.
   * @param folder below `refs/`
   * @param name of one ref; undefined: all of the folder
   * @throws {OutsideError} the server does not answer
   */
  namedBlobs: (folder: string, name?: string) => Promise<Map<string, string>>
  /**
   * Reads a blob of `namedBlobs`.
   * @param most bytes
   * @returns undefined for one that is larger, no blob, or not here after a fetch
   */
  blobText: (blob: string, most: number) => Promise<string | undefined>
}

/** Refs in one request to the server. */
const REFS_PER_FETCH = 250

/** The named texts of one clone. It writes no local ref. */
export function namedTexts(git: Git, { remoteName, remoteRefs, allRefs, fetchObjects }: Server): NamedTexts {
  const localRefs = async (prefix: string): Promise<Map<string, string>> => {
    const lines = (await git.text(['for-each-ref', '--format=%(objectname) %(refname)', '--', prefix])).split('\n')
    return new Map(
      lines.flatMap((line): [string, string][] => {
        const [blob, ref] = line.split(' ')
        return blob && ref ? [[ref, blob]] : []
      }),
    )
  }
  return {
    async namedBlobs(folder, name) {
      const prefix = `refs/${folder}/`
      const remote = await remoteName()
      const ref = `${prefix}${name ?? ''}`
      const refs =
        remote === undefined
          ? await localRefs(ref)
          : name === undefined
            ? await allRefs(remote)
            : await remoteRefs(remote, [ref])
      const found = [...refs].filter(([each]) => (name === undefined ? each.startsWith(prefix) : each === ref))
      if (remote !== undefined)
        for (let at = 0; at < found.length; at += REFS_PER_FETCH)
          await fetchObjects(
            remote,
            found.slice(at, at + REFS_PER_FETCH).map(([each]) => each),
          )
      return new Map(found.map(([each, blob]) => [each.slice(prefix.length), blob]))
    },
    async blobText(blob, most) {
      // A clone without all contents would ask its server for it, which finds objects of commits alone.
      const env = { GIT_NO_LAZY_FETCH: '1' }
      const size = await git.run(['cat-file', '-s', blob], { answers: 'any', env })
      if (size.code !== 0 || Number(size.stdout) > most) return undefined
      const { code, stdout } = await git.run(['cat-file', 'blob', blob], { answers: 'any', env })
      return code === 0 ? stdout : undefined
    },
  }
}
