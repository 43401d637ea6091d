import type { Limit } from '../settings/settings.js'
import { plain } from '../text/numbers.js'

/** A limit as in the configuration file: `0.01`, `10%`. */
export function formatLimit(limit: Limit): string {
  return limit.unit === 'share' ? `${percent(limit.amount)}%` : plain(limit.amount)
}

/** The confidence of an interval: `95%`. */
export function formatConfidence(confidence: number): string {
  return `${percent(confidence)}%`
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
