import type { Limit } from '../settings/settings.js'
import { plain } from '../text/numbers.js'

/** A limit as in the configuration file: `0.01`, `10%`. */
export function formatLimit(limit: Limit): string {
  return limit.unit === 'share' ? `${percent(limit.amount)}%` : plain(limit.amount)
}

/** A tolerance with its reference: `1e-6 relative`, `20% relative`, `0.5 absolute`. */
export function formatTolerance(limit: Limit): string {
  if (limit.unit === 'absolute') return `${plain(limit.amount)} absolute`
  return limit.amount >= 0.001 || limit.amount === 0
    ? `${percent(limit.amount)}% relative`
    : `${limit.amount.toExponential()} relative`
}

/** A hundred times a share, without the rounding error of the product (`0.07 * 100` is 7.000000000000001). */
function percent(share: number): string {
  return plain(Number((share * 100).toPrecision(12)))
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
