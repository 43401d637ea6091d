import type { GitHub } from './client.js'
import { orAbsent } from './failure.js'

/** A comment of a thread. */
export interface Comment {
  id: number
  /** Empty if GitHub sends none. */
  body: string
  /** Login of its author; absent for a deleted account. */
  author?: string
  url: string
}

/** The comments of a pull request or of a commit. */
export interface Thread {
  /** Name in messages: `pull request 12`. */
  name: string
  /** The permission to write here, as in a workflow. */
  permission: string
  /** All comments, oldest first. */
  list: () => Promise<Comment[]>
  /** Undefined for a deleted comment. */
  get: (id: number) => Promise<Comment | undefined>
  create: (body: string) => Promise<Comment>
  update: (id: number, body: string) => Promise<Comment>
  remove: (id: number) => Promise<void>
}

interface Answer {
  id: number
  body?: string | null | undefined
  user?: { login: string } | null
  html_url: string
}

function commentOf({ id, body, user, html_url: url }: Answer): Comment {
  return { id, body: body ?? '', url, ...(user ? { author: user.login } : {}) }
}

/** Comments come in pages of at most 100 (docs.github.com, "Using pagination in the REST API"). */
const PER_PAGE = 100

/** The conversation of a pull request. */
export function pullRequestThread({ octokit, repo }: GitHub, number: number): Thread {
  const { issues } = octokit.rest
  return {
    name: `pull request ${number}`,
    permission: 'pull-requests: write',
    list: async () =>
      (await octokit.paginate(issues.listComments, { ...repo, issue_number: number, per_page: PER_PAGE })).map(
        commentOf,
      ),
    async get(id) {
      const answer = await orAbsent(issues.getComment({ ...repo, comment_id: id }))
      return answer && commentOf(answer.data)
    },
    create: async (body) => commentOf((await issues.createComment({ ...repo, issue_number: number, body })).data),
    update: async (id, body) => commentOf((await issues.updateComment({ ...repo, comment_id: id, body })).data),
    async remove(id) {
      await orAbsent(issues.deleteComment({ ...repo, comment_id: id }))
    },
  }
}

/** The comments of one commit. */
export function commitThread({ octokit, repo }: GitHub, sha: string): Thread {
  const { repos } = octokit.rest
  return {
    name: `commit ${sha.slice(0, 7)}`,
    permission: 'contents: write',
    list: async () =>
      (await octokit.paginate(repos.listCommentsForCommit, { ...repo, commit_sha: sha, per_page: PER_PAGE })).map(
        commentOf,
      ),
    async get(id) {
      const answer = await orAbsent(repos.getCommitComment({ ...repo, comment_id: id }))
      return answer && commentOf(answer.data)
    },
    create: async (body) => commentOf((await repos.createCommitComment({ ...repo, commit_sha: sha, body })).data),
    update: async (id, body) => commentOf((await repos.updateCommitComment({ ...repo, comment_id: id, body })).data),
    async remove(id) {
      await orAbsent(repos.deleteCommitComment({ ...repo, comment_id: id }))
    },
  }
}
