import type { GitHub } from './client.js'
import { orAbsent } from './failure.js'

/** An open pull request. */
export interface OpenPull {
  number: number
  /** Its branch; `owner:branch` for a fork. */
  branch: string
  headSha: string
}

/** The changes of a branch since its merge base. */
export interface BranchChanges {
  mergeBase: string
  /** Paths of the changed files, at most 300 (docs.github.com, "Compare two commits"). */
  paths: string[]
}

/** Open pull requests into a branch, last updated first. @param most number of results, at most 99 */
export async function openPulls({ octokit, repo }: GitHub, base: string, most: number): Promise<OpenPull[]> {
  const { data } = await octokit.rest.pulls.list({
    ...repo,
    state: 'open',
    base,
    sort: 'updated',
    direction: 'desc',
    per_page: most,
  })
  return data.map(({ number, head }) => ({
    number,
    branch: head.repo?.full_name === `${repo.owner}/${repo.repo}` ? head.ref : head.label,
    headSha: head.sha,
  }))
}

/** Number and head of every open pull request. */
export async function allOpenPulls({ octokit, repo }: GitHub): Promise<{ number: number; headSha: string }[]> {
  const pulls = await octokit.paginate(octokit.rest.pulls.list, { ...repo, state: 'open', per_page: 100 })
  return pulls.map(({ number, head }) => ({ number, headSha: head.sha }))
}

/** Numbers of the open pull requests whose head is this commit of this branch of this repository. */
export async function pullsWithHead(
  { octokit, repo }: GitHub,
  { sha, branch, repository }: { sha: string; branch: string; repository: string },
): Promise<number[]> {
  const { data } = await octokit.rest.pulls.list({
    ...repo,
    state: 'open',
    head: `${repository.split('/')[0] ?? ''}:${branch}`,
    per_page: 100,
  })
  return data
    .filter(
      ({ head }) =>
        head.sha === sha && head.ref === branch && head.repo?.full_name.toLowerCase() === repository.toLowerCase(),
    )
    .map(({ number }) => number)
}

/** Whether a commit is among those of a pull request; GitHub lists at most 250. */
export async function isCommitOf({ octokit, repo }: GitHub, number: number, sha: string): Promise<boolean> {
  const commits = await octokit.paginate(octokit.rest.pulls.listCommits, {
    ...repo,
    pull_number: number,
    per_page: 100,
  })
  return commits.some((commit) => commit.sha === sha)
}

/** The changes between two revisions. A commit of a fork can be named by its hash. */
export async function branchChanges({ octokit, repo }: GitHub, base: string, head: string): Promise<BranchChanges> {
  const { data } = await octokit.rest.repos.compareCommitsWithBasehead({
    ...repo,
    basehead: `${base}...${head}`,
    per_page: 1,
  })
  return { mergeBase: data.merge_base_commit.sha, paths: (data.files ?? []).map(({ filename }) => filename) }
}

/** Text of a file in a commit; undefined without the file, or for a file above GitHub's limit of 1 MB. */
export async function textAt({ octokit, repo }: GitHub, sha: string, path: string): Promise<string | undefined> {
  const found = (await orAbsent(octokit.rest.repos.getContent({ ...repo, path, ref: sha })))?.data
  if (found === undefined || Array.isArray(found) || found.type !== 'file' || found.encoding !== 'base64')
    return undefined
  return Buffer.from(found.content, 'base64').toString('utf8')
}
