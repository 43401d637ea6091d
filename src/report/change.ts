import { formatChange, isRoundingError } from './numbers.js'
import type { MetricReport } from './report.js'

/** The change of a metric against its baseline, for readers. */
export interface MetricChange {
  sign: -1 | 0 | 1
  /** The difference with an arrow: `+0.0012 ↑`; `0` where both are the same, empty where there is no difference. */
  text: string
  /** `unknown`: one of both values is absent, or no policy tells which direction is better. */
  verdict: 'better' | 'worse' | 'same' | 'unknown'
  /** The verdict for readers; of an unknown one `changed`, `new` or `absent`. */
  word: 'better' | 'worse' | 'same' | 'changed' | 'new' | 'absent'
}

const ARROWS = { '1': '↑', '-1': '↓' } as const

/** Compares a metric with its baseline. Numbers that differ by a rounding error of floats are the same. */
export function changeOf({
  value,
  baseline,
  change,
  direction,
}: Pick<MetricReport, 'value' | 'baseline' | 'change' | 'direction'>): MetricChange {
  if (value === undefined) return { sign: 0, text: '', verdict: 'unknown', word: 'absent' }
  if (baseline === undefined) return { sign: 0, text: '', verdict: 'unknown', word: 'new' }
  if (value === baseline || isRoundingError(value, baseline))
    return { sign: 0, text: '0', verdict: 'same', word: 'same' }
  const sign = value > baseline ? 1 : -1
  // The difference of two doubles can exceed the largest double.
  const text = change === undefined ? ARROWS[`${sign}`] : `${formatChange(change)} ${ARROWS[`${sign}`]}`
  if (direction === undefined) return { sign, text, verdict: 'unknown', word: 'changed' }
  const verdict = sign > 0 === (direction === 'up') ? 'better' : 'worse'
  return { sign, text, verdict, word: verdict }
}

/** A change with its arrow, and `better` or `worse` where a policy tells the direction. */
export function changeText({ text, word, verdict }: MetricChange): string {
  return verdict === 'better' || verdict === 'worse' ? `${text} ${word}` : text
}
