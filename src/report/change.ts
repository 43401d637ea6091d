import { formatChange, formatNumber, isRoundingError } from './numbers.js'
import type { MetricReport } from './report.js'
import { type Cell, number } from './section.js'

/** The change of a metric against its baseline, for readers. */
export interface MetricChange {
  sign: -1 | 0 | 1
  /** The difference with an arrow: `+0.0012 ↑`; `0` where both are the same, empty where there is no difference. */
  text: string
  /** `unknown`: a value is absent, no policy tells which direction is better, or the change is not significant. */
  verdict: 'better' | 'worse' | 'same' | 'unknown'
  /** The verdict for readers; of an unknown one `changed`, `within noise`, `new` or `absent`. */
  word: 'better' | 'worse' | 'same' | 'changed' | 'within noise' | 'new' | 'absent'
}

const ARROWS = { '1': '↑', '-1': '↓' } as const

/** Compares a metric with its baseline. Numbers that differ by a rounding error of floats are the same. */
export function changeOf({
  value,
  baseline,
  change,
  direction,
  interval,
}: Pick<MetricReport, 'value' | 'baseline' | 'change' | 'direction' | 'interval'>): MetricChange {
  if (value === undefined) return { sign: 0, text: '', verdict: 'unknown', word: 'absent' }
  if (baseline === undefined) return { sign: 0, text: '', verdict: 'unknown', word: 'new' }
  if (value === baseline || isRoundingError(value, baseline))
    return { sign: 0, text: '0', verdict: 'same', word: 'same' }
  const sign = value > baseline ? 1 : -1
  // The difference of two doubles can exceed the largest double.
  const text = change === undefined ? ARROWS[`${sign}`] : `${formatChange(change)} ${ARROWS[`${sign}`]}`
  if (interval?.significant === false) return { sign, text, verdict: 'unknown', word: 'within noise' }
  if (direction === undefined) return { sign, text, verdict: 'unknown', word: 'changed' }
  const verdict = sign > 0 === (direction === 'up') ? 'better' : 'worse'
  return { sign, text, verdict, word: verdict }
}

/** A change with its arrow, and `better`, `worse` or `within noise` where that is known. */
export function changeText({ text, word, verdict }: MetricChange): string {
  return verdict === 'better' || verdict === 'worse' || word === 'within noise' ? `${text} ${word}` : text
}

/** The change of a metric as a cell of a table, with the word for it. */
export function changeCell(metric: MetricReport): Cell {
  const { change } = metric
  if (change === undefined) return number('')
  const { verdict, word } = changeOf(metric)
  const cell = number(word === 'within noise' ? `${formatChange(change)} ${word}` : formatChange(change))
  return verdict === 'better' || verdict === 'worse' ? { ...cell, verdict } : cell
}

/** Title of the column of intervals. */
export const INTERVAL = '95% interval'

/** The interval of a metric: `0.966 to 0.988`; empty without one. */
export function intervalText({ interval }: Pick<MetricReport, 'interval'>): string {
  return interval === undefined ? '' : `${rounded(interval.low)} to ${rounded(interval.high)}`
}

/** The bounds of an interval vary with the resamples in their later digits. */
function rounded(bound: number): string {
  return formatNumber(Number(bound.toPrecision(4)))
}
