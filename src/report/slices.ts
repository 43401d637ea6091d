import { count, named } from '../text/words.js'
import { changeCell, INTERVAL, intervalText } from './change.js'
import { formatChange, formatNumber } from './numbers.js'
import { policyState } from './policy-state.js'
import type { MetricReport, Report } from './report.js'
import { code, number, type Section, type Tone, text } from './section.js'
import { sliceLabel } from './slice-report.js'

/** Title of the section of the slices. */
export const SLICES = 'Slices'

/** Slices of one metric and dimension that are shown: hundreds would hide the worst ones. */
const MOST_SHOWN = 3
/** The note of a slice that is gone, or whose metric is no number. */
const ABSENT = 'without a value'
const ORDINALS = ['', '2nd ', '3rd ']
/** Dimensions that a summary names. */
const MOST_NAMES = 3

/** One row of the table. */
export interface ShownSlice {
  metric: MetricReport
  /** Why it is shown: `lowest of 12`. */
  note: string
}

/** The metrics of the whole data. Hundreds of metrics of slices have a table of their own. */
export function wholeMetrics(metrics: readonly MetricReport[]): MetricReport[] {
  return metrics.filter(({ slice }) => slice === undefined)
}

/**
 * The slices of the table: for each file, dimension and metric those without a value, the worst ones, then the one that changed most for the worse, and
 * every one that a policy reports. The direction of a metric is that of its policies. Without one, no slice is the worst:
 * those that changed most are shown, or the lowest ones where there is no baseline.
 */
export function shownSlices({ metrics, policies }: Pick<Report, 'metrics' | 'policies'>): ShownSlice[] {
  const groups = new Map<string, MetricReport[]>()
  for (const metric of metrics) {
    if (metric.slice === undefined) continue
    const key = JSON.stringify([metric.path, metric.slice.dimension, metric.slice.metric])
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [metric])
    else group.push(metric)
  }
  const reported = new Set(policies.flatMap(({ slice }) => (slice === undefined ? [] : [keyOf(slice)])))
  return [...groups.values()].flatMap((group) => worstOf(group, reported))
}

/** The number of slices, and their dimensions. */
export function sliceSummary({ metrics }: Pick<Report, 'metrics'>): string {
  const slices = metrics.flatMap(({ path, slice }) => (slice === undefined ? [] : [{ path, ...slice }]))
  const distinct = new Set(slices.map(({ path, dimension, value }) => JSON.stringify([path, dimension, value])))
  return `${count(distinct.size, 'slice')} by ${named([...new Set(slices.map(({ dimension }) => dimension))], MOST_NAMES)}`
}

/** The worst slices; without a row where the evaluation writes no slice. */
export function slicesSection(report: Pick<Report, 'metrics' | 'policies'>): Section {
  const tones = tonesOf(report)
  return {
    title: SLICES,
    columns: ['Metric', 'Slice', 'Value', INTERVAL, 'Baseline', 'Change', 'Rows', 'Note'],
    rows: shownSlices(report).map(({ metric, note }) => {
      const { value, baseline, slice, name } = metric
      return {
        tone: tones.get(keyOf(metric)) ?? (value === undefined ? 'warn' : 'plain'),
        cells: [
          code(slice?.metric ?? name),
          code(slice === undefined ? '' : sliceLabel(slice)),
          number(value === undefined ? 'absent' : formatNumber(value, baseline)),
          number(intervalText(metric)),
          number(baseline === undefined ? '' : formatNumber(baseline, value)),
          changeCell(metric),
          number(supportText(slice)),
          text(note),
        ],
      }
    }),
  }
}

/** The tone of each slice that a policy reports. */
function tonesOf({ policies }: Pick<Report, 'policies'>): ReadonlyMap<string, Tone> {
  const tones = new Map<string, Tone>()
  for (const policy of policies) {
    const state = policyState(policy)
    if (policy.slice === undefined || state === 'held') continue
    const key = keyOf(policy.slice)
    if (tones.get(key) !== 'bad') tones.set(key, state === 'failed' ? 'bad' : 'warn')
  }
  return tones
}

function worstOf(group: readonly MetricReport[], reported: ReadonlySet<string>): ShownSlice[] {
  const present = group.filter(({ value }) => value !== undefined)
  const of = `of ${present.length}`
  const [direction] = group.flatMap((metric) => metric.direction ?? [])
  const sign = direction === 'down' ? -1 : 1
  const hasChange = group.some(({ change }) => change !== undefined && change !== 0)
  const byValue = sorted(present, ({ value = 0 }) => sign * value)
  const byChange = sorted(present, ({ change = 0 }) => (direction === undefined ? -Math.abs(change) : sign * change))
  const isUndirectedChange = direction === undefined && hasChange
  const notes = new Map<MetricReport, string>()
  const add = (metric: MetricReport | undefined, note: string) => {
    if (metric !== undefined && !notes.has(metric)) notes.set(metric, note)
  }
  const first = isUndirectedChange ? 'largest change' : direction === 'down' ? 'highest' : 'lowest'
  const inOrder = isUndirectedChange ? byChange : byValue
  for (const metric of group.filter(({ value }) => value === undefined).slice(0, MOST_SHOWN)) add(metric, ABSENT)
  for (const [index, metric] of inOrder.slice(0, MOST_SHOWN).entries())
    add(metric, `${ORDINALS[index] ?? ''}${first} ${of}`)
  const [fell] = byChange
  if (direction !== undefined && fell?.change !== undefined && sign * fell.change < 0)
    add(fell, `${direction === 'up' ? 'largest fall' : 'largest rise'} ${of}`)
  for (const metric of group) if (reported.has(keyOf(metric))) add(metric, 'named by a policy')
  return [...notes].map(([metric, note]) => ({ metric, note: group.length === 1 && note !== ABSENT ? '' : note }))
}

/** In rising order. */
function sorted(group: readonly MetricReport[], keyOf: (metric: MetricReport) => number): MetricReport[] {
  return group
    .map((metric) => ({ metric, key: keyOf(metric) }))
    .sort((one, other) => (one.key < other.key ? -1 : one.key > other.key ? 1 : 0))
    .map(({ metric }) => metric)
}

/** `120 (+20)`: the number of rows, with its change. */
function supportText(slice: MetricReport['slice']): string {
  const { support, baseline_support: before } = slice ?? {}
  if (support === undefined) return ''
  const rows = formatNumber(support)
  return before === undefined || before === support ? rows : `${rows} (${formatChange(support - before)})`
}

function keyOf({ path, name }: { path: string; name: string }): string {
  return JSON.stringify([path, name])
}
