import { setTimeout } from 'node:timers/promises'
import { backoff, type RetryPolicy, retry } from '../run/retry.js'
import { failureOf, mayHaveHappened } from './failure.js'
import type { Octokit } from './octokit.js'

export const DEFAULT_RETRIES: RetryPolicy = { attempts: 4, firstDelay: 500, longestWait: 60_000 }

/** A request may hang for ever on a broken connection; GitHub itself gives up after 10 s. */
const REQUEST_TIMEOUT_MS = 15_000
/** What GitHub asks for where a limit names no time ("Best practices for using the REST API"). */
const LIMIT_WITHOUT_TIME_MS = 60_000

/** Methods that may be sent twice: the second one finds what the first one did. */
const REPEATABLE = new Set(['GET', 'HEAD', 'PATCH', 'PUT', 'DELETE'])

/**
 * Milliseconds that GitHub asks to wait, undefined for what is no rate limit. A limit that was hit (429, or 403 that says so) refuses
 * before anything is done, so whatever was asked may be asked again.
 * Source: docs.github.com, "Rate limits for the REST API", "Exceeding the rate limit".
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
 * Makes a client try again what can be tried again, one request at a time (GitHub's best practice against its secondary limits).
 * What creates something, or is sent with `request: { once: true }`, is repeated only where a rate limit refused it; whether one without
 * an answer was carried out is for the caller to find out. `request: { milliseconds }` gives a large request more time.
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
    // A query of GraphQL is sent by POST and changes nothing; mutations are sent with `once`.
    const repeatable =
      (REPEATABLE.has(options.method) || options.url.endsWith('/graphql')) && options.request?.['once'] !== true
    const send = async (): Promise<Awaited<ReturnType<typeof request>>> => {
      signal.throwIfAborted()
      options.request = {
        ...options.request,
        signal: AbortSignal.any([
          signal,
          AbortSignal.timeout(
            typeof options.request?.['milliseconds'] === 'number'
              ? options.request['milliseconds']
              : REQUEST_TIMEOUT_MS,
          ),
        ]),
      }
      return await request(options)
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
            `${options.method} ${options.url}: ${error instanceof Error ? error.message : String(error)}; trying again in ${delay / 1000} s`,
          )
          await setTimeout(delay, undefined, { signal }).catch(() => signal.throwIfAborted())
        },
      })
    const sent = last.then(retried, retried)
    last = sent.catch(() => undefined)
    return sent
  })
}
