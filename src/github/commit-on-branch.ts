import type { GitHub } from './client.js'
import { failureOf, failureText, mayHaveHappened } from './failure.js'
import { rateLimitWait } from './retry.js'

/** A commit that GitHub makes and signs. */
export interface BranchCommit {
  /** Short name of an existing branch. */
  branch: string
  /** The expected tip of the branch; if the branch moved, GitHub makes no commit. */
  expectedHead: string
  headline: string
  body: string
  additions: { path: string; contents: Buffer }[]
  deletions: string[]
}

/** The result, with the kinds of a push. */
export type CommitAnswer =
  | { kind: 'pushed'; sha: string }
  /** GitHub rejects the commit; `lasting`: a retry cannot help. */
  | { kind: 'refused'; lasting: boolean; words: string }
  /** The branch moved, no answer came, or GitHub failed. The commits of the branch show the result. */
  | { kind: 'failed'; words: string }

/** GitHub accepts 40 MB of files in one commit (40 MiB fail), before base64 and JSON. */
export const MOST_BYTES = 40_000_000

/** Enough for 54 MB of JSON over a slow connection, and GitHub's 10 s. */
const UPLOAD_MS = 120_000

const MUTATION = `mutation ($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid } } }`

/**
 * Lets GitHub make the commit (docs.github.com, GraphQL, "createCommitOnBranch"). Files get the mode 100644, the
 * author is the owner of the token, and GitHub signs the commit. The request is sent once.
 */
export async function commitOnBranch(
  github: GitHub,
  { branch, expectedHead, headline, body, additions, deletions }: BranchCommit,
): Promise<CommitAnswer> {
  const input = {
    branch: { repositoryNameWithOwner: `${github.repo.owner}/${github.repo.repo}`, branchName: branch },
    message: { headline, body },
    expectedHeadOid: expectedHead,
    fileChanges: {
      additions: additions.map(({ path, contents }) => ({ path, contents: contents.toString('base64') })),
      deletions: deletions.map((path) => ({ path })),
    },
  }
  try {
    const answer = await github.octokit.graphql<{ createCommitOnBranch: { commit: { oid: string } } }>(MUTATION, {
      input,
      request: { once: true, milliseconds: UPLOAD_MS },
    })
    return { kind: 'pushed', sha: answer.createCommitOnBranch.commit.oid }
  } catch (error) {
    const words = failureText(error, 'contents: write')
      .replace(/^Request failed due to following response errors:\s*- /, '')
      .replace(/\s+/g, ' ')
      .replace(/\.$/, '')
    if (isStale(error) || mayHaveHappened(error) || rateLimitWait(error, Date.now()) !== undefined)
      return { kind: 'failed', words }
    return { kind: 'refused', lasting: true, words }
  }
}

/** A hash that no commit has. */
const NOWHERE = '0'.repeat(40)

/**
 * Checks before the training whether the token may commit to the branch. It requests a commit on an impossible tip:
 * GitHub always rejects it, and its message shows if the token is the cause.
 * @returns GitHub's message if the token may not commit, else undefined
 */
export async function whyNoCommit(github: GitHub, branch: string): Promise<string | undefined> {
  const answer = await commitOnBranch(github, {
    branch,
    expectedHead: NOWHERE,
    headline: 'Check of permissions',
    body: '',
    additions: [],
    deletions: [],
  })
  if (answer.kind !== 'refused') return undefined
  return /not accessible|forbidden|must have|permission|Bad credentials|401|403|404|Could not resolve/i.test(
    answer.words,
  )
    ? answer.words
    : undefined
}

/** `Expected branch to point to "…" but it did not.  Pull and try again.`, of type STALE_DATA. */
function isStale(error: unknown): boolean {
  const errors: unknown = typeof error === 'object' && error !== null && 'errors' in error ? error.errors : undefined
  if (
    Array.isArray(errors) &&
    errors.some(
      (each: unknown) => typeof each === 'object' && each !== null && 'type' in each && each.type === 'STALE_DATA',
    )
  )
    return true
  return /Expected branch to point to/.test(failureOf(error).message)
}
