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

/** The value of a run behind the last official builds. */
export interface RunPoint {
  value: number
  /** `older model` where the value is not that of the change. */
  label: 'this run' | 'older model'
}

/** The value of this run for a metric of the history; undefined where the run has none. */
export function runPoint(
  { metric, path }: Pick<HistoryReport, 'metric' | 'path'>,
  { metrics, policies }: Pick<Report, 'metrics' | 'policies'>,
): RunPoint | undefined {
  const value = metrics.find((each) => each.name === metric && each.path === path)?.value
  if (value === undefined) return undefined
  const isOlder = policies.some(
    ({ metric: name, stale }) => stale === true && (name === metric || name === `${path}:${metric}`),
  )
  return { value, label: isOlder ? 'older model' : 'this run' }
}

/**
 * The first value, the sparkline and the last value, as plain text: `0.9701 ▁▃▇ 0.9777 (this run)`.
 * @param now the value of this run, which is the last point then
 */
export function historyText({ points }: HistoryReport, now?: RunPoint): string {
  const values = [...points.map(({ value }) => value), ...(now === undefined ? [] : [now.value])]
  const [first = 0, last = 0] = [values[0], values.at(-1)]
  const course =
    values.length === 1
      ? formatNumber(last)
      : `${formatNumber(first, last)} ${sparkline(values)} ${formatNumber(last, first)}`
  return now === undefined ? course : `${course} (${now.label})`
}

/**
 * The metrics with a policy in the last official builds and in this run as one line of Markdown; empty without a
 * build.
 */
export function historyLine(report: Pick<Report, 'history' | 'metrics' | 'policies'>, characters: number): string {
  const { history = [] } = report
  const shown = history
    .map((entry) => ({ entry, now: runPoint(entry, report) }))
    // One point has no course.
    .filter(({ entry: { points }, now }) => points.length + (now === undefined ? 0 : 1) > 1)
    .slice(0, MOST_METRICS)
  if (shown.length === 0) return ''
  const most = Math.max(...shown.map(({ entry }) => entry.points.length))
  const lines = shown.map(
    ({ entry, now }) => `${markdownCode(shorten(entry.metric, characters))} ${historyText(entry, now)}`,
  )
  const part = shown.some(({ entry }) => entry.shallow) ? ', as far as this clone has them,' : ''
  const run = shown.some(({ now }) => now !== undefined) ? ' and this run' : ''
  return `<sub>${most === 1 ? 'Last official build' : `Last ${most} official builds`}${run === '' ? part.replace(/,$/, '') : part}${run}: ${lines.join(' · ')}</sub>`
}
