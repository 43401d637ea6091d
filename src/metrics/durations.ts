import type { Limit } from '../settings/settings.js'
import { formatLimit } from './numbers.js'

/** Words for a time at the start or end of a name. */
const TIMES =
  /^(?:time|times|timing|timings|duration|durations|elapsed|latency|latencies|runtime|walltime|seconds|secs?|minutes|mins|hours|millis|milliseconds|msecs?|ms|us|ns|throughput|fps|qps|rps|eta)$/i
/** Units that count only at the end, behind another word: `fit_s`. */
const UNITS = /^(?:s|h)$/i

/** The smallest tolerance that a message proposes for a time. */
const LEAST_SHARE = 0.5

/** True for a metric that is a time or a speed by its name: `seconds`, `fit_time`, `latency_p95_ms`, `timing.train`. */
export function isTime(name: string): boolean {
  return name.split('.').some((part) => {
    const words = part.replace(/([a-z])([A-Z])/g, '$1 $2').split(/[\s_\-/:]+/)
    const [first = '', last = ''] = [words[0], words.at(-1)]
    if (/time_?series/i.test(part)) return false
    return TIMES.test(last) || TIMES.test(first) || (words.length > 1 && UNITS.test(last))
  })
}

/**
 * A tolerance for a time, twice the difference that was seen, in steps of 50%. An absolute one where the measured time is 0.
 * @returns its text in dvc-ci.yaml
 */
export function toleranceFor(claimed: number, measured: number): string {
  if (measured === 0) return formatLimit({ amount: 2 * Math.abs(claimed), unit: 'absolute' })
  const seen = (2 * Math.abs(claimed - measured)) / Math.abs(measured)
  const limit: Limit = { amount: Math.max(LEAST_SHARE, Math.ceil(seen / LEAST_SHARE) * LEAST_SHARE), unit: 'share' }
  return formatLimit(limit)
}
