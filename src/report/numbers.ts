import { formatBeside } from '../text/numbers.js'

/** Significant digits of a difference. */
const DIGITS = 6

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

/** A difference with its sign, rounded to six significant digits to remove rounding errors of floats. */
export function formatChange(change: number): string {
  const rounded = Number(change.toPrecision(DIGITS))
  return rounded > 0 ? `+${rounded}` : String(rounded)
}

/** Bytes in a readable unit, powers of 1000. */
export function formatBytes(bytes: number): string {
  let size = bytes
  for (const unit of ['B', 'kB', 'MB', 'GB', 'TB']) {
    if (Math.abs(size) < 999.5) return `${unit === 'B' ? size : Number(size.toPrecision(3))} ${unit}`
    size /= 1000
  }
  return `${Number(size.toPrecision(3))} PB`
}

/** Seconds as `0.42 s`, `12.3 s`, `3 min 12 s`, `2 h 05 min`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 9.995) return `${seconds.toFixed(2)} s`
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`
  return formatElapsed(seconds)
}

/** Whole seconds, for a running clock: `12 s`, `3 min 12 s`, `2 h 05 min`. */
export function formatElapsed(seconds: number): string {
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`
  return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, '0')} min`
}
