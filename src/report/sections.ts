import { count } from '../text/words.js'
import { formatBytes, formatChange, formatNumber, formatSeconds } from './numbers.js'
import { policyReason, policyState } from './policy-state.js'
import type { Conclusion, DataReport, MetricReport, Report, Severity, StageReport, StepConclusion } from './report.js'
import { stageSeverity } from './stage-severity.js'

/** How something is to be taken: failed, to be looked at, good, or nothing of note. */
export type Tone = 'bad' | 'warn' | 'good' | 'plain'

export interface Cell {
  text: string
  /** `code` is a name, path or command; `number` is set to the right. */
  kind: 'text' | 'code' | 'number'
}

export interface Row {
  cells: Cell[]
  tone: Tone
  /** True for what a compact rendering only counts. */
  quiet?: boolean
}

/** One table of a rendering: what is told about one subject. Columns that are empty in every row are left out already. */
export interface Section {
  title: string
  columns: string[]
  rows: Row[]
  /** What the quiet rows are, after their number: `unchanged`. */
  quietly?: string
  /** Columns of sentences, by their number: where a line is all the room that there is, they stand whole below their row. */
  below?: number[]
  /** Output that belongs to failed rows, as it came, colours and all. */
  logs?: { title: string; text: string }[]
}

/** The verdict of a run in one line. */
export interface Headline {
  word: string
  tone: Tone
  message: string
  /** Facts on what ran, each a phrase. */
  facts: string[]
  /** Addresses of those facts that have a page. */
  links: ReadonlyMap<string, string | undefined>
}

const HEADLINES: Record<Conclusion, { word: string; tone: Tone }> = {
  success: { word: 'Passed', tone: 'good' },
  failure: { word: 'Failed', tone: 'bad' },
  superseded: { word: 'Superseded', tone: 'warn' },
  cancelled: { word: 'Cancelled', tone: 'warn' },
  error: { word: 'Could not finish', tone: 'bad' },
}

/** The verdict line and what it is about. */
export function headlineOf(report: Report): Headline {
  const { source, remote, commit } = report
  const facts = [
    `${report.mode} of ${source.sha ? source.sha.slice(0, 12) : 'an unknown commit'}${source.pull_request === undefined ? '' : ` for pull request ${source.pull_request}`}` +
      `${source.base_sha ? ` against ${source.base_sha.slice(0, 12)}` : ''}`,
  ]
  if (remote.name) {
    const counts = [`${count(remote.objects, 'object')} needed`, `${remote.verified} verified`]
    if (report.mode === 'rebuild' || report.mode === 'retrain') counts.push(`${remote.pushed} pushed`)
    if (remote.missing.length > 0) counts.push(`${remote.missing.length} missing`)
    facts.push(`remote '${remote.name}': ${counts.join(', ')}`)
  }
  if (commit) facts.push(committed(commit))
  if (report.retrain) facts.push(...retrainFacts(report.retrain))
  if (report.tag) facts.push(`tagged ${report.tag}`)
  const links = mlflowFacts(report.mlflow)
  return { ...HEADLINES[report.conclusion], message: report.message, facts: [...facts, ...links.keys()], links }
}

/** What MLflow has of the run, with the address of its page. */
function mlflowFacts(mlflow: Report['mlflow']): Map<string, string | undefined> {
  const facts = new Map<string, string | undefined>()
  if (mlflow === undefined) return facts
  const { experiment, run_id: run, model = '', version, alias } = mlflow
  if (version !== undefined)
    facts.set(
      `MLflow: version ${version} of ${model}${alias === undefined ? '' : `, now the ${alias}`}`,
      mlflow.version_url,
    )
  if (experiment !== '') facts.set(`MLflow: run ${run.slice(0, 8)} in ${experiment}`, mlflow.url)
  return facts
}

/** Where the commit is. */
function committed({ sha, branch, method, attempts, pull_request: pull }: NonNullable<Report['commit']>): string {
  const short = sha.slice(0, 12)
  if (method === 'tag') return `committed ${short} under its tag alone`
  if (method === 'pull-request')
    return pull === undefined
      ? `committed ${short} for a pull request into ${branch}`
      : `committed ${short} in pull request ${pull.number} into ${branch}: ${pull.url}`
  return `committed ${short} to ${branch} ${method === 'api' ? "by GitHub's API, " : ''}after ${count(attempts, 'push', 'pushes')}`
}

/** What a retraining was asked for. */
function retrainFacts({ reason, stages, params, data }: NonNullable<Report['retrain']>): string[] {
  const asked = [
    ...(stages.length > 0 ? [`forced: ${stages.join(', ')}`] : []),
    ...params.map(({ path, name, value }) => `${path === 'params.yaml' ? '' : `${path}:`}${name} = ${String(value)}`),
    ...data.map(
      ({ path, mode, from, changed }) =>
        `${path}: ${changed ? { replace: 'new', append: 'more', update: 'updated' }[mode] : 'as before'}${from === undefined ? '' : ` from ${from}`}`,
    ),
  ]
  return [...(reason === undefined ? [] : [`reason: ${reason}`]), ...(asked.length > 0 ? [asked.join('; ')] : [])]
}

/** Everything else that is in the report, in the order in which a reader wants it; subjects without a row are left out. */
export function sectionsOf(report: Report): Section[] {
  return [
    gate(report),
    stages(report),
    metrics(report),
    checks(report),
    findings(report),
    missing(report),
    data(report),
    params(report),
    steps(report),
  ]
    .filter((section) => section.rows.length > 0)
    .map(withoutEmptyColumns)
}

function gate({ policies }: Report): Section {
  return {
    title: 'Gate',
    columns: ['', 'Metric', 'Rule', 'Value', 'Baseline', 'Why'],
    rows: policies.map((policy) => ({
      tone: ({ held: 'good', failed: 'bad', warned: 'warn', accepted: 'warn' } as const)[policyState(policy)],
      cells: [
        text({ held: 'passed', failed: 'failed', warned: 'warning', accepted: 'accepted' }[policyState(policy)]),
        code(policy.metric),
        code(policy.rule),
        // A value is held against its rule: rounding could turn 0.94999999 into a 0.95 that failed `min: 0.95`.
        number(policy.value === undefined ? '' : String(policy.value)),
        number(policy.baseline === undefined ? '' : String(policy.baseline)),
        text(policyReason(policy)),
      ],
    })),
  }
}

function stages({ stages }: Report): Section {
  return {
    title: 'Stages',
    columns: ['Stage', 'Verdict', 'Why', 'Time'],
    quietly: 'unchanged',
    rows: stages.map((stage) => ({
      tone: stageTone(stage),
      quiet: stage.verdict === 'unchanged',
      cells: [
        code(stage.name),
        text(stage.verdict),
        text(stage.causes.map((cause) => `${cause.kind}: ${cause.message}`).join('; ')),
        number(stage.seconds === undefined ? '' : formatSeconds(stage.seconds)),
      ],
    })),
  }
}

function stageTone(stage: StageReport): Tone {
  const severity = stageSeverity(stage)
  return severity ? SEVERITY_TONES[severity] : stage.verdict === 'unchanged' ? 'plain' : 'good'
}

function metrics({ metrics }: Report): Section {
  return {
    title: 'Metrics',
    columns: ['Metric', 'File', 'Value', 'Committed', 'Baseline', 'Change', 'Note'],
    rows: metrics.map((metric) => ({
      tone: metric.value === undefined ? 'warn' : 'plain',
      cells: [
        code(metric.name),
        code(metric.path),
        ...metricCells(metric),
        text(metric.baseline_measured === true ? 'baseline measured here' : ''),
      ],
    })),
  }
}

function metricCells({ value, committed, baseline, change }: MetricReport): Cell[] {
  const shown = (item: number | undefined, against: number | undefined) =>
    number(item === undefined ? '' : formatNumber(item, against))
  return [
    value === undefined ? number('absent') : number(formatNumber(value, committed ?? baseline)),
    shown(committed, value),
    shown(baseline, value),
    number(change === undefined ? '' : formatChange(change)),
  ]
}

function checks({ checks }: Report): Section {
  const failed = checks.filter((check) => check.conclusion === 'failure' || check.conclusion === 'warning')
  return {
    title: 'Checks',
    columns: ['', 'Check', 'Command', 'Time'],
    rows: checks.map((check) => ({
      tone: CONCLUSION_TONES[check.conclusion],
      cells: [
        text(CONCLUSION_WORDS[check.conclusion]),
        code(check.name),
        code(check.command),
        number(formatSeconds(check.seconds)),
      ],
    })),
    logs: failed.filter((check) => check.log.trim()).map((check) => ({ title: check.name, text: check.log })),
  }
}

const CONCLUSION_TONES: Record<StepConclusion, Tone> = {
  success: 'good',
  failure: 'bad',
  warning: 'warn',
  skipped: 'plain',
}
const CONCLUSION_WORDS: Record<StepConclusion, string> = {
  success: 'passed',
  failure: 'failed',
  warning: 'warning',
  skipped: 'skipped',
}
const SEVERITY_TONES: Record<Severity, Tone> = { error: 'bad', warning: 'warn', notice: 'plain' }

function findings({ lint }: Report): Section {
  return {
    title: 'Findings',
    columns: ['', 'Rule', 'Where', 'What', 'Repair'],
    below: [3, 4],
    rows: lint.map((finding) => ({
      tone: SEVERITY_TONES[finding.severity],
      cells: [
        text(finding.severity),
        code(finding.rule),
        code(
          finding.path === undefined
            ? ''
            : finding.line === undefined
              ? finding.path
              : `${finding.path}:${finding.line}`,
        ),
        text(finding.message),
        code(finding.fix ?? ''),
      ],
    })),
  }
}

function missing({ remote }: Report): Section {
  return {
    title: 'Missing from the remote',
    columns: ['Paths', 'Object', 'Remote', 'State', 'Why'],
    below: [4],
    rows: remote.missing.map((object) => ({
      tone: 'bad',
      cells: [
        code(object.paths.join(', ')),
        code(object.hash),
        code(object.remote),
        text(object.reason),
        text(object.message),
      ],
    })),
  }
}

function data({ data }: Report): Section {
  return {
    title: 'Data',
    columns: ['Path', 'Change', 'Size', 'Before'],
    rows: data.map((item: DataReport) => ({
      tone: 'plain',
      cells: [
        code(item.path),
        text(item.change),
        number(item.size === undefined ? '' : formatBytes(item.size)),
        number(item.baseline_size === undefined ? '' : formatBytes(item.baseline_size)),
      ],
    })),
  }
}

function params({ params }: Report): Section {
  const shown = (value: unknown) =>
    code(value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value))
  return {
    title: 'Parameters',
    columns: ['Parameter', 'File', 'Value', 'Before'],
    rows: params.map((param) => ({
      tone: 'plain',
      cells: [code(param.name), code(param.path), shown(param.value), shown(param.baseline)],
    })),
  }
}

function steps({ steps }: Report): Section {
  return {
    title: 'Steps',
    columns: ['', 'Step', 'Time', 'Why'],
    quietly: `${steps.some((step) => step.conclusion !== 'success') ? 'others ' : ''}passed in ${formatSeconds(sum(steps.filter((step) => step.conclusion === 'success').map((step) => step.seconds)))}`,
    rows: steps.map((step) => ({
      tone: CONCLUSION_TONES[step.conclusion],
      quiet: step.conclusion === 'success' && step.message === undefined,
      cells: [
        text(CONCLUSION_WORDS[step.conclusion]),
        text(step.name),
        number(formatSeconds(step.seconds)),
        text(step.message ?? ''),
      ],
    })),
  }
}

function withoutEmptyColumns(section: Section): Section {
  const kept = section.columns.map((_, index) => section.rows.some((row) => row.cells[index]?.text))
  const keep = <T>(items: T[]) => items.filter((_, index) => kept[index])
  return {
    ...section,
    columns: keep(section.columns),
    rows: section.rows.map((row) => ({ ...row, cells: keep(row.cells) })),
  }
}

const sum = (numbers: number[]) => numbers.reduce((total, item) => total + item, 0)
const text = (value: string): Cell => ({ text: value, kind: 'text' })
const code = (value: string): Cell => ({ text: value, kind: 'code' })
const number = (value: string): Cell => ({ text: value, kind: 'number' })
