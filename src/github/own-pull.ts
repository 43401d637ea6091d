import type { GitHub } from './client.js'
import { failureOf, failureText, mayHaveHappened } from './failure.js'

/** A pull request of dvc-ci, as it should be. */
export interface PullRequestText {
  /** Short name of its branch, in this repository. */
  head: string
  /** Hash of that branch's tip. */
  headSha: string
  base: string
  title: string
  body: string
  labels: readonly string[]
}

export interface OwnPull {
  number: number
  url: string
  /** `open`, or `closed` if a user closed or merged the pull request of this commit. */
  state: 'open' | 'closed'
  created: boolean
}

interface Answer {
  number: number
  html_url: string
  state: string
  node_id: string
  title: string
  body: string | null
  head: { ref: string; sha: string }
  labels: { name: string }[]
}

/** GitHub lists a new pull request after a short delay. */
const LISTED_AFTER_MS = 1_000

/**
 * The one pull request of a branch: creates it, or updates its title and description. A closed pull request of the
 * same commit stays closed.
 * @throws the failure after all retries
 */
export async function ensurePull(github: GitHub, text: PullRequestText): Promise<OwnPull & { nodeId: string }> {
  const found = (await find(github, text)) ?? (await create(github, text))
  const { octokit, repo } = github
  if (
    !found.created &&
    found.state === 'open' &&
    (found.title !== text.title || (found.body ?? '').replaceAll('\r\n', '\n').trim() !== text.body.trim())
  ) {
    await octokit.rest.pulls.update({ ...repo, pull_number: found.number, title: text.title, body: text.body })
  }
  return {
    number: found.number,
    url: found.html_url,
    state: found.state === 'open' ? 'open' : 'closed',
    created: found.created,
    nodeId: found.node_id,
  }
}

/**
 * Adds labels to a pull request; GitHub creates missing labels.
 * @returns undefined, or the reason why it failed
 */
export async function labelPull(
  { octokit, repo }: GitHub,
  number: number,
  labels: readonly string[],
): Promise<string | undefined> {
  try {
    await octokit.rest.issues.addLabels({ ...repo, issue_number: number, labels: [...labels] })
    return undefined
  } catch (error) {
    return failureText(error, 'pull-requests: write')
  }
}

async function find(
  { octokit, repo }: GitHub,
  { head, headSha, base }: PullRequestText,
): Promise<(Answer & { created: false }) | undefined> {
  const { data } = await octokit.rest.pulls.list({
    ...repo,
    head: `${repo.owner}:${head}`,
    base,
    state: 'all',
    sort: 'created',
    direction: 'desc',
    per_page: 50,
  })
  const own = (data as Answer[]).filter((pull) => pull.head.ref === head)
  const pull = own.find(({ state }) => state === 'open') ?? own.find((each) => each.head.sha === headSha)
  return pull && { ...pull, created: false }
}

async function create(github: GitHub, text: PullRequestText): Promise<Answer & { created: boolean }> {
  const { octokit, repo } = github
  const { head, base, title, body } = text
  try {
    const { data } = await octokit.rest.pulls.create({ ...repo, head, base, title, body })
    return { ...(data as Answer), created: true }
  } catch (error) {
    // 422: another run has already created it.
    if (!mayHaveHappened(error) && failureOf(error).status !== 422) throw error
    await github.pause(LISTED_AFTER_MS)
    const stored = await find(github, text)
    if (stored === undefined) throw error
    return stored
  }
}

const ENABLE = `mutation ($input: EnablePullRequestAutoMergeInput!) { enablePullRequestAutoMerge(input: $input) { pullRequest { number } } }`

/**
 * Enables auto-merge if the repository allows it. A merge commit keeps our commit; else a squash, else a rebase.
 * @returns undefined when GitHub will merge, else the reason
 */
export async function enableAutoMerge(
  { octokit, repo }: GitHub,
  nodeId: string,
  message: { headline: string; body: string },
): Promise<string | undefined> {
  try {
    const { data } = await octokit.rest.repos.get(repo)
    if (data.allow_auto_merge !== true) return 'the repository does not allow auto-merge'
    const mergeMethod =
      data.allow_merge_commit === false ? (data.allow_squash_merge === false ? 'REBASE' : 'SQUASH') : 'MERGE'
    await octokit.graphql(ENABLE, {
      input: {
        pullRequestId: nodeId,
        mergeMethod,
        ...(mergeMethod === 'REBASE' ? {} : { commitHeadline: message.headline, commitBody: message.body }),
      },
      request: { once: true },
    })
    return undefined
  } catch (error) {
    return failureText(error, 'contents: write')
      .replace(/^Request failed due to following response errors:\s*- /, '')
      .replace(/\s+/g, ' ')
  }
}
