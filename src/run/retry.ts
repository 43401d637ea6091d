/**
 * How often and how long a request is tried again. By hand: p-retry and Octokit's retry plugin count neither the waits that a server
 * asks for nor the time of the tries, and both bounds are needed.
 */
export interface RetryPolicy {
  /** Tries in all. */
  attempts: number
  /** Milliseconds before the second try; doubled each time. */
  firstDelay: number
  /** Milliseconds that one request may spend; `Retried.counts` says on what. */
  longestWait: number
}

export interface Retried {
  policy: RetryPolicy
  /** What counts towards `longestWait`: the waits between the tries alone, or the tries as well. */
  counts: 'waits' | 'waits and tries'
  /** Milliseconds until the next try; undefined for a failure that another try would meet again. */
  delayAfter: (error: unknown, attempt: number) => number | undefined
  /** Waits that long, or throws in place of a next try. */
  pause: (delay: number, error: unknown) => Promise<void>
}

/** Milliseconds after a try (the first is 1) where the server names no time. */
export function backoff({ firstDelay }: RetryPolicy, attempt: number): number {
  return firstDelay * 2 ** (attempt - 1)
}

/**
 * Sends until an answer comes, the failure is final, or the policy allows no further try.
 * @throws the last failure
 */
export async function retry<T>(send: () => Promise<T>, { policy, counts, delayAfter, pause }: Retried): Promise<T> {
  const started = performance.now()
  let waited = 0
  for (let attempt = 1; ; attempt++) {
    try {
      return await send()
    } catch (error) {
      const delay = delayAfter(error, attempt)
      const spent = counts === 'waits' ? waited : performance.now() - started
      if (delay === undefined || attempt >= policy.attempts || spent + delay > policy.longestWait) throw error
      await pause(delay, error)
      waited += delay
    }
  }
}
