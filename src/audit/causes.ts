import { AUDIT_CAUSES, type AuditCauseKind } from '../report/audit-report.js'
import type { FirstDifference } from '../report/first-difference.js'

type Kind = Exclude<AuditCauseKind, 'variation'>

const CLOCK = /\b\d{1,2}:\d{2}(?::\d{2})?\b/
const DATE = /\b(?:19|20)\d{2}[-/.]?(?:0[1-9]|1[0-2])[-/.]?(?:0[1-9]|[12]\d|3[01])/
const EPOCH = /^\d{10}(?:\d{3}|\d{6}|\d{9})?(?:\.\d+)?$/
/** Seconds around now in which a number counts as the time of a run. */
const RECENT = 24 * 3600
const NUMBER = /[-+]?\d(?:[\d.,']*\d)?(?:e[-+]?\d+)?/gi

/**
 * The usual causes for which a difference has evidence, without any that it only may have.
 * @param now seconds since 1970
 */
export function causesOf(found: FirstDifference, now: number): Kind[] {
  const kinds = new Set(found.signs.filter((sign): sign is Kind => AUDIT_CAUSES.some((kind) => kind === sign)))
  const [first, second] = found.tokens ?? []
  if (first !== undefined && second !== undefined) {
    if (isTime(first, now) && isTime(second, now)) kinds.add('time')
    else if (hasOtherSigns(first, second)) kinds.add('number-format')
    else if (kinds.size === 0 && hasOtherNumbers(first, second)) kinds.add('random')
  }
  return [...kinds]
}

/** A clock or a date, or a number of seconds, milli-, micro- or nanoseconds near to now. */
function isTime(token: string, now: number): boolean {
  if (CLOCK.test(token) || DATE.test(token)) return true
  const number = token.trim()
  if (!EPOCH.test(number)) return false
  const seconds = Number(`${number.slice(0, 10)}.${number.slice(10).replace('.', '')}`)
  return Math.abs(seconds - now) < RECENT
}

/** `1,234.5` and `1.234,5`: the same digits, other signs between them. */
function hasOtherSigns(first: string, second: string): boolean {
  const digits = (text: string) => text.replace(/[\s.,']/g, '')
  return first !== second && /\d/.test(first) && digits(first) === digits(second) && hasOtherNumbers(first, second)
}

/** Both texts are the same but for their numbers. */
function hasOtherNumbers(first: string, second: string): boolean {
  const frame = (text: string) => text.replace(NUMBER, '#')
  return first !== second && frame(first) === frame(second) && frame(first).includes('#')
}
