import type { GitHub } from './client.js'
import { failureOf } from './failure.js'

/** A pull request as it is now, not as an event told it. */
export interface PullState {
  headSha: string
  /** Tip of the branch that it goes into. */
  baseSha: string
  /** Its branch, where that is in this repository. */
  headRef?: string
  /** Login; absent for an account that is gone. */
  author?: string
  /** The commit that merging it made; absent where it is not merged. */
  mergeSha?: string
}

/** What somebody wrote. Times are the server's: nobody but GitHub can set them. */
export interface Statement {
  id: number
  body: string
  /** Login; absent for an account that is gone, and for a bot: what it writes may be somebody else's words. */
  by?: string
  /** Milliseconds. */
  at: number
  /** True for a text that somebody has changed since: it may be another person's. */
  edited: boolean
}

export interface LabelGiven {
  name: string
  by?: string
  at: number
}

/** What happened to a pull request beside what was said. */
export interface PullHistory {
  /** The labels that it has, each with who gave it last. */
  labels: LabelGiven[]
  /** When its head was last replaced by force, 0 where it never was: a head can come back that way. Milliseconds. */
  forcedAt: number
}

const PER_PAGE = 100

interface Person {
  login: string
  type?: string
}
const personOf = (user: Person | null | undefined): { by?: string } =>
  user && user.type !== 'Bot' ? { by: user.login } : {}

/** @throws what GitHub answers */
export async function pullState({ octokit, repo }: GitHub, number: number): Promise<PullState> {
  const { data } = await octokit.rest.pulls.get({ ...repo, pull_number: number })
  // GitHub sends null for an account that is gone, whatever the types say.
  const author = (data.user as Person | null)?.login
  // The types know nothing of a fork that is gone.
  const head = (data.head.repo as { full_name: string } | null)?.full_name
  return {
    headSha: data.head.sha,
    baseSha: data.base.sha,
    ...(head?.toLowerCase() === data.base.repo.full_name.toLowerCase() ? { headRef: data.head.ref } : {}),
    ...(author === undefined ? {} : { author }),
    ...(data.merged && data.merge_commit_sha !== null ? { mergeSha: data.merge_commit_sha } : {}),
  }
}

/**
 * The comments whose text is wanted, the oldest first.
 * @throws what GitHub answers
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

/** A comment's time of update may move without a change of its text; only GraphQL tells which. Where it does not answer, the text counts as changed. */
async function wasEdited({ octokit, debug }: GitHub, node: string): Promise<boolean> {
  try {
    const { node: found } = await octokit.graphql<{ node: { lastEditedAt?: string | null } | null }>(
      'query($id: ID!) { node(id: $id) { ... on IssueComment { lastEditedAt } } }',
      { id: node },
    )
    return found?.lastEditedAt !== null
  } catch (error) {
    debug(`whether a comment was edited: ${String(error)}`)
    return true
  }
}

/** @throws what GitHub answers */
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

/** Takes labels off a pull request; one that is gone already is no failure. @throws what GitHub answers */
export async function removeLabels({ octokit, repo }: GitHub, number: number, names: readonly string[]): Promise<void> {
  for (const name of names) {
    await octokit.rest.issues.removeLabel({ ...repo, issue_number: number, name }).catch((error: unknown) => {
      if (failureOf(error).status !== 404) throw error
    })
  }
}
