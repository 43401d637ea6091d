import type { Bases } from './base.js'
import { people, withIndex } from './commit.js'
import type { Git } from './git.js'
import type { Identity } from './history.js'
import type { Pushes } from './push.js'
import type { Reads } from './read.js'
import { SERVER_ATTEMPTS, type Server } from './server.js'
import { trackedFiles } from './staged.js'

/** Files for a folder of a branch that is no branch of the code, such as `gh-pages`. */
export interface FolderContent {
  branch: string
  /** The folder that the files replace, relative to the top of the branch. Other files of the branch stay. */
  folder: string
  /** Text by path in the folder. */
  files: ReadonlyMap<string, string>
  message: string
  identity: Identity
}

/** The end of `publishFolder`; `words` are those of the server. */
export type FolderAnswer =
  | { kind: 'pushed'; sha: string; attempts: number }
  | { kind: 'unchanged' }
  | { kind: 'refused'; words: string }
  | { kind: 'failed'; words: string; attempts: number }

export interface SideBranches {
  /**
   * Commits the files on top of the branch of the server and pushes the commit, never by force. After a push of others
   * it does the same on top of their commit. It creates the branch without a parent where the server has none. HEAD,
   * the index and the working tree stay.
   * @throws {OutsideError} the server does not answer
   */
  publishFolder: (content: FolderContent) => Promise<FolderAnswer>
}

/** Pushes of others after which the run gives up: their pipelines may write as often as this one. */
const MOST_MOVES = 10

/** Writes into other branches of one checkout. */
export function sideBranches(
  git: Git,
  { made, treeOf }: Reads,
  { remoteName }: Server,
  { fetchTip }: Bases,
  { push, wait }: Pushes,
): SideBranches {
  const writeTree = (tip: string | undefined, folder: string, blobs: ReadonlyMap<string, string>) =>
    withIndex(git, tip, async (env) => {
      const old = await trackedFiles(git, [folder], env)
      const none = '0'.repeat([...blobs.values()][0]?.length ?? 0)
      // The branch may have a file where the folder, or one above it, should be.
      const above = folder.split('/').map((_, index, parts) => parts.slice(0, index + 1).join('/'))
      const removed = [...above, ...old].map((path) => `0 ${none}\t${path}\0`)
      const added = [...blobs].map(([path, blob]) => `100644 ${blob}\t${folder}/${path}\0`)
      await git.run(['update-index', '-z', '--index-info'], { env, input: [...removed, ...added].join('') })
      return git.text(['write-tree'], { env })
    })
  return {
    async publishFolder({ branch, folder, files, message, identity }) {
      const remote = await remoteName()
      if (remote === undefined) return { kind: 'refused', words: 'this checkout has no remote to push to.' }
      const blobs = new Map<string, string>()
      for (const [path, text] of files)
        blobs.set(path, await git.text(['hash-object', '-w', '--stdin'], { input: git.masked(text) }))
      let failures = 0
      for (let attempts = 1; ; attempts++) {
        const tip = await fetchTip(branch)
        const tree = await writeTree(tip, folder, blobs)
        if (tip !== undefined && tree === (await treeOf(tip))) return { kind: 'unchanged' }
        const sha = await git.text(['commit-tree', tree, ...(tip === undefined ? [] : ['-p', tip]), '-F', '-'], {
          input: message,
          env: people(identity, identity),
        })
        made(sha)
        const answer = await push(remote, sha, branch)
        if (answer.kind === 'pushed') return { kind: 'pushed', sha, attempts }
        if (answer.kind === 'refused' && answer.lasting) return { kind: 'refused', words: answer.words }
        // The branch also moved where the push succeeded and its answer was lost: then nothing differs any more.
        const moved = (await fetchTip(branch)) !== tip
        failures += moved ? 0 : 1
        if (failures >= SERVER_ATTEMPTS || attempts > MOST_MOVES + SERVER_ATTEMPTS)
          return { kind: 'failed', words: answer.words, attempts }
        await wait(Math.max(1, failures))
      }
    },
  }
}
