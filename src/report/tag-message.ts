import { singleLine } from './escape.js'
import { formatBytes, formatNumber } from './numbers.js'
import type { MetricReport } from './report.js'
import { wholeMetrics } from './slices.js'

/** The content of a tag's message. */
export interface TagFacts {
  name: string
  metrics: readonly MetricReport[]
  /** Outputs and source data with their bytes, where they are known. */
  data: readonly { path: string; size?: number }[]
}

/** A tag's message is read in a terminal; the commit's files have the other lines. */
const MOST_LINES = 50

/** The message of a build's tag without trailers: its name, its metrics, its data with their sizes. */
export function renderTagMessage({ name, metrics, data }: TagFacts): string {
  const lines = (rows: readonly string[]) =>
    (rows.length <= MOST_LINES ? rows : [...rows.slice(0, MOST_LINES), `and ${rows.length - MOST_LINES} more`])
      .map((row) => `  ${row}`)
      .join('\n')
  const numbers = wholeMetrics(metrics).flatMap(({ name: metric, path, value }) =>
    value === undefined ? [] : [singleLine(`${metric} = ${formatNumber(value)} (${path})`)],
  )
  const sizes = data.map(({ path, size }) => singleLine(`${path}${size === undefined ? '' : `, ${formatBytes(size)}`}`))
  return [
    `Official build ${name}`,
    ...(numbers.length > 0 ? [`Metrics\n${lines(numbers)}`] : []),
    ...(sizes.length > 0 ? [`Data\n${lines(sizes)}`] : []),
  ].join('\n\n')
}
