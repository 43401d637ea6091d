import { AUDIT_CAUSES, type AuditCauseKind } from '../report/audit-report.js'
import type { FirstDifference } from '../report/first-difference.js'

type Kind = Exclude<AuditCauseKind, 'variation'>

/** Clocks and dates, and numbers of seconds, milli-, micro- or nanoseconds since 1970. */
const TIMES =
  /\d{1,2}:\d{2}:\d{2}(?:\.\d+)?|(?<![\d.])(?:19|20)\d{2}(?:([-/.])(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12]\d|3[01])|(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))(?!\d)|(?<![\d.])\d{10}(?:\d{3}|\d{6}|\d{9})?(?:\.\d+)?(?!\d)/g
const EPOCH = /^(\d{10})(\d*)/
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
    if (haveOtherTimes(timesIn(first, now), timesIn(second, now))) kinds.add('time')
    else if (hasOtherSigns(first, second)) kinds.add('number-format')
    // A folder near the difference says nothing about its numbers.
    else if ([...kinds].every((kind) => kind === 'folder') && hasOtherNumbers(first, second)) kinds.add('random')
  }
  return [...kinds]
}

/** The times in a text; a number of ten digits or more counts only near to now. */
function timesIn(token: string, now: number): string[] {
  return (token.match(TIMES) ?? []).filter((time) => {
    const [, seconds] = EPOCH.exec(time) ?? []
    return seconds === undefined || Math.abs(Number(seconds) - now) < RECENT
  })
}

function haveOtherTimes(first: readonly string[], second: readonly string[]): boolean {
  return first.length > 0 && first.length === second.length && first.join('\0') !== second.join('\0')
}

/** `1,234.5` and `1.234,5`: the same groups of digits, other signs between them. */
function hasOtherSigns(first: string, second: string): boolean {
  const grouped = (text: string) => text.replace(/(?<=\d)[.,'](?=\d)/g, '_')
  return first !== second && grouped(first) === grouped(second)
}

/** Both texts are the same but for their numbers. */
function hasOtherNumbers(first: string, second: string): boolean {
  const frame = (text: string) => text.replace(NUMBER, '#')
  return first !== second && frame(first) === frame(second) && frame(first).includes('#')
}
