import { count } from '../text/words.js'
import { markdownCode, shorten } from './escape.js'
import { formatNumber } from './numbers.js'
import type { HistoryReport, Report } from './report.js'

/** Blocks that most fonts draw on one base line; the half and the full block are off it in some. */
const BLOCKS = ['▁', '▂', '▃', '▅', '▆', '▇']
/** The most metrics of a line: more of them are in the table and on the page. */
const MOST_METRICS = 6

/** Numbers as block characters, each as high as its place between the smallest and the largest. */
export function sparkline(values: readonly number[]): string {
  const [least, most] = [Math.min(...values), Math.max(...values)]
  // Halves: the difference of two doubles can exceed the largest double.
  const height = most / 2 - least / 2
  return values
    .map((value) => BLOCKS[height === 0 ? 2 : Math.round(((value / 2 - least / 2) / height) * (BLOCKS.length - 1))])
    .join('')
}

/** The first value, the sparkline and the last value, as plain text: `0.9701 ▁▃▇ 0.9777`. */
export function historyText({ points }: HistoryReport): string {
  const values = points.map(({ value }) => value)
  const [first = 0, last = 0] = [values[0], values.at(-1)]
  return values.length === 1
    ? formatNumber(last)
    : `${formatNumber(first, last)} ${sparkline(values)} ${formatNumber(last, first)}`
}

/** The metrics with a policy in the last official builds as one line of Markdown; empty without a build. */
export function historyLine({ history = [] }: Pick<Report, 'history'>, characters: number): string {
  // One point has no course.
  const shown = history.filter(({ points }) => points.length > 1).slice(0, MOST_METRICS)
  if (shown.length === 0) return ''
  const most = Math.max(...shown.map(({ points }) => points.length))
  const lines = shown.map((entry) => `${markdownCode(shorten(entry.metric, characters))} ${historyText(entry)}`)
  const part = shown.some(({ shallow }) => shallow) ? ', as far as this clone has them' : ''
  return `<sub>Last ${count(most, 'official build')}${part}: ${lines.join(' · ')}</sub>`
}
