import { setTimeout as wait } from 'node:timers/promises'
import { getOctokit } from '@actions/github'
import type { RetryPolicy } from '../run/retry.js'
import { failureOf, mayHaveHappened } from './failure.js'
import type { Octokit } from './octokit.js'
import { DEFAULT_RETRIES, rateLimitWait, retryRequests } from './retry.js'

export interface GitHubOptions {
  token: string
  /** Address of the REST API (GITHUB_API_URL). */
  apiUrl: string
  /** `owner/name`. */
  repository: string
  debug: (message: string) => void
  retries?: RetryPolicy
}

/** One repository on GitHub, seen with one token. */
export interface GitHub {
  octokit: Octokit
  /** For every request's path. */
  repo: { owner: string; repo: string }
  /** Who the token is, as comments name their author: `github-actions[bot]` for the token of a workflow. */
  login: () => Promise<string>
  /** Gives everything that is under way and still to come so many milliseconds; a shorter time that was given before stays. */
  endWithin: (milliseconds: number) => void
  /** Waits so many milliseconds. @throws when that time is over before */
  pause: (milliseconds: number) => Promise<void>
  debug: (message: string) => void
}

const WORKFLOW_LOGIN = 'github-actions[bot]'

/**
 * Opens the API. Proxies (https_proxy, no_proxy) are those of the environment. Nothing is sent yet.
 */
export function connect(options: GitHubOptions): GitHub {
  const [owner = '', repo = ''] = options.repository.split('/')
  const end = new AbortController()
  const octokit = getOctokit(options.token, {
    baseUrl: options.apiUrl,
    // Octokit would write its own remarks (deprecations, retries) to the log of the job.
    log: { debug: options.debug, info: options.debug, warn: options.debug, error: options.debug },
  })
  retryRequests(octokit, options.retries ?? DEFAULT_RETRIES, end.signal, options.debug)
  let login: Promise<string> | undefined
  let endsAt = Infinity
  let timer: NodeJS.Timeout | undefined
  return {
    octokit,
    repo: { owner, repo },
    login: () => (login ??= askLogin(octokit)),
    endWithin(milliseconds) {
      if (Date.now() + milliseconds >= endsAt) return
      endsAt = Date.now() + milliseconds
      clearTimeout(timer)
      timer = setTimeout(() => end.abort(new Error('GitHub did not answer in time')), milliseconds)
      timer.unref()
    },
    pause: (milliseconds) =>
      wait(milliseconds, undefined, { signal: end.signal }).catch(() => end.signal.throwIfAborted()),
    debug: options.debug,
  }
}

/**
 * `viewer` answers for every kind of token; REST's /user refuses those of workflows and Apps (403, "Resource not accessible by integration").
 * @throws what GitHub answers, or that it did not: guessing would hide our own comment from us
 */
async function askLogin(octokit: Octokit): Promise<string> {
  try {
    const { viewer } = await octokit.graphql<{ viewer: { login: string } }>('query { viewer { login } }')
    return viewer.login
  } catch (error) {
    if (mayHaveHappened(error) || rateLimitWait(error, Date.now()) !== undefined) throw error
    // A GitHub Enterprise without GraphQL, or a token that may not use it.
    try {
      return (await octokit.rest.users.getAuthenticated()).data.login
    } catch (second) {
      const { status } = failureOf(second)
      if ((status === 403 && rateLimitWait(second, Date.now()) === undefined) || status === 404) return WORKFLOW_LOGIN
      throw second
    }
  }
}
