import type { GitHub } from './client.js'
import { failureOf, failureText, mayHaveHappened } from './failure.js'
import { rateLimitWait } from './retry.js'

/** A commit that GitHub makes and signs. */
export interface BranchCommit {
  /** Short name of a branch that exists. */
  branch: string
  /** The tip that it is made for: where the branch has moved, GitHub makes none. */
  expectedHead: string
  headline: string
  body: string
  additions: { path: string; contents: Buffer }[]
  deletions: string[]
}

/** What came of it, in the words of a push. */
export type CommitAnswer =
  | { kind: 'pushed'; sha: string }
  /** GitHub says no, and (`lasting`) will say so again. */
  | { kind: 'refused'; lasting: boolean; words: string }
  /** The branch has moved, no answer came, or GitHub is in trouble: what is on the branch tells. */
  | { kind: 'failed'; words: string }

/** GitHub takes 40 MB of files in one commit (40 MiB fail already); base64 and JSON come on top of it. */
export const MOST_BYTES = 40_000_000

/** Time for 54 MB of JSON over a slow line, and GitHub's own 10 s. */
const UPLOAD_MS = 120_000

const MUTATION = `mutation ($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid } } }`

/**
 * Asks GitHub for the commit (docs.github.com, GraphQL, "createCommitOnBranch"): files are written as 100644, the author is whoever the token
 * belongs to, and the signature is GitHub's. It is sent once.
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

/** A head that no branch ever has. */
const NOWHERE = '0'.repeat(40)

/**
 * Asks before the training whether the token may commit to the branch, by a commit on top of what cannot be its tip: GitHub refuses it in any case,
 * and says whether because of the token.
 * @returns GitHub's reason, undefined where nothing is in the way that can be known before
 */
export async function whyNoCommit(github: GitHub, branch: string): Promise<string | undefined> {
  const answer = await commitOnBranch(github, {
    branch,
    expectedHead: NOWHERE,
    headline: 'May we?',
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
