import type { PolicyReport } from '../report/report.js'
import type { Policy } from '../settings/settings.js'
import { nearestMetrics } from '../text/nearest.js'
import { formatNumber } from '../text/numbers.js'
import { intervalAt } from './certainty.js'
import { collectRows, type MetricRow, type MetricSides, numberOf, pathsOf, type Reading } from './compare.js'
import { type Held, judgeLimit, limitsOf, rulesOf } from './limits.js'
import { metricKey } from './measured-again.js'
import { type Band, bandOf } from './noise.js'
import type { ParsedFile, Problem } from './parsed-file.js'
import { compileSelector, type Selector } from './selector.js'
import { allSmall, chooseSlices, knownSlices, worstLabel, worstResults } from './worst.js'

/**
 * Judges every policy: one result for each of its limits and each metric that it names, in the order of the policies, then of
 * the metrics. It fails closed: a metric that is missing, unreadable, NaN or no number fails every limit. So do a
 * policy that names no metric, and a drop that cannot be computed. A missing metric passes under `missing: ignore`. A metric
 * that no file of the baseline has is new: it has no drop and no rise, but `min` and `max` apply.
 *
 * A policy that names no file is about measured metrics first: the committed metric of another file does not count beside a
 * measured one of that name, nor where the evaluation wrote no number at all.
 *
 * A policy with a metric's name also matches text, lists, true, false and null. A pattern matches them only where another side
 * has a number under that name, or where the text reads like a number.
 */
export function judge(policies: readonly Policy[], sides: MetricSides): PolicyReport[] {
  return judgeEach(policies, sides).map(({ result }) => result)
}

/** A result with its origin. */
export interface Judged {
  policy: Policy
  /** Name of the metric without its file; the policy's text where there is none. */
  metric: string
  /** The metric's file, where there is such a metric. */
  path?: string
  result: PolicyReport
}

/**
/**
 * As `judge`, with the policy of each result. A policy `worst(…)` has one result for each of its limits: that of the worst slice.
 * @param areFiles what files mean: `moving` have metrics that keep their baseline when they move to another file, and whose
 * names need no file in messages; `fixed` are named in messages, and each has a baseline of its own alone
 */
export function judgeEach(
  policies: readonly Policy[],
  sides: MetricSides,
  areFiles: 'moving' | 'fixed' = 'moving',
): Judged[] {
  const rows = collectRows(sides)
  const context: JudgeContext = { sides, rows, labels: labelsOf(rows, areFiles), areFiles }
  return policies.flatMap((policy) => judgePolicy(policy, context))
}

/** True unless a result fails. A policy with the severity `warning` never counts as failed, nor one that a user accepted. */
export function gatePassed(results: readonly PolicyReport[]): boolean {
  return results.every((result) => result.passed || result.severity === 'warning' || result.accepted !== undefined)
}

interface JudgeContext {
  sides: MetricSides
  rows: MetricRow[]
  /** The metric's name, after its file where two files have the same name. */
  labels: ReadonlyMap<MetricRow, string>
  areFiles: 'moving' | 'fixed'
}

function judgePolicy(policy: Policy, context: JudgeContext): Judged[] {
  const selector = compileSelector(policy.metric)
  const selected = measuredFirst(
    context.rows.filter((row) => isSelected(row, selector)),
    selector,
  )
  const rows = selected.filter((row) => context.areFiles === 'fixed' || !hasMoved(row, selected))
  const hollow = rows.length === 0 ? [] : hollowFiles(rows, selector, context.sides)
  if (hollow.length > 0) return onlyFirst(selector, judgeUnmeasured(policy, rows, hollow))
  if (selector.worst !== undefined && rows.length > 0) return judgeSlices(policy, rows, context)
  if (rows.length === 0)
    return judgeNothing(policy, selector, context).map((result) => ({ policy, metric: policy.metric, result }))
  return rows.flatMap((row) =>
    judgeRow(policy, row, context).map((result) => ({ policy, metric: row.name, path: row.path, result })),
  )
}

/** The worst slice for each limit. An acceptance names the policy, because it lets every failing slice pass. */
function judgeSlices(policy: Policy, rows: readonly MetricRow[], context: JudgeContext): Judged[] {
  const choice = chooseSlices(policy, rows, context.rows)
  if (choice.judged.length === 0)
    return allSmall(policy, choice).map((result) => ({ policy, metric: policy.metric, result }))
  const slices = choice.judged.map((row) => ({
    row,
    results: judgeRow(policy, row, context, worstLabel(row, choice)),
  }))
  return worstResults(policy, slices, choice).map(({ row, result }) => ({
    policy,
    metric: policy.metric,
    path: row.path,
    result,
  }))
}

/** The results of the first metric alone, for a policy that reports one slice of hundreds. */
function onlyFirst({ worst }: Selector, judged: Judged[]): Judged[] {
  const [first] = judged
  return worst === undefined
    ? judged
    : judged
        .filter(({ path, metric }) => path === first?.path && metric === first?.metric)
        .map((each) => ({
          ...each,
          metric: each.policy.metric,
          result: { ...each.result, metric: each.policy.metric },
        }))
}

function judgeRow(
  policy: Policy,
  row: MetricRow,
  context: JudgeContext,
  metric = context.labels.get(row) ?? row.name,
): PolicyReport[] {
  const value = numberOf(row.value)
  if (value === undefined) {
    const result = withoutValue(policy, row, metric)
    return rulesOf(policy).map((rule) => ({
      metric,
      rule,
      severity: policy.severity,
      ...baselineEntry(numberOf(row.baseline)),
      ...result,
    }))
  }
  const held: Held = {
    metric,
    value,
    baseline: baselineOf(row, context),
    baselineMeasured: row.baselineMeasured,
    ...bandEntry(row, context),
    ...certaintyEntry(policy, row, context),
  }
  const base = {
    metric,
    severity: policy.severity,
    value,
    ...baselineEntry(held.baseline.kind === 'number' ? held.baseline.value : undefined),
  }
  const limits = limitsOf(policy)
  if (limits.length > 0) return limits.map((limit) => ({ ...base, rule: limit.rule, ...judgeLimit(limit, held) }))
  return rulesOf(policy).map((rule) => ({
    ...base,
    rule,
    passed: true,
    message: `${metric} is ${formatNumber(value)}; no limit is set for it.`,
  }))
}

/**
 * Measured comes first: a policy that names no file is about the measured metric of that name where there is one, and not
 * about the committed one of another file.
 */
function measuredFirst(selected: readonly MetricRow[], { namesFile }: Selector): MetricRow[] {
  return selected.filter(
    (row) =>
      row.measured ||
      namesFile(row.path) ||
      !selected.some((other) => other.measured && other.name === row.name && !namesFile(other.path)),
  )
}

/**
 * The measured files, if none of them has a number while a policy that names no file would pass on files that were not
 * measured: the evaluation should have written its metric.
 */
function hollowFiles(rows: readonly MetricRow[], { namesFile }: Selector, { measured }: MetricSides): ParsedFile[] {
  const files = [...(measured?.values() ?? [])].sort((a, b) => (a.path < b.path ? -1 : 1))
  if (rows.some((row) => row.measured || namesFile(row.path))) return []
  return files.some(({ leaves }) => [...leaves.values()].some((leaf) => 'value' in leaf)) ? [] : files
}

function judgeUnmeasured(policy: Policy, rows: readonly MetricRow[], hollow: readonly ParsedFile[]): Judged[] {
  const reasons = hollow.map(({ path, problem }) => problem?.message ?? `${path} has no number`)
  return rows.flatMap(({ name, path }) =>
    rulesOf(policy).map((rule) => ({
      policy,
      metric: name,
      path,
      result: {
        metric: name,
        rule,
        passed: false,
        severity: policy.severity,
        message: `${name} was not measured: ${reasons.join('; ')}. The committed ${path} has it; a policy named ${path}:${name} is about that one.`,
      },
    })),
  )
}

/** True for a metric whose file was moved: it is judged in its new file, by the same policy and against the same baseline. */
function hasMoved(row: MetricRow, selected: readonly MetricRow[]): boolean {
  const isLost = (other: MetricRow) =>
    other.name === row.name &&
    other.baseline.kind !== 'absent' &&
    other.value.kind === 'absent' &&
    other.committed.kind === 'absent'
  if (!isLost(row) || selected.filter(isLost).length > 1) return false
  return selected.some(
    (other) => other.name === row.name && other.value.kind !== 'absent' && other.baseline.kind === 'absent',
  )
}

function bandEntry({ path, name }: MetricRow, { sides }: JudgeContext): { band?: Band } {
  const band = sides.noise && bandOf(path, name, sides.noise)
  return band === undefined ? {} : { band }
}

function certaintyEntry(
  { confidence }: Policy,
  { path, name }: MetricRow,
  { sides: { certainties } }: JudgeContext,
): Pick<Held, 'certainty'> {
  if (confidence === undefined) return {}
  const certainty = certainties?.get(metricKey(path, name))
  const interval = intervalAt(certainty, confidence)
  const { lack, unpaired } = certainty ?? {}
  return {
    certainty: {
      confidence,
      ...(interval === undefined ? {} : { interval }),
      ...(lack === undefined ? {} : { lack }),
      ...(unpaired === undefined ? {} : { unpaired }),
    },
  }
}

function baselineEntry(baseline: number | undefined): { baseline?: number } {
  return baseline === undefined ? {} : { baseline }
}

function isSelected(row: MetricRow, selector: Selector): boolean {
  const match = selector.match(row.path, row.name, row.slice)
  if (match !== 'pattern') return match === 'named'
  if ([row.value, row.committed, row.baseline].some((reading) => reading.kind === 'number')) return true
  return row.value.kind === 'problem' && row.value.problem.kind !== 'other'
}

function withoutValue(policy: Policy, row: MetricRow, metric: string): { passed: boolean; message: string } {
  if (row.value.kind === 'problem')
    return { passed: false, message: `${metric} cannot be judged: ${row.value.problem.message}.` }
  if (policy.missing === 'ignore')
    return { passed: true, message: `${metric} no longer exists, which \`missing: ignore\` allows.` }
  const before = numberOf(row.baseline)
  const last =
    before === undefined
      ? `only the committed ${row.path} has it`
      : `the baseline has ${formatNumber(before)} in ${row.path}`
  return {
    passed: false,
    message: `${metric} is missing: ${last}. If you removed it on purpose, set \`missing: ignore\` for it or remove its policy.`,
  }
}

function judgeNothing(policy: Policy, selector: Selector, { sides, rows, labels }: JudgeContext): PolicyReport[] {
  const suspects = unreadableFiles(sides).filter((problem) => selector.mayBeIn(problem.path))
  const passed = policy.missing === 'ignore' && suspects.length === 0
  const known = rows.filter((row) => numberOf(row.value) !== undefined).map((row) => labels.get(row) ?? row.name)
  const nearest = nearestMetrics(policy.metric, known)
  const subject =
    selector.worst === undefined ? `No metric is named ${policy.metric}` : `${policy.metric} selects no slice`
  const hint =
    suspects.length > 0
      ? `${suspects.map((problem) => problem.message).join('; ')}.`
      : selector.worst !== undefined
        ? knownSlices(rows)
        : nearest.length === 0
          ? 'No metrics file has a number.'
          : `The nearest ${nearest.length === 1 ? 'is' : 'are'} ${nearest.join(', ')}.`
  const message = passed ? `${subject}, which \`missing: ignore\` allows.` : `${subject}. ${hint}`
  return rulesOf(policy).map((rule) => ({ metric: policy.metric, rule, passed, severity: policy.severity, message }))
}

/**
 * The baseline of a metric. A metrics file that was moved keeps its baseline: a name that is new in one file and missing
 * in another is the same metric. Otherwise a moved file would disable `max_drop`.
 */
function baselineOf(row: MetricRow, { sides, rows, areFiles }: JudgeContext): Held['baseline'] {
  if (sides.baseline === undefined)
    return { kind: 'none', ...(sides.noBaseline === undefined ? {} : { reason: sides.noBaseline }) }
  if (row.baseline.kind !== 'absent' || areFiles === 'fixed') return readAt(row.baseline)
  const [lost] = [...sides.baseline.values()].filter(
    (file) => file.problem !== undefined && !sides.committed.has(file.path) && sides.measured?.has(file.path) !== true,
  )
  if (lost?.problem !== undefined) return { kind: 'unreadable', reason: lost.problem.message }
  const moved = rows.filter(
    (other) => other.name === row.name && other.baseline.kind !== 'absent' && other.value.kind === 'absent',
  )
  const [from, second] = moved
  if (from === undefined) return { kind: 'new' }
  if (second !== undefined)
    return { kind: 'unreadable', reason: `${from.path} and ${second.path} both had it, and neither has it now` }
  return readAt(from.baseline)
}

function readAt(reading: Reading): Held['baseline'] {
  switch (reading.kind) {
    case 'number':
      return { kind: 'number', value: reading.value }
    case 'problem':
      return { kind: 'unreadable', reason: reading.problem.message }
    case 'absent':
      return { kind: 'new' }
  }
}

function unreadableFiles(sides: MetricSides): Problem[] {
  return pathsOf(sides).flatMap((path) => {
    const problem = (sides.measured?.get(path) ?? sides.committed.get(path))?.problem
    return problem === undefined ? [] : [problem]
  })
}

function labelsOf(rows: MetricRow[], areFiles: 'moving' | 'fixed'): Map<MetricRow, string> {
  const count = new Map<string, number>()
  for (const { name } of rows) count.set(name, (count.get(name) ?? 0) + 1)
  const isFull = (name: string) => areFiles === 'fixed' || (count.get(name) ?? 0) > 1
  return new Map(rows.map((row) => [row, isFull(row.name) ? `${row.path}:${row.name}` : row.name]))
}
