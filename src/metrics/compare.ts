import type { MetricReport } from '../report/report.js'
import { metricKey } from './measured-again.js'
import type { NoiseRules } from './noise.js'
import { compareText } from './order.js'
import { lineOf, type MetricFiles, type ParsedFile, type Problem } from './parsed-file.js'

/** The three places that metrics come from. Files are by workspace path. */
export interface MetricSides {
  /**
   * What was measured in this run: one entry for every file that the evaluation is there to make, `unreadableFile` for
   * one that it did not make. Absent when nothing was measured; then the committed values count.
   */
  measured?: MetricFiles | undefined
  /** What the commit says, from Git or by dvc.lock. */
  committed: MetricFiles
  /**
   * What a change is held against. An empty map is a baseline without metrics, where everything is new; a file that is known to be
   * there and can't be had is `unreadableFile`. Absent when there is no baseline at all.
   */
  baseline?: MetricFiles | undefined
  /** The metrics whose baseline was measured in this run (`metricKey`). */
  baselineMeasured?: ReadonlySet<string> | undefined
  /** How much metrics scatter by themselves. */
  noise?: NoiseRules | undefined
}

/** What one side says of one metric. */
export type Reading =
  | { kind: 'number'; value: number; line?: number }
  | { kind: 'problem'; problem: Problem; line?: number }
  | { kind: 'absent'; line?: never }

/** One metric on all sides. */
export interface MetricRow {
  path: string
  name: string
  /** True when this run's evaluation makes the file. */
  measured: boolean
  /** What counts: the measured value, and the committed one where nothing was measured. */
  value: Reading
  committed: Reading
  baseline: Reading
  /** True when the baseline's value was measured in this run too. */
  baselineMeasured: boolean
}

/** Everything that any side has under a dotted name, numbers or not: by path, then in the order of the file. */
export function collectRows(sides: MetricSides): MetricRow[] {
  const rows: MetricRow[] = []
  for (const path of pathsOf(sides)) {
    const measured = sides.measured?.get(path)
    const committed = sides.committed.get(path)
    const baseline = sides.baseline?.get(path)
    const value = measured ?? committed
    const names = new Set([value, committed, baseline].flatMap((file) => [...(file?.leaves.keys() ?? [])]))
    for (const name of names) {
      rows.push({
        path,
        name,
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
 * The report's metrics: what is a finite number on at least one side, and what should be one and is not (NaN, an infinity, a
 * duplicate), without a value. Text, lists and the like are left out. `change` is value - baseline, absent when it overflows.
 */
export function compareMetrics(sides: MetricSides): MetricReport[] {
  return collectRows(sides)
    .filter(isMetric)
    .map((row) => {
      const value = numberOf(row.value)
      const committed = row.measured ? numberOf(row.committed) : undefined
      const baseline = numberOf(row.baseline)
      const change = value === undefined || baseline === undefined ? undefined : value - baseline
      return {
        name: row.name,
        path: row.path,
        ...(value === undefined ? {} : { value }),
        ...(committed === undefined ? {} : { committed }),
        ...(baseline === undefined ? {} : { baseline }),
        ...(row.baselineMeasured ? { baseline_measured: true } : {}),
        ...(change === undefined || !Number.isFinite(change) ? {} : { change }),
      }
    })
}

/** A file's whole problem stands for each of its metrics. */
export function readingOf(file: ParsedFile | undefined, name: string): Reading {
  if (file === undefined) return { kind: 'absent' }
  if (file.problem !== undefined) return { kind: 'problem', problem: file.problem, ...lineOf(file.problem) }
  const leaf = file.leaves.get(name)
  if (leaf === undefined) return { kind: 'absent' }
  if ('problem' in leaf) return { kind: 'problem', problem: leaf.problem, ...lineOf(leaf) }
  return { kind: 'number', value: leaf.value, ...lineOf(leaf) }
}

/** The number of a reading, if it is one. */
export function numberOf(reading: Reading): number | undefined {
  return reading.kind === 'number' ? reading.value : undefined
}

/** True for what can't be excused as a metrics file's harmless text or list. */
export function isBroken(reading: Reading): boolean {
  return reading.kind === 'problem' && (reading.problem.kind === 'not-finite' || reading.problem.kind === 'duplicate')
}

/** Every path of any side, in a stable order. */
export function pathsOf(sides: MetricSides): string[] {
  const paths = [sides.measured, sides.committed, sides.baseline].flatMap((files) => [...(files?.keys() ?? [])])
  return [...new Set(paths)].sort(compareText)
}

function isMetric(row: MetricRow): boolean {
  return [row.value, row.committed, row.baseline].some((reading) => reading.kind === 'number') || isBroken(row.value)
}
