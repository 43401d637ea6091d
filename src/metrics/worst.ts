import type { PolicyReport } from '../report/report.js'
import { sliceLabel } from '../report/slice-report.js'
import type { Policy } from '../settings/settings.js'
import { difference } from '../text/numbers.js'
import { count, named } from '../text/words.js'
import { type MetricRow, numberOf } from './compare.js'
import { limitsOf, type PolicyLimit, rulesOf } from './limits.js'
import { sliceKey, supportsOf } from './slice-support.js'

/** Metrics that a message names. */
const MOST_NAMES = 5

/** A row of a slice with its results: one for each rule of the policy. */
export interface JudgedSlice {
  row: MetricRow
  results: readonly PolicyReport[]
}

/** The slices that a policy judges, and those with fewer rows than its `min_support`. */
export interface SliceChoice {
  judged: MetricRow[]
  small: MetricRow[]
  /** Number of slices; a slice may have several metrics. */
  slices: number
  smallSlices: number
  /** Slices that are judged although their number of rows is not known. */
  unknown: number
}

/**
 * Leaves out the slices that have fewer rows than `min_support`. A slice that is gone has the number of rows of the baseline.
 * @param rows the rows of the policy's selector
 * @param all the rows of all metrics, which have the numbers of rows
 */
export function chooseSlices(
  { minSupport }: Policy,
  rows: readonly MetricRow[],
  all: readonly MetricRow[],
): SliceChoice {
  const supports = minSupport === undefined ? undefined : supportsOf(all)
  const supportOf = (row: MetricRow) => {
    const support = supports?.get(sliceKey(row) ?? '')
    return row.value.kind === 'absent' ? support?.baseline : support?.value
  }
  const isSmall = (row: MetricRow) => minSupport !== undefined && (supportOf(row) ?? minSupport) < minSupport
  const [small, judged] = [rows.filter(isSmall), rows.filter((row) => !isSmall(row))]
  const distinct = (some: readonly MetricRow[]) => new Set(some.map(sliceKey)).size
  return {
    judged,
    small,
    slices: distinct(judged),
    smallSlices: distinct(small),
    unknown: minSupport === undefined ? 0 : distinct(judged.filter((row) => supportOf(row) === undefined)),
  }
}

/** The name of a slice's metric in messages: `recall of region=eu, the worst of 12 slices,`. */
export function worstLabel(row: MetricRow, { slices }: SliceChoice): string {
  return `${labelOf(row)}, ${slices === 1 ? 'the only slice' : `the worst of ${slices} slices`},`
}

/** For each rule of a policy, the result of the slice that is furthest beyond the limit: it fails if any slice fails. */
export function worstResults(
  policy: Policy,
  slices: readonly JudgedSlice[],
  { slices: of, smallSlices, unknown }: SliceChoice,
): { row: MetricRow; result: PolicyReport }[] {
  const limits = new Map(limitsOf(policy).map((limit) => [limit.rule, limit]))
  return rulesOf(policy).flatMap((rule) => {
    const found = slices.flatMap(({ row, results }) =>
      results.filter((result) => result.rule === rule).map((result) => ({ row, result })),
    )
    const limit = limits.get(rule)
    const rank = (one: (typeof found)[number]) => urgency(one.row, one.result, limit)
    const worst = found.reduce<(typeof found)[number] | undefined>((most, one) => {
      if (most === undefined) return one
      const order = rank(one) - rank(most)
      return order < 0 || (order === 0 && excess(one.result, limit) > excess(most.result, limit)) ? one : most
    }, undefined)
    if (worst === undefined) return []
    const failed = new Set(found.filter(({ result }) => !result.passed).map(({ row }) => sliceKey(row))).size
    const { row, result } = worst
    const notes = [
      ...(failed > 1 ? [`${failed} of ${of} slices fail.`] : []),
      ...smallNotes(policy, smallSlices, unknown),
    ]
    return [
      {
        row,
        result: {
          ...result,
          metric: policy.metric,
          message: [result.message, ...notes].join(' '),
          slice: {
            path: row.path,
            name: row.name,
            label: labelOf(row),
            of,
            ...(failed > 0 ? { failed } : {}),
            ...(smallSlices > 0 ? { small: smallSlices } : {}),
          },
        },
      },
    ]
  })
}

/** The results of a policy of whose slices none has enough rows: it fails, because nothing was judged. */
export function allSmall(policy: Policy, { smallSlices }: SliceChoice): PolicyReport[] {
  const passed = policy.missing === 'ignore'
  return rulesOf(policy).map((rule) => ({
    metric: policy.metric,
    rule,
    passed,
    severity: policy.severity,
    message: `${policy.metric} judges no slice: ${smallSlices === 1 ? 'its only slice has' : `all ${smallSlices} slices have`} fewer rows than \`min_support: ${policy.minSupport}\`${passed ? ', which `missing: ignore` allows' : ''}.`,
  }))
}

/** What a policy could name, for one that selects no slice. */
export function knownSlices(rows: readonly MetricRow[]): string {
  const metrics = rows.flatMap(({ slice, value }) =>
    slice === undefined || slice.isSupport || numberOf(value) === undefined ? [] : [slice.metric],
  )
  const dimensions = rows.flatMap(({ slice }) => (slice === undefined ? [] : [slice.dimension]))
  return metrics.length === 0
    ? 'No metrics file has a slice.'
    : `The slices by ${named([...new Set(dimensions)], MOST_NAMES)} have ${named([...new Set(metrics)], MOST_NAMES)}.`
}

function labelOf({ name, slice }: MetricRow): string {
  return slice === undefined ? name : `${slice.metric} of ${sliceLabel(slice)}`
}

function smallNotes({ minSupport }: Policy, small: number, unknown: number): string[] {
  return [
    ...(small > 0
      ? [`${count(small, 'slice')} with fewer than ${minSupport} rows ${small === 1 ? 'is' : 'are'} not judged.`]
      : []),
    ...(unknown > 0
      ? [
          `${count(unknown, 'slice')} ${unknown === 1 ? 'has' : 'have'} no number of rows, and ${unknown === 1 ? 'is' : 'are'} judged.`,
        ]
      : []),
  ]
}

/**
 * The order in which results stand for the policy; the lowest does. A number that misses the limit comes first. A file that
 * was not read comes last of the failures: a run for a fork leaves such a result out, and must not leave out another one.
 */
function urgency(row: MetricRow, { passed, value, baseline }: PolicyReport, limit: PolicyLimit | undefined): number {
  if (passed) return value === undefined ? 6 : 5
  const isWhole = value !== undefined && (baseline !== undefined || limit?.against !== 'baseline')
  if (isWhole) return 0
  if (row.value.kind === 'absent') return 1
  if (row.value.kind === 'problem') return row.value.problem.kind === 'file' ? 4 : 2
  return 3
}

/** How far a value is beyond the limit; negative within it. */
function excess({ value, baseline }: PolicyReport, limit: PolicyLimit | undefined): number {
  if (value === undefined || limit === undefined) return Number.NEGATIVE_INFINITY
  if (limit.against === 'value') return limit.kind === 'min' ? limit.bound - value : value - limit.bound
  if (baseline === undefined) return Number.NEGATIVE_INFINITY
  const change = difference(value, baseline)
  if (limit.kind === 'unchanged') return Math.abs(change)
  const { amount, unit } = limit.limit
  return (limit.kind === 'max_drop' ? -change : change) - (unit === 'share' ? amount * Math.abs(baseline) : amount)
}
