import { setTimeout } from 'node:timers/promises'
import { moment } from '../run/failpoints.js'
import { backoff, type RetryPolicy, retry } from '../run/retry.js'
import { timeLimit } from '../run/time-limit.js'
import { failureOf, mayHaveHappened } from './failure.js'
import type { Octokit } from './octokit.js'

export const DEFAULT_RETRIES: RetryPolicy = { attempts: 4, firstDelay: 500, longestWait: 60_000 }

/** A request may hang on a broken connection; GitHub stops its work after 10 s. */
const REQUEST_TIMEOUT_MS = 15_000
/** The wait for a rate limit without a time ("Best practices for using the REST API"). */
const LIMIT_WITHOUT_TIME_MS = 60_000

/** Methods that may be sent twice with the same result. */
const REPEATABLE = new Set(['GET', 'HEAD', 'PATCH', 'PUT', 'DELETE'])

/**
 * Milliseconds that GitHub asks to wait; undefined for other failures. A rate limit (429, or 403 with its headers)
 * rejects a request before its execution, so every request may be sent again. Source: docs.github.com, "Rate limits
 * for the REST API", "Exceeding the rate limit".
 */
export function rateLimitWait(error: unknown, now: number): number | undefined {
  const { status, headers, message } = failureOf(error)
  if (status !== 429 && status !== 403) return undefined
  const after = Number(headers['retry-after'])
  if (headers['retry-after'] !== undefined && Number.isFinite(after)) return Math.max(0, after * 1000)
  if (String(headers['x-ratelimit-remaining']) === '0') {
    const reset = Number(headers['x-ratelimit-reset'])
    return Number.isFinite(reset) && reset > 0 ? Math.max(1000, reset * 1000 - now) : LIMIT_WITHOUT_TIME_MS
  }
  return status === 429 || /secondary rate limit/i.test(message) ? LIMIT_WITHOUT_TIME_MS : undefined
}

/**
 * Adds retries to a client, and sends one request at a time (GitHub's best practice against its secondary limits).
 * A request that creates something, or has `request: { once: true }`, is repeated only after a rate limit. Without an
 * answer, the caller must check its result. `request: { milliseconds }` gives a large request more time.
 * @param signal ends every request and every wait
 */
export function retryRequests(
  octokit: Octokit,
  policy: RetryPolicy,
  signal: AbortSignal,
  debug: (message: string) => void,
): void {
  let last: Promise<unknown> = Promise.resolve()
  octokit.hook.wrap('request', (request, options) => {
    // GraphQL queries are POST requests without effects; mutations have `once`.
    const repeatable =
      (REPEATABLE.has(options.method) || options.url.endsWith('/graphql')) && options.request?.['once'] !== true
    const send = async (): Promise<Awaited<ReturnType<typeof request>>> => {
      signal.throwIfAborted()
      options.request = {
        ...options.request,
        signal: AbortSignal.any([
          signal,
          timeLimit(
            typeof options.request?.['milliseconds'] === 'number'
              ? options.request['milliseconds']
              : REQUEST_TIMEOUT_MS,
          ),
        ]),
      }
      const name = `github ${options.method} ${options.url}`
      moment(`${name} begins`)
      const answer = await request(options)
      moment(`${name} ends`)
      return answer
    }
    const retried = () =>
      retry(send, {
        policy,
        counts: 'waits',
        delayAfter(error, attempt) {
          signal.throwIfAborted()
          const limit = rateLimitWait(error, Date.now())
          if (limit !== undefined) return limit
          return repeatable && mayHaveHappened(error) ? backoff(policy, attempt) : undefined
        },
        async pause(delay, error) {
          debug(
            `${options.method} ${options.url}: ${error instanceof Error ? error.message : String(error)}; next attempt in ${delay / 1000} s`,
          )
          await setTimeout(delay, undefined, { signal }).catch(() => signal.throwIfAborted())
        },
      })
    const sent = last.then(retried, retried)
    last = sent.catch(() => undefined)
    return sent
  })
}
