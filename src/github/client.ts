import { setTimeout as wait } from 'node:timers/promises'
import { getOctokit } from '@actions/github'
import type { Redact } from '../run/outgoing.js'
import type { RetryPolicy } from '../run/retry.js'
import { failureOf, mayHaveHappened } from './failure.js'
import { maskRequests } from './masked-requests.js'
import type { Octokit } from './octokit.js'
import { DEFAULT_RETRIES, rateLimitWait, retryRequests } from './retry.js'

export interface GitHubOptions {
  token: string
  /** Address of the REST API (GITHUB_API_URL). */
  apiUrl: string
  /** `owner/name`. */
  repository: string
  debug: (message: string) => void
  /** Masks the texts of every request. */
  redact: Redact
  retries?: RetryPolicy
}

/** The API of one repository on GitHub, with one token. */
export interface GitHub {
  octokit: Octokit
  /** Parameters of every request. */
  repo: { owner: string; repo: string }
  /** The login of the token, as in the author of a comment: `github-actions[bot]` for the token of a workflow. */
  login: () => Promise<string>
  /** Limits the time of all current and later requests, in milliseconds. An earlier, shorter limit stays. */
  endWithin: (milliseconds: number) => void
  /** Waits, in milliseconds. @throws when the time limit of `endWithin` ends first */
  pause: (milliseconds: number) => Promise<void>
  debug: (message: string) => void
}

const WORKFLOW_LOGIN = 'github-actions[bot]'

/**
 * Creates the API client. Uses the proxies of the environment (https_proxy, no_proxy). Sends no request.
 */
export function connect(options: GitHubOptions): GitHub {
  const [owner = '', repo = ''] = options.repository.split('/')
  const end = new AbortController()
  const octokit = getOctokit(options.token, {
    baseUrl: options.apiUrl,
    // Octokit would write deprecations and retries to the log of the job.
    log: { debug: options.debug, info: options.debug, warn: options.debug, error: options.debug },
  })
  maskRequests(octokit, options.redact)
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
 * Reads the login of the token. GraphQL's `viewer` works for every kind of token. REST's /user rejects the tokens of
 * workflows and Apps (403, "Resource not accessible by integration").
 * @throws the failure of the request: with a guessed login we could not find our own comment
 */
async function askLogin(octokit: Octokit): Promise<string> {
  try {
    const { viewer } = await octokit.graphql<{ viewer: { login: string } }>('query { viewer { login } }')
    return viewer.login
  } catch (error) {
    if (mayHaveHappened(error) || rateLimitWait(error, Date.now()) !== undefined) throw error
    // GitHub Enterprise without GraphQL, or a token without access to it.
    try {
      return (await octokit.rest.users.getAuthenticated()).data.login
    } catch (second) {
      const { status } = failureOf(second)
      if ((status === 403 && rateLimitWait(second, Date.now()) === undefined) || status === 404) return WORKFLOW_LOGIN
      throw second
    }
  }
}
