import { count, named } from '../text/words.js'
import type { Finding } from './report.js'

/** Names of notices in a count. */
const MOST_NOTICES = 2

/** `1 notice (metric-not-measured)`, for counts: a notice without its name tells a reader nothing. */
export function noticesOf(findings: readonly Finding[]): string[] {
  const rules = findings.filter(({ severity }) => severity === 'notice').map(({ rule }) => rule)
  return rules.length === 0 ? [] : [`${count(rules.length, 'notice')} (${named([...new Set(rules)], MOST_NOTICES)})`]
}
