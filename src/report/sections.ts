import { placeOf } from './cause-block.js'
import { changeOf } from './change.js'
import { checkAnnotations } from './check-annotations.js'
import type { DataReport } from './data-report.js'
import { formatBytes, formatChange, formatNumber, formatSeconds } from './numbers.js'
import { gateNumber, policyReason, policyState } from './policy-state.js'
import {
  type MetricReport,
  type Report,
  type Severity,
  type StageReport,
  type StepConclusion,
  secondsOf,
} from './report.js'
import { type Cell, code, number, type Section, type Tone, text } from './section.js'
import { slicesSection, wholeMetrics } from './slices.js'
import { stageSeverity } from './stage-severity.js'
import { stageState } from './stage-state.js'

/** The sections of the report by subject; subjects without a row are left out. */
export function sectionsOf(report: Report): Section[] {
  return [
    examinations(report),
    gate(report),
    stages(report),
    metrics(report),
    slicesSection(report),
    checks(report),
    checkAnnotations(report),
    findings(report),
    missing(report),
    data(report),
    params(report),
    steps(report),
  ]
    .filter((section) => section.rows.length > 0)
    .map(withoutEmptyColumns)
}

/** The sections with a failure before all others, except the steps: another section has the cause of a failed step. */
export function failuresFirst(sections: readonly Section[]): Section[] {
  const rank = (section: Section) => (section.title === STEPS ? 2 : hasFailure(section) ? 0 : 1)
  return [...sections].sort((one, other) => rank(one) - rank(other))
}

/** Title of the section with the steps. */
export const STEPS = 'Steps'

/** True for a section with a row that fails the run. */
export function hasFailure({ rows }: Section): boolean {
  return rows.some(({ tone }) => tone === 'bad')
}

function examinations({ doctor = [] }: Report): Section {
  return {
    title: 'Examination',
    columns: ['', 'Part', 'Result', 'Fix'],
    below: [3],
    rows: doctor.map(({ name, state, message, remedy = '' }) => ({
      tone: ({ ok: 'good', warning: 'warn', error: 'bad', skipped: 'plain' } as const)[state],
      cells: [text(state), text(name), text(message), text(remedy)],
    })),
  }
}

function gate({ policies }: Report): Section {
  return {
    title: 'Gate',
    columns: ['', 'Metric', 'Rule', 'Value', 'Baseline', 'Why'],
    rows: policies.map((policy) => ({
      tone: ({ held: 'good', older: 'warn', failed: 'bad', warned: 'warn', accepted: 'warn' } as const)[
        policyState(policy)
      ],
      cells: [
        text(
          { held: 'passed', older: 'older model', failed: 'failed', warned: 'warning', accepted: 'accepted' }[
            policyState(policy)
          ],
        ),
        code(policy.metric),
        code(policy.rule),
        // A value that misses its bound never looks equal to it.
        number(policy.value === undefined ? '' : gateNumber(policy.value, [policy], policy.baseline)),
        number(policy.baseline === undefined ? '' : formatNumber(policy.baseline, policy.value)),
        text(policyReason(policy)),
      ],
    })),
  }
}

function stages({ stages, source }: Report): Section {
  return {
    title: 'Stages',
    columns: ['Stage', 'dvc.lock', 'Against the baseline', 'Why', 'Time'],
    quietly: 'unchanged',
    rows: stages.map((stage) => {
      const { kind, lock, change, causes } = stageState(stage)
      return {
        tone: stageTone(stage),
        quiet: kind === 'unchanged',
        cells: [
          { ...code(stage.name), ...placeOf(stage.place ?? {}) },
          text(lock),
          // Without a baseline nothing tells what has changed.
          text(kind === 'unchanged' && source.base_sha === undefined ? '' : change),
          text(causes.map((cause) => `${cause.kind}: ${cause.message}`).join('; ')),
          number(stage.seconds === undefined ? '' : formatSeconds(stage.seconds)),
        ],
      }
    }),
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
    rows: wholeMetrics(metrics).map((metric) => ({
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

function metricCells(metric: MetricReport): Cell[] {
  const { value, committed, baseline, change } = metric
  const { verdict } = changeOf(metric)
  const shown = (item: number | undefined) =>
    number(item === undefined ? '' : formatNumber(item, value, committed, baseline))
  return [
    value === undefined ? number('absent') : shown(value),
    shown(committed),
    shown(baseline),
    {
      ...number(change === undefined ? '' : formatChange(change)),
      ...(verdict === 'better' || verdict === 'worse' ? { verdict } : {}),
    },
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
const SEVERITIES: readonly Severity[] = ['error', 'warning', 'notice']
const SEVERITY_TONES: Record<Severity, Tone> = { error: 'bad', warning: 'warn', notice: 'plain' }

function findings({ lint }: Report): Section {
  return {
    title: 'Findings',
    columns: ['', 'Rule', 'Where', 'What', 'Repair'],
    below: [3, 4],
    rows: [...lint].sort(bySeverity).map((finding) => ({
      tone: SEVERITY_TONES[finding.severity],
      cells: [
        text(finding.severity),
        code(finding.rule),
        placeCell(finding),
        text(finding.message),
        code(finding.fix ?? ''),
      ],
    })),
  }
}

/** `dvc.yaml:14`, with the place for links; empty without a path. */
function placeCell({ path, line }: Pick<Report['lint'][number], 'path' | 'line'>): Cell {
  if (path === undefined) return code('')
  return line === undefined ? { ...code(path), place: { path } } : { ...code(`${path}:${line}`), place: { path, line } }
}

/** Errors first: hundreds of notices may follow. */
function bySeverity(one: Report['lint'][number], other: Report['lint'][number]): number {
  return SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity)
}

function missing({ remote }: Report): Section {
  return {
    title: 'Missing from the remote',
    columns: ['Paths', 'Object', 'Remote', 'State', 'Why'],
    below: [4],
    rows: remote.missing.map((object) => ({
      tone: 'bad',
      cells: [
        { ...code(object.paths.join(', ')), ...placeOf({ path: object.file, line: object.line }) },
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

function steps({ steps: all, seconds, doctor }: Report): Section {
  // The rows of an examination say the same.
  const steps = doctor === undefined ? all : []
  const passed = steps.filter((step) => step.conclusion === 'success')
  // Steps overlap, so the sum of their seconds is not the time that they took together.
  const time =
    seconds === undefined ? formatSeconds(secondsOf({ steps: passed })) : `a run of ${formatSeconds(seconds)}`
  return {
    title: STEPS,
    columns: ['', 'Step', 'Time', 'Why'],
    quietly: `${passed.length < steps.length ? 'others ' : ''}passed in ${time}`,
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
  const { below } = section
  return {
    ...section,
    columns: keep(section.columns),
    ...(below === undefined
      ? {}
      : {
          below: below
            .filter((index) => kept[index])
            .map((index) => keep(section.columns.map((_, at) => at)).indexOf(index)),
        }),
    rows: section.rows.map((row) => ({ ...row, cells: keep(row.cells) })),
  }
}
