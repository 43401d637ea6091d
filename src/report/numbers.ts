import { difference, formatBeside } from '../text/numbers.js'

/** Significant digits of a difference. From the next number on, it has more digits before the point. */
const DIGITS = 6
const MILLION = 1e6

/** Doubles that differ by less than this share differ by a rounding error: a reader gains nothing from 16 digits. */
const ROUNDING_ERROR = 1e-12

/**
 * A metric's value as in the file; one of more than 10 characters with six significant digits.
 * @param beside numbers that are shown next to it: different numbers never look the same, rounding errors excepted
 */
export function formatNumber(value: number, ...beside: readonly (number | undefined)[]): string {
  return formatBeside(value, ...beside.filter((other) => other !== undefined && !isRoundingError(value, other)))
}

/** True for two numbers that differ by no more than a rounding error of floats. */
export function isRoundingError(one: number, other: number): boolean {
  return Math.abs(one - other) < ROUNDING_ERROR * Math.max(Math.abs(one), Math.abs(other))
}

/**
 * A difference with its sign, to six significant digits: floats have rounding errors in the others. Digits before the
 * point stay.
 */
export function formatChange(change: number): string {
  const text = formatNumber(Math.abs(change) < MILLION ? Number(change.toPrecision(DIGITS)) : change)
  return change > 0 ? `+${text}` : text
}

/** The difference of two numbers with its sign, without the digits of their rounding errors: 0.3 - 0.1 is `+0.2`. */
export function formatDifference(value: number, baseline: number): string {
  return formatChange(isRoundingError(value, baseline) ? 0 : difference(value, baseline))
}

/** The text with spaces at which no line ends between numbers and their units: `1.2 MB`, `3 min 12 s`. */
export function unbroken(text: string): string {
  return text
    .replace(/(?<=\d) (?=(?:[kMGTP]?B|s|min|h)(?!\w))/g, '\u00a0')
    .replace(/(?<=\d\u00a0(?:min|h)) (?=\d+\u00a0(?:s|min)(?!\w))/g, '\u00a0')
}

/** A number of rows or files, with a comma between thousands: `1,997`. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',')
}

/** Bytes in a readable unit, powers of 1000. */
export function formatBytes(bytes: number): string {
  let size = bytes
  for (const unit of ['B', 'kB', 'MB', 'GB', 'TB']) {
    if (Math.abs(size) < 999.5) return `${Number(size.toPrecision(3))} ${unit}`
    size /= 1000
  }
  return `${formatNumber(Number(size.toPrecision(3)))} PB`
}

/** Seconds as `0.42 s`, `12.3 s`, `3 min 12 s`, `2 h 05 min`; a number that is no time as itself: `NaN s`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 9.995) return `${seconds.toFixed(2)} s`
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`
  return formatElapsed(seconds)
}

/** Whole seconds, for a running clock: `12 s`, `3 min 12 s`, `2 h 05 min`. */
export function formatElapsed(seconds: number): string {
  const whole = Math.round(seconds)
  if (whole < 60 || !Number.isFinite(whole)) return `${whole} s`
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`
  return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, '0')} min`
}
