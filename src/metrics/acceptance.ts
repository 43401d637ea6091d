import { shorten, singleLine } from '../report/escape.js'
import type { AcceptedReport } from '../report/report.js'
import type { Judged } from './judge.js'

/** What somebody asks to be accepted. */
export interface Wish {
  /** Names of metrics as policies or reports have them. */
  metrics: string[]
  reason: string
  /** Hash of the commit that is meant, or its first digits; lower case. */
  sha?: string
}

/** A wish of somebody who may have it. */
export type Acceptance = AcceptedReport & { metrics: string[] }

export const ACCEPT_USAGE = '`/dvc-ci accept METRIC: REASON`'
const LONGEST_REASON = 500
/** Of a hash at the least; Git itself never shows fewer. */
const FEWEST_DIGITS = 7
const SHA = new RegExp(`^@[0-9a-f]{${FEWEST_DIGITS},64}$`)

/** Reads `accuracy, loss @1a2b3c4: the reason`. A metric's own colons are followed by no space; the one before the reason is. */
export function parseWish(text: string): Wish | { refusal: string } {
  const refuse = (lack: string) => ({
    refusal: `${lack}: write ${ACCEPT_USAGE}; several metrics with commas between them`,
  })
  const [, subject = text.replace(/:$/, ''), written = ''] = /^([^]*?):\s+([^]*)$/.exec(text.trim()) ?? []
  const reason = shorten(singleLine(written), LONGEST_REASON)
  if (!/[\p{L}\p{N}]/u.test(reason)) return refuse('an acceptance needs a reason')
  const [, names = subject, sha] = /^([^]*?)(?:^|\s)(@\S*)$/.exec(subject.trim()) ?? []
  const metrics = names
    .split(',')
    .map((name) => name.trim().replace(/^`(.*)`$/, '$1'))
    .filter((name) => name !== '')
  if (metrics.length === 0) return refuse('an acceptance names a metric')
  if (sha === undefined) return { metrics, reason }
  const digits = sha.toLowerCase()
  return SHA.test(digits)
    ? { metrics, reason, sha: digits.slice(1) }
    : refuse(`a commit is named by at least ${FEWEST_DIGITS} digits of its hash, such as @1a2b3c4`)
}

/** True for a result that closes the gate as long as nobody accepts it. */
export function isClosing({ result }: Judged): boolean {
  return !result.passed && result.severity === 'error' && result.accepted === undefined
}

/**
 * True where a name means a result: the metric's name with or without its file, or the policy's own text. A pattern means only the policy that is
 * written so: nobody accepts what was not thought of.
 */
export function isMeant(name: string, { policy, metric, path, result }: Judged): boolean {
  return name === policy.metric || name === result.metric || name === metric || name === `${path}:${metric}`
}

/** Marks what is accepted; of two acceptances the first counts. What passes, or only warns, needs none. */
export function accept(judged: readonly Judged[], acceptances: readonly Acceptance[]): void {
  for (const each of judged.filter(isClosing)) {
    const found = acceptances.find(({ metrics }) => metrics.some((name) => isMeant(name, each)))
    if (found === undefined) continue
    const { by, reason, via, sha, comment, label } = found
    each.result.accepted = {
      by,
      reason,
      via,
      sha,
      ...(comment === undefined ? {} : { comment }),
      ...(label === undefined ? {} : { label }),
    }
  }
}
