import type { Limit } from '../settings/settings.js'

/** A number that takes no more characters is shown as it is in the file. */
const SHORT = 10

/** Digits that a rounded number keeps at least; the reports promise four. */
const DIGITS = 6

/** A double has no more. */
const ALL_DIGITS = 17

/** From here on digits in front of the point say nothing exact any more. */
const LARGE = 1e15

/**
 * A metric's value for people: as in the file where it is short (10 characters), else rounded to six significant digits; digits in
 * front of the point stay. Never a percentage. Very large and very small numbers have an exponent: `1.5e21`, `1e-7`. Minus zero is `0`.
 *
 * @param digits significant digits to keep, for numbers that would else look the same
 */
export function formatNumber(value: number, digits = DIGITS): string {
  if (!Number.isFinite(value)) return String(value)
  const size = Math.abs(value)
  if (plain(value).length <= SHORT || (Number.isInteger(value) && size < LARGE)) return plain(value)
  const inFront = size >= 1 && size < LARGE ? Math.floor(Math.log10(size)) + 1 : 0
  const rounded = Number(value.toPrecision(Math.min(ALL_DIGITS, Math.max(digits, inFront))))
  // Near the largest double, rounding goes over the edge.
  const shown = Number.isFinite(rounded) ? rounded : value
  return (size < LARGE ? String(shown) : shown.toExponential()).replace('e+', 'e')
}

/** Numbers of one sentence: rounded alike, and only so far that different ones look different and none looks larger than a larger one. */
export function formatTogether(values: readonly number[]): string[] {
  for (let digits = DIGITS; digits < ALL_DIGITS; digits++) {
    const texts = values.map((value) => formatNumber(value, digits))
    if (keepsOrder(values, texts.map(Number))) return texts
  }
  return values.map((value) => formatNumber(value, ALL_DIGITS))
}

function keepsOrder(values: readonly number[], shown: readonly number[]): boolean {
  const order = (of: readonly number[], i: number, j: number): number => compareNumbers(of[i] ?? 0, of[j] ?? 0)
  return values.every((_, i) => values.every((_other, j) => order(values, i, j) === order(shown, i, j)))
}

function compareNumbers(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** A limit as a configuration file has it: `0.01`, `10%`. */
export function formatLimit(limit: Limit): string {
  return limit.unit === 'share' ? `${percent(limit.amount)}%` : plain(limit.amount)
}

/** A tolerance with what it refers to: `1e-6 relative`, `20% relative`, `0.5 absolute`. */
export function formatTolerance(limit: Limit): string {
  if (limit.unit === 'absolute') return `${plain(limit.amount)} absolute`
  return limit.amount >= 0.001 || limit.amount === 0
    ? `${percent(limit.amount)}% relative`
    : `${limit.amount.toExponential()} relative`
}

/** All digits, as one would type the number. */
export function plain(value: number): string {
  return String(value).replace('e+', 'e')
}

/** A hundred times a share, without the noise of the multiplication (`0.07 * 100` is 7.000000000000001). */
function percent(share: number): string {
  return plain(Number((share * 100).toPrecision(12)))
}

/**
 * What two doubles differ by, without the digits that only their rounding brought in: 0.95 - 0.96 is -0.01 here, so that a
 * fall of exactly the allowed amount is allowed.
 */
export function difference(value: number, reference: number): number {
  return roundFor(value - reference, value, reference)
}

/** Rounds a number that was computed from others to the digits that those can answer for. */
export function roundFor(result: number, ...operands: number[]): number {
  const size = Math.max(...operands.map(Math.abs))
  if (size === 0 || !Number.isFinite(size) || !Number.isFinite(result)) return result
  const decimals = 15 - Math.ceil(Math.log10(size))
  // Outside of what toFixed takes the noise stays, where nobody reads it.
  return decimals > 100 || Math.abs(result) >= 1e21 ? result : Number(result.toFixed(Math.max(0, decimals)))
}
