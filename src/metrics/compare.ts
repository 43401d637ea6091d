import type { MetricReport } from '../report/report.js'
import type { SliceReport } from '../report/slice-report.js'
import { type Certainties, intervalReport } from './certainty.js'
import { metricKey } from './measured-again.js'
import type { NoiseRules } from './noise.js'
import { compareText } from './order.js'
import { lineOf, type MetricFiles, type ParsedFile, type Problem, type SliceEntry } from './parsed-file.js'
import { type Support, sliceKey, supportsOf } from './slice-support.js'

/** The three sources of metrics. Files are by workspace path. */
export interface MetricSides {
  /**
   * The metrics that this run measured: one entry for every file that the evaluation should write, `unreadableFile` for
   * a file that it did not write. Absent where nothing was measured; then the committed values count.
   */
  measured?: MetricFiles | undefined
  /** The committed metrics, from Git or by dvc.lock. */
  committed: MetricFiles
  /**
   * The metrics of the baseline. An empty map is a baseline without metrics, so every metric is new. A file that exists there
   * and cannot be read is `unreadableFile`. Absent where there is no baseline.
   */
  baseline?: MetricFiles | undefined
  /** Why there is no baseline, as a clause. */
  noBaseline?: string
  /** The metrics whose baseline this run measured (`metricKey`). */
  baselineMeasured?: ReadonlySet<string> | undefined
  /** The usual variation of metrics between builds. */
  noise?: NoiseRules | undefined
  /** How certain metrics are, by the predictions behind them. */
  certainties?: Certainties | undefined
}

/** The value of one metric on one side. */
export type Reading =
  | { kind: 'number'; value: number; line?: number }
  | { kind: 'problem'; problem: Problem; line?: number }
  | { kind: 'absent'; line?: never }

/** One metric on all sides. */
export interface MetricRow {
  path: string
  name: string
  /** The slice that it belongs to. */
  slice?: SliceEntry
  /** True where this run's evaluation writes the file. */
  measured: boolean
  /** The value that counts: the measured one, or the committed one where nothing was measured. */
  value: Reading
  committed: Reading
  baseline: Reading
  /** True where this run measured the baseline's value too. */
  baselineMeasured: boolean
}

/** All entries of any side under a dotted name, numbers or not: by path, then in the order of the file. */
export function collectRows(sides: MetricSides): MetricRow[] {
  const rows: MetricRow[] = []
  for (const path of pathsOf(sides)) {
    const measured = sides.measured?.get(path)
    const committed = sides.committed.get(path)
    const baseline = sides.baseline?.get(path)
    const value = measured ?? committed
    const names = new Set([value, committed, baseline].flatMap((file) => [...(file?.leaves.keys() ?? [])]))
    for (const name of names) {
      const slice = [value, committed, baseline].map((file) => file?.leaves.get(name)?.slice).find(Boolean)
      rows.push({
        path,
        name,
        ...(slice === undefined ? {} : { slice }),
        measured: measured !== undefined,
        value: readingOf(value, name),
        committed: readingOf(committed, name),
        baseline: readingOf(baseline, name),
        baselineMeasured: sides.baselineMeasured?.has(metricKey(path, name)) === true,
      })
    }
  }
  return rows
}

/**
 * The report's metrics: each that is a finite number on at least one side, and, without a value, each that should be one and is not (NaN, an
 * infinity, a duplicate). Text, lists and the like are left out; the number of rows of a slice is with its metrics. `change` is value - baseline, absent where it overflows.
 */
export function compareMetrics(sides: MetricSides): MetricReport[] {
  const rows = collectRows(sides)
  const supports = supportsOf(rows)
  return rows
    .filter((row) => isMetric(row) && row.slice?.isSupport !== true)
    .map((row) => {
      const value = numberOf(row.value)
      const committed = row.measured ? numberOf(row.committed) : undefined
      const baseline = numberOf(row.baseline)
      const change = value === undefined || baseline === undefined ? undefined : value - baseline
      const interval = intervalReport(sides.certainties?.get(metricKey(row.path, row.name)))
      return {
        name: row.name,
        path: row.path,
        ...(value === undefined ? {} : { value }),
        ...(committed === undefined ? {} : { committed }),
        ...(baseline === undefined ? {} : { baseline }),
        ...(row.baselineMeasured ? { baseline_measured: true } : {}),
        ...(change === undefined || !Number.isFinite(change) ? {} : { change }),
        ...(interval === undefined || value === undefined ? {} : { interval }),
        ...(row.slice === undefined ? {} : { slice: sliceReport(row.slice, supports.get(sliceKey(row) ?? '')) }),
      }
    })
}

function sliceReport({ dimension, value, metric }: SliceEntry, support: Support | undefined): SliceReport {
  return {
    dimension,
    value,
    metric,
    ...(support?.value === undefined ? {} : { support: support.value }),
    ...(support?.baseline === undefined ? {} : { baseline_support: support.baseline }),
  }
}

/** The problem of a whole file is the problem of each of its metrics. */
export function readingOf(file: ParsedFile | undefined, name: string): Reading {
  if (file === undefined) return { kind: 'absent' }
  if (file.problem !== undefined) return { kind: 'problem', problem: file.problem, ...lineOf(file.problem) }
  const leaf = file.leaves.get(name)
  if (leaf === undefined) return { kind: 'absent' }
  if ('problem' in leaf) return { kind: 'problem', problem: leaf.problem, ...lineOf(leaf) }
  return { kind: 'number', value: leaf.value, ...lineOf(leaf) }
}

/** The number of a reading, if it has one. */
export function numberOf(reading: Reading): number | undefined {
  return reading.kind === 'number' ? reading.value : undefined
}

/** True for a problem that is more than harmless text or a list. */
export function isBroken(reading: Reading): boolean {
  return reading.kind === 'problem' && (reading.problem.kind === 'not-finite' || reading.problem.kind === 'duplicate')
}

/** All paths of any side, in a stable order. */
export function pathsOf(sides: MetricSides): string[] {
  const paths = [sides.measured, sides.committed, sides.baseline].flatMap((files) => [...(files?.keys() ?? [])])
  return [...new Set(paths)].sort(compareText)
}

function isMetric(row: MetricRow): boolean {
  return [row.value, row.committed, row.baseline].some((reading) => reading.kind === 'number') || isBroken(row.value)
}
