import { shorten, singleLine } from '../report/escape.js'
import type { AcceptedReport } from '../report/report.js'
import type { Judged } from './judge.js'

/** A request to accept failing policies. */
export interface AcceptRequest {
  /** Names of metrics as in policies or reports. */
  metrics: string[]
  reason: string
  /** The commit's hash or its first digits, in lower case. */
  sha?: string
}

/** A request by a user who may accept. */
export type Acceptance = AcceptedReport & { metrics: string[] }

export const ACCEPT_USAGE = '`/dvc-ci accept METRIC: REASON`'
const LONGEST_REASON = 500
/** The fewest digits of a hash; Git itself never shows fewer. */
const FEWEST_DIGITS = 7
const SHA = new RegExp(`^@[0-9a-f]{${FEWEST_DIGITS},64}$`)

/** Reads `accuracy, loss @1a2b3c4: the reason`. No space follows a colon in a metric's name; a space follows the colon before the reason. */
export function parseAcceptRequest(text: string): AcceptRequest | { refusal: string } {
  const refuse = (lack: string) => ({
    refusal: `${lack}: write ${ACCEPT_USAGE}; several metrics with commas between them`,
  })
  const [, subject = text.replace(/:$/, ''), written = ''] = /^([^]*?):\s+([^]*)$/.exec(text.trim()) ?? []
  const reason = shorten(singleLine(written), LONGEST_REASON)
  if (!/[\p{L}\p{N}]/u.test(reason)) return refuse('an acceptance needs a reason')
  const [, names = subject, sha] = /^([^]*?)(?:^|\s)(@\S*)$/.exec(subject.trim()) ?? []
  const metrics = namesIn(names)
    .map((name) => name.trim().replace(/^`(.*)`$/, '$1'))
    .filter((name) => name !== '')
  if (metrics.length === 0) return refuse('an acceptance names a metric')
  if (sha === undefined) return { metrics, reason }
  const digits = sha.toLowerCase()
  return SHA.test(digits)
    ? { metrics, reason, sha: digits.slice(1) }
    : refuse(`a commit is named by at least ${FEWEST_DIGITS} digits of its hash, such as @1a2b3c4`)
}

/** The names between commas. A comma in the parentheses or braces of a policy separates none. */
function namesIn(text: string): string[] {
  const names = ['']
  let depth = 0
  for (const char of text) {
    if (char === '(' || char === '{') depth++
    if (char === ')' || char === '}') depth--
    if (char === ',' && depth <= 0) names.push('')
    else names[names.length - 1] += char
  }
  return names
}

/** True for a result that closes the gate unless a user accepts it. */
export function isClosing({ result }: Judged): boolean {
  return !result.passed && result.severity === 'error' && result.accepted === undefined
}

/**
 * True where a name refers to a result: the metric's name with or without its file, or the policy's own text. A pattern refers only to the policy
 * with the same text, so that a user accepts no metric by accident.
 */
export function isMeant(name: string, { policy, metric, path, result }: Judged): boolean {
  return name === policy.metric || name === result.metric || name === metric || name === `${path}:${metric}`
}

/** Marks accepted results; of two acceptances the first counts. A result that passes, or only warns, needs none. */
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
