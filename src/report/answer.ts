import { appendTo } from '../text/append-to.js'
import { named } from '../text/words.js'
import { changeOf, changeText } from './change.js'
import { dataGist, isDescribed, sizeDifference } from './data-lines.js'
import type { DataReport } from './data-report.js'
import { shorten } from './escape.js'
import { formatBytes, formatNumber } from './numbers.js'
import { gateNumber, metricOf, metricsByLabel, policyState } from './policy-state.js'
import type { MetricReport, ParamReport, PolicyReport, Report } from './report.js'
import { wholeMetrics } from './slices.js'

/** How much of each subject the line has. */
const MOST = { metrics: 3, params: 3, data: 2, code: 2 }
/** Characters of a parameter's value. */
const LONGEST_VALUE = 30
/** Characters of the line of described data. */
const LONGEST_DATA = 160

/**
 * What a reviewer asks of a change, in one line: the metrics that policies name with their change against the
 * baseline, those that fail first, then the parameters, the source data and the code that changed. Without a policy,
 * the metrics that changed. Numbers of an older model than that of the change are left out.
 * @returns empty where there is nothing to tell
 */
export function answerOf(report: Report): string {
  return [metricsText(report), ...changedInputs(report)].filter((part) => part !== '').join(' · ')
}

/** Parameters, source data and code that changed. */
export function changedInputs({ params, data, stages }: Pick<Report, 'params' | 'data' | 'stages'>): string[] {
  const code = stages.flatMap(({ causes, reproduced = [] }) =>
    [...causes, ...reproduced].flatMap(({ kind, path }) => (kind === 'code' && path !== undefined ? [path] : [])),
  )
  const changedCode = named([...new Set(code)], MOST.code)
  return [
    first(params, MOST.params, paramText),
    first(
      data.filter(({ stage }) => stage === undefined),
      MOST.data,
      sourceText,
      // A described one has commas of its own.
      data.some((item) => item.stage === undefined && isDescribed(item)) ? ' · ' : ', ',
    ),
    changedCode === '' ? '' : `${changedCode} changed`,
  ]
}

function metricsText({ metrics, policies, conclusion }: Report): string {
  // The cause of a failure says why a number is absent.
  const known = conclusion === 'failure' ? metrics.filter(({ value }) => value !== undefined) : metrics
  const rows = judged(known, policies)
  if (rows.length === 0) return ''
  const hasBaseline = rows.some(({ metric }) => metric.baseline !== undefined)
  const text = first(rows, MOST.metrics, (row) => metricText(row, hasBaseline))
  return hasBaseline ? text : `${text} (no baseline yet)`
}

interface Judged {
  label: string
  metric: MetricReport
  policies: readonly PolicyReport[]
}

/** The metrics of the line in its order. */
function judged(metrics: readonly MetricReport[], policies: readonly PolicyReport[]): Judged[] {
  const byName = metricsByLabel(metrics)
  const byLabel = new Map<string, PolicyReport[]>()
  for (const policy of policies) {
    const label = policy.slice?.label ?? policy.metric
    appendTo(byLabel, label, policy)
  }
  const rows = [...byLabel].flatMap(([label, own]): Judged[] => {
    const [metric] = own.flatMap((policy) => metricOf(policy, byName) ?? [])
    return metric === undefined || own.some(({ stale }) => stale) ? [] : [{ label, metric, policies: own }]
  })
  if (rows.length > 0) return rows.sort((one, other) => rank(one) - rank(other))
  // A policy on data has a value or passed, and names no metric.
  if (policies.some(({ metric, value, passed }) => byName.has(metric) || (value === undefined && !passed))) return []
  // A policy gives a metric its direction, also in a run that judges none.
  const whole = wholeMetrics(metrics)
  const directed = whole.filter(({ direction }) => direction !== undefined)
  return (directed.length > 0 ? directed : whole)
    .map((metric) => ({ label: metric.name, metric, policies: [] }))
    .sort((one, other) => rank(one) - rank(other))
}

/** Failures first, then what is worse, then other changes. */
function rank({ metric, policies }: Judged): number {
  const states = policies.map(policyState)
  if (states.includes('failed') || states.includes('unjudged')) return 0
  if (states.some((state) => state === 'warned' || state === 'accepted')) return 1
  const { verdict, sign } = changeOf(metric)
  if (verdict === 'worse') return 2
  return sign !== 0 || policies.length > 0 ? 3 : 4
}

/** @param hasBaseline whether another metric has one: then a metric without one is new */
function metricText({ label, metric, policies }: Judged, hasBaseline: boolean): string {
  const { value, baseline } = metric
  if (value === undefined) return `${label} absent`
  const shown = `${label} ${gateNumber(value, policies, baseline)}`
  const change = changeOf(metric)
  const { word } = change
  if (word === 'new') return hasBaseline ? `${shown} (new)` : shown
  if (word === 'same') return `${shown} (unchanged)`
  return `${shown} (${changeText(change)})`
}

/** The first items, and how many others there are: reports may have thousands. One more is shown: its name says more than its number. */
function first<T>(items: readonly T[], most: number, textOf: (item: T) => string, between = ', '): string {
  const shown = items.length === most + 1 ? items : items.slice(0, most)
  const text = shown.map(textOf).join(between)
  return items.length > shown.length ? `${text} and ${items.length - shown.length} more` : text
}

function paramText({ path, name, baseline, value }: ParamReport): string {
  const label = path === 'params.yaml' ? name : `${path}:${name}`
  if (value === undefined) return `${label} removed (was ${shown(baseline)})`
  return baseline === undefined ? `${label} = ${shown(value)} (new)` : `${label} ${shown(baseline)} → ${shown(value)}`
}

function shown(value: unknown): string {
  const text =
    typeof value === 'string' ? value : typeof value === 'number' ? formatNumber(value) : JSON.stringify(value)
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE - 1)}…` : text
}

/** The change of a file or folder: `data/raw.csv +1.2 MB`, of a described one `data/raw.csv: 1,997 rows (+200)`. */
function sourceText(item: DataReport): string {
  const { path, change, size } = item
  if (isDescribed(item)) return `${path}: ${shorten(dataGist(item) || 'changed', LONGEST_DATA)}`
  if (change === 'deleted') return `${path} removed`
  if (change === 'added') return `${path} new${size === undefined ? '' : ` (${formatBytes(size)})`}`
  return `${path} ${sizeDifference(item) || 'changed'}`
}
