import type { GitHub } from './client.js'
import { orAbsent } from './failure.js'

/** The current state of a pull request, which may differ from the event. */
export interface PullState {
  headSha: string
  /** Tip of its base branch. */
  baseSha: string
  baseRef: string
  /** Its branch; absent for a branch of a fork. */
  headRef?: string
  /** Branch and repository (`owner/name`) of its head; absent for a deleted fork. */
  head?: { branch: string; repository: string }
  /** Login; absent for a deleted account. */
  author?: string
  /** The merge commit; absent for a pull request that is not merged. */
  mergeSha?: string
}

/** A comment of a user. Times are GitHub's, so users cannot set them. */
export interface Statement {
  id: number
  body: string
  /** Login; absent for a deleted account, and for a bot, which may post text of other users. */
  by?: string
  /** Milliseconds. */
  at: number
  /** True for an edited text: another user may have written it. */
  edited: boolean
}

export interface LabelGiven {
  name: string
  by?: string
  at: number
}

/** Events of a pull request. */
export interface PullHistory {
  /** Its current labels, each with the user who added it last. */
  labels: LabelGiven[]
  /** Time of the last force push in milliseconds, 0 without one. A force push can bring back an old head. */
  forcedAt: number
}

const PER_PAGE = 100

interface Person {
  login: string
  type?: string
}
const personOf = (user: Person | null | undefined): { by?: string } =>
  user && user.type !== 'Bot' ? { by: user.login } : {}

/** Reads the current state. @throws the failure of a request to GitHub */
export async function pullState({ octokit, repo }: GitHub, number: number): Promise<PullState> {
  const { data } = await octokit.rest.pulls.get({ ...repo, pull_number: number })
  // The types lack null, which GitHub sends for a deleted account.
  const author = (data.user as Person | null)?.login
  // The types lack null, which GitHub sends for a deleted fork.
  const head = (data.head.repo as { full_name: string } | null)?.full_name
  return {
    headSha: data.head.sha,
    baseSha: data.base.sha,
    baseRef: data.base.ref,
    ...(head?.toLowerCase() === data.base.repo.full_name.toLowerCase() ? { headRef: data.head.ref } : {}),
    ...(head === undefined ? {} : { head: { branch: data.head.ref, repository: head } }),
    ...(author === undefined ? {} : { author }),
    ...(data.merged && data.merge_commit_sha !== null ? { mergeSha: data.merge_commit_sha } : {}),
  }
}

/**
 * The comments whose text `isWanted` accepts, oldest first.
 * @throws the failure of a request to GitHub
 */
export async function statements(
  github: GitHub,
  number: number,
  isWanted: (body: string) => boolean,
): Promise<Statement[]> {
  const { octokit, repo } = github
  const comments = await octokit.paginate(octokit.rest.issues.listComments, {
    ...repo,
    issue_number: number,
    per_page: PER_PAGE,
  })
  const found: Statement[] = []
  for (const { id, node_id: node, body = '', user, created_at: created, updated_at: updated } of comments) {
    if (!isWanted(body)) continue
    found.push({
      id,
      body,
      at: Date.parse(created),
      edited: created !== updated && (await wasEdited(github, node)),
      ...personOf(user),
    })
  }
  return found
}

/**
 * True for an edited text. The update time may change without an edit, so this asks GraphQL; without an answer, true.
 */
async function wasEdited({ octokit, debug }: GitHub, node: string): Promise<boolean> {
  try {
    const { node: found } = await octokit.graphql<{ node: { lastEditedAt?: string | null } | null }>(
      'query($id: ID!) { node(id: $id) { ... on IssueComment { lastEditedAt } } }',
      { id: node },
    )
    return found?.lastEditedAt !== null
  } catch (error) {
    debug(`cannot check whether a comment was edited: ${String(error)}`)
    return true
  }
}

/** Reads labels and force pushes. @throws the failure of a request to GitHub */
export async function pullHistory({ octokit, repo }: GitHub, number: number): Promise<PullHistory> {
  const events = await octokit.paginate(octokit.rest.issues.listEvents, {
    ...repo,
    issue_number: number,
    per_page: PER_PAGE,
  })
  const labels = new Map<string, LabelGiven>()
  let forcedAt = 0
  for (const event of events) {
    const [name, at] = ['label' in event ? event.label.name : '', Date.parse(event.created_at)]
    if (event.event === 'labeled') labels.set(name, { name, at, ...personOf(event.actor) })
    else if (event.event === 'unlabeled') labels.delete(name)
    else if (event.event === 'head_ref_force_pushed') forcedAt = Math.max(forcedAt, at)
  }
  return { labels: [...labels.values()], forcedAt }
}

/** Removes labels from a pull request; a missing label is no failure. @throws the failure of a request to GitHub */
export async function removeLabels({ octokit, repo }: GitHub, number: number, names: readonly string[]): Promise<void> {
  for (const name of names) await orAbsent(octokit.rest.issues.removeLabel({ ...repo, issue_number: number, name }))
}
