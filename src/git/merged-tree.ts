import type { Bases } from './base.js'
import type { Git } from './git.js'

export interface MergedTrees {
  /**
   * True when a commit has exactly the files of Git's merge of `head` into `before`: by a merge commit, a squash or a
   * rebase. False for a merge with conflicts, which a user resolved, and for Git older than 2.38, which cannot check.
   * @throws {SetupError} neither this checkout nor the server has one of the commits
   * @throws {OutsideError} the server does not answer
   */
  isMergeOf: (commit: string, before: string, head: string) => Promise<boolean>
}

/** Source: git-merge-tree(1), `--write-tree`: it writes only objects and needs no checkout. */
export function mergedTrees(git: Git, { ensureCommit, mergeBase }: Bases): MergedTrees {
  const treeOf = (revision: string) => git.text(['rev-parse', '--verify', '--quiet', `${revision}^{tree}`])
  return {
    async isMergeOf(commit, before, head) {
      const [merged, one, other] = [await ensureCommit(commit), await ensureCommit(before), await ensureCommit(head)]
      const tree = await treeOf(merged)
      if (tree === (await treeOf(other))) return true
      if ((await mergeBase(one, other)) === undefined) return false
      const { code, stdout } = await git.run(['merge-tree', '--write-tree', '--no-messages', one, other], {
        answers: 'any',
      })
      return code === 0 && stdout.trim() === tree
    },
  }
}
