import type { GitHub } from './client.js'
import { failureOf } from './failure.js'
import { commitThread, pullRequestThread, type Thread } from './thread.js'

/** The merged pull request of a commit on a branch. */
export interface MergedPull {
  number: number
  /** The merged head. */
  headSha: string
  /** Time of the merge (ISO 8601). After it the head cannot change. */
  mergedAt: string
  /** True if the commit is the result of the merge, false for one of the merged commits. */
  exactly: boolean
}

/**
 * The merged pull request of a commit. Undefined for a direct push, and for a token without the permission.
 * @param branch the branch of the merge
 */
export async function mergedPullOf(
  { octokit, repo }: GitHub,
  sha: string,
  branch: string,
): Promise<MergedPull | undefined> {
  const data = await octokit.rest.repos.listPullRequestsAssociatedWithCommit({ ...repo, commit_sha: sha }).then(
    (answer) => answer.data,
    (error: unknown) => {
      // A token with only `contents: write` can still comment on the commit.
      if (failureOf(error).status === 403 || failureOf(error).status === 404) return []
      throw error
    },
  )
  // The list also has open pull requests that contain the commit, and merges into other branches.
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
 * The thread for the comment on a build: the merged pull request of the commit, or the commit after a direct push.
 * @param branch the branch of the build
 */
export async function threadOfCommit(github: GitHub, sha: string, branch: string): Promise<Thread> {
  const pull = await mergedPullOf(github, sha, branch)
  return pull ? pullRequestThread(github, pull.number) : commitThread(github, sha)
}
