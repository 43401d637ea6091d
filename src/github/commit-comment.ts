import type { GitHub } from './client.js'
import { failureOf } from './failure.js'
import { commitThread, pullRequestThread, type Thread } from './thread.js'

/** The pull request that brought a commit onto a branch. */
export interface MergedPull {
  number: number
  /** What was merged. */
  headSha: string
  /** When (ISO 8601). Nobody can give it another head since. */
  mergedAt: string
  /** True where this very commit is what the merge made, not one of the commits that came along. */
  exactly: boolean
}

/**
 * The merged pull request that a commit came with; undefined for a direct push, and where the token may not ask.
 * @param branch the branch that it was merged into
 */
export async function mergedPullOf(
  { octokit, repo }: GitHub,
  sha: string,
  branch: string,
): Promise<MergedPull | undefined> {
  const data = await octokit.rest.repos.listPullRequestsAssociatedWithCommit({ ...repo, commit_sha: sha }).then(
    (answer) => answer.data,
    (error: unknown) => {
      // A token that may only write contents can still comment on the commit.
      if (failureOf(error).status === 403 || failureOf(error).status === 404) return []
      throw error
    },
  )
  // Open pull requests that merely contain the commit are listed too, and those merged into other branches.
  const merged = data.flatMap((pull) =>
    pull.merged_at && pull.base.ref === branch
      ? [
          {
            number: pull.number,
            headSha: pull.head.sha,
            mergedAt: pull.merged_at,
            exactly: pull.merge_commit_sha === sha,
          },
        ]
      : [],
  )
  return merged.find(({ exactly }) => exactly) ?? merged[0]
}

/**
 * Where a build of a commit is talked about: the pull request that brought the commit onto the branch, else the commit itself
 * (a direct push).
 * @param branch the branch that was built
 */
export async function threadOfCommit(github: GitHub, sha: string, branch: string): Promise<Thread> {
  const pull = await mergedPullOf(github, sha, branch)
  return pull ? pullRequestThread(github, pull.number) : commitThread(github, sha)
}
