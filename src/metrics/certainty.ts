import type { IntervalReport } from '../report/interval-report.js'
import type { Policy } from '../settings/settings.js'
import { metricKey } from './measured-again.js'
import type { Leaf, MetricFiles, ParsedFile } from './parsed-file.js'

/** The confidence of the intervals that a report shows. */
export const CONFIDENCE = 0.95

/** An interval of a metric, and of its change where both sides have the same rows. */
export interface Interval {
  confidence: number
  low: number
  high: number
  change_low?: number
  change_high?: number
}

/** How certain the value of a metric is, by the predictions behind it. */
export interface Certainty {
  /** Absent where it has none. */
  intervals?: readonly Interval[]
  /** Why it has no interval, as a clause. */
  lack?: string
  /** Why its change has none, as a clause. */
  unpaired?: string
  /** Rows of the predictions. */
  rows?: number
}

/** The certainty of metrics, by `metricKey`. */
export type Certainties = ReadonlyMap<string, Certainty>

/** A part of the rows of predictions, with its metrics. */
export interface SliceOfPredictions {
  dimension: string
  value: string
  rows: number
  baseline_rows?: number
  metrics: readonly { name: string; value?: number; baseline?: number; intervals?: readonly Interval[] }[]
}

/** The levels of confidence that reports and policies need. */
export function levelsOf(policies: readonly Policy[]): number[] {
  return [...new Set([CONFIDENCE, ...policies.flatMap(({ confidence }) => confidence ?? [])])].sort()
}

/** The interval at a level, if there is one. */
export function intervalAt(certainty: Certainty | undefined, confidence: number): Interval | undefined {
  return certainty?.intervals?.find((each) => each.confidence === confidence)
}

/**
 * The intervals that are about these numbers. `metrics.tolerance` lets predictions give another value than the metric's, and
 * an interval around that one says nothing of this one.
 */
export function aboutTheValue(
  intervals: readonly Interval[],
  { value, baseline }: Pick<AskedMetric, 'value' | 'baseline'>,
): Pick<Certainty, 'intervals' | 'lack' | 'unpaired'> {
  const change = baseline === undefined ? Number.NaN : value - baseline
  // The bounds have ten digits.
  const slack = 1e-9 * Math.max(Math.abs(value), Math.abs(baseline ?? 0))
  const has = (low: number, high: number, number: number) => low - slack <= number && number <= high + slack
  const isOther = ({ change_low: changeLow, change_high: changeHigh }: Interval) =>
    changeLow !== undefined && changeHigh !== undefined && !has(changeLow, changeHigh, change)
  const own = intervals.filter(({ low, high }) => has(low, high, value))
  return {
    ...(own.length === 0
      ? {}
      : {
          intervals: own.map((each) => {
            const { confidence, low, high } = each
            return isOther(each) ? { confidence, low, high } : each
          }),
        }),
    ...(own.length === intervals.length ? {} : { lack: 'that of the predictions does not have its value' }),
    ...(own.some(isOther) ? { unpaired: 'that of the predictions does not have its change' } : {}),
  }
}

const AMBIGUOUS = 'several tables of metrics.predictions give its value'

/**
 * The certainty of a metric from one more table. Two tables can give the same number by chance: then which of them the metric
 * is of is unknown.
 */
export function ofTables(known: Certainty | undefined, found: Certainty): Certainty {
  if (known?.lack === AMBIGUOUS) return known
  if (known?.intervals === undefined) return found
  if (found.intervals === undefined || JSON.stringify(known.intervals) === JSON.stringify(found.intervals)) return known
  return { lack: AMBIGUOUS }
}

/** The interval of a metric as the report has it. */
export function intervalReport(certainty: Certainty | undefined): IntervalReport | undefined {
  const interval = intervalAt(certainty, CONFIDENCE)
  if (certainty === undefined || interval === undefined) return undefined
  const { low, high, change_low: changeLow, change_high: changeHigh } = interval
  return {
    confidence: CONFIDENCE,
    low,
    high,
    ...(changeLow === undefined || changeHigh === undefined
      ? {}
      : { change_low: changeLow, change_high: changeHigh, significant: changeLow > 0 || changeHigh < 0 }),
    ...(certainty.rows === undefined ? {} : { rows: certainty.rows }),
  }
}

/** The metrics of slices as metrics files of both sides, and their certainty. */
export interface SliceFiles {
  now: ParsedFile
  before?: ParsedFile
  certainties: Map<string, Certainty>
}

/**
 * The metrics of slices as an evaluation would write them: `slices.region.eu.recall`, with the number of rows as `n`.
 * @param path of the table of predictions
 * @param unpaired why the rows of both sides do not belong together
 */
export function sliceFiles(path: string, slices: readonly SliceOfPredictions[], unpaired?: string): SliceFiles {
  const [now, before, certainties] = [new Map<string, Leaf>(), new Map<string, Leaf>(), new Map<string, Certainty>()]
  let hasBaseline = false
  for (const { dimension, value, rows, baseline_rows: baselineRows, metrics } of slices) {
    const prefix = `slices.${dimension}.${value}`
    const support = { slice: { dimension, value, metric: 'n', isSupport: true } } as const
    if (rows > 0) now.set(`${prefix}.n`, { value: rows, ...support })
    if (baselineRows !== undefined) {
      hasBaseline = true
      if (baselineRows > 0) before.set(`${prefix}.n`, { value: baselineRows, ...support })
    }
    for (const { name, value: measured, baseline, intervals } of metrics) {
      const full = `${prefix}.${name}`
      const slice = { dimension, value, metric: name }
      if (measured !== undefined) now.set(full, { value: measured, slice })
      if (baseline !== undefined) before.set(full, { value: baseline, slice })
      certainties.set(metricKey(path, full), {
        rows,
        ...(intervals === undefined ? { lack: `the slice has ${rows} rows` } : { intervals }),
        ...(unpaired === undefined ? {} : { unpaired }),
      })
    }
  }
  return { now: { path, leaves: now }, ...(hasBaseline ? { before: { path, leaves: before } } : {}), certainties }
}

/** A metric that predictions may give: a number of the whole data. */
export interface AskedMetric {
  /** Its metrics file. */
  path: string
  key: string
  name: string
  value: number
  baseline?: number
}

/** The metrics that predictions may give. */
export function askedMetrics(files: MetricFiles, baseline: MetricFiles | undefined): AskedMetric[] {
  return [...files].flatMap(([path, { leaves }]) =>
    [...leaves].flatMap(([name, leaf]) => {
      if (!('value' in leaf) || leaf.slice !== undefined) return []
      const before = baseline?.get(path)?.leaves.get(name)
      return [
        {
          path,
          key: metricKey(path, name),
          name,
          value: leaf.value,
          ...(before === undefined || !('value' in before) ? {} : { baseline: before.value }),
        },
      ]
    }),
  )
}
