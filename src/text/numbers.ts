/** The longest number, in characters, that is shown as in the file. */
const SHORT = 10

/** The fewest digits of a rounded number; the reports promise four. */
const DIGITS = 6

/** The most significant digits of a double. */
const ALL_DIGITS = 17

/** From this number on, a double is not exact in the digits before the point. */
const LARGE = 1e15

/**
 * A metric's value for readers: as in the file if it is short (10 characters), else rounded to six significant digits. Digits
 * before the point stay. Never a percentage. Very large and very small numbers have an exponent: `1.5e21`, `1e-7`. Minus zero is `0`.
 *
 * @param digits significant digits to keep, for numbers that would otherwise look equal
 */
export function formatNumber(value: number, digits = DIGITS): string {
  if (!Number.isFinite(value)) return String(value)
  const size = Math.abs(value)
  if (plain(value).length <= SHORT || (Number.isInteger(value) && size < LARGE)) return plain(value)
  const inFront = size >= 1 && size < LARGE ? Math.floor(Math.log10(size)) + 1 : 0
  const rounded = Number(value.toPrecision(Math.min(ALL_DIGITS, Math.max(digits, inFront))))
  // Near the largest double, rounding overflows.
  const shown = Number.isFinite(rounded) ? rounded : value
  return (size < LARGE ? String(shown) : shown.toExponential()).replace('e+', 'e')
}

/** The numbers of one sentence or row, rounded alike: different numbers look different, and their order stays. */
export function formatTogether(values: readonly number[]): string[] {
  for (let digits = DIGITS; digits < ALL_DIGITS; digits++) {
    const texts = values.map((value) => formatNumber(value, digits))
    if (keepsOrder(values, texts.map(Number))) return texts
  }
  return values.map((value) => formatNumber(value, ALL_DIGITS))
}

/**
 * A number beside others, as {@link formatTogether} shows it.
 * @param beside numbers that it is compared with; absent ones do not count
 */
export function formatBeside(value: number, ...beside: readonly (number | undefined)[]): string {
  const [shown = ''] = formatTogether([value, ...beside.filter((other) => other !== undefined)])
  return shown
}

/** All digits, as a person would type the number. */
export function plain(value: number): string {
  return String(value).replace('e+', 'e')
}

function keepsOrder(values: readonly number[], shown: readonly number[]): boolean {
  const order = (of: readonly number[], i: number, j: number): number => compareNumbers(of[i] ?? 0, of[j] ?? 0)
  return values.every((_, i) => values.every((_other, j) => order(values, i, j) === order(shown, i, j)))
}

function compareNumbers(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/**
 * The difference of two doubles without the digits of their rounding errors: 0.95 - 0.96 is -0.01 here, so that a
 * fall of exactly the allowed amount passes.
 */
export function difference(value: number, reference: number): number {
  return roundFor(value - reference, value, reference)
}

/** Rounds a computed number to the digits that its inputs justify. */
export function roundFor(result: number, ...operands: number[]): number {
  const size = Math.max(...operands.map(Math.abs))
  if (size === 0 || !Number.isFinite(size) || !Number.isFinite(result)) return result
  const decimals = 15 - Math.ceil(Math.log10(size))
  // Outside of the range of toFixed the error stays; no reader sees it there.
  return decimals > 100 || Math.abs(result) >= 1e21 ? result : Number(result.toFixed(Math.max(0, decimals)))
}
