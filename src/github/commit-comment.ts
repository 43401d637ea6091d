import type { GitHub } from './client.js'
import { failureOf } from './failure.js'
import { commitThread, pullRequestThread, type Thread } from './thread.js'

/**
 * Where a build of a commit is talked about: the pull request that brought the commit onto the branch, else the commit itself
 * (a direct push).
 * @param branch the branch that was built
 */
export async function threadOfCommit(github: GitHub, sha: string, branch: string): Promise<Thread> {
  const { octokit, repo } = github
  const data = await octokit.rest.repos.listPullRequestsAssociatedWithCommit({ ...repo, commit_sha: sha }).then((answer) => answer.data, (error: unknown) => {
    // A token that may only write contents can still comment on the commit.
    if (failureOf(error).status === 403 || failureOf(error).status === 404) return []
    throw error
  })
  // Open pull requests that merely contain the commit are listed too, and those merged into other branches.
  const merged = data.filter((pull) => pull.merged_at && pull.base.ref === branch)
  const pull = merged.find(({ merge_commit_sha: merge }) => merge === sha) ?? merged[0]
  return pull ? pullRequestThread(github, pull.number) : commitThread(github, sha)
}
