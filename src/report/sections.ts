import { auditSection } from './audit-section.js'
import { buildsSection } from './builds-section.js'
import { placeOf } from './cause-block.js'
import { changeCell, INTERVAL, intervalText } from './change.js'
import { checkAnnotations } from './check-annotations.js'
import { checkResults, totalsText } from './check-results.js'
import { dataSection } from './data-sections.js'
import { environmentSection, jobEnvironmentsSection, reproducedSection } from './environment-section.js'
import { gateSection } from './gate-section.js'
import { retentionSections } from './gc-sections.js'
import { formatNumber, formatSeconds } from './numbers.js'
import {
  type ExaminationReport,
  type MetricReport,
  type ParamReport,
  type Report,
  type StageReport,
  secondsOf,
} from './report.js'
import { type Cell, code, number, placeCell, type Section, type Tone, text, withoutEmptyColumns } from './section.js'
import type { Severity, StepConclusion } from './severity.js'
import { slicesSection, wholeMetrics } from './slices.js'
import { stageSeverity } from './stage-severity.js'
import { restoredText, stageState } from './stage-state.js'

/** The sections of the report by subject; subjects without a row are left out. */
export function sectionsOf(report: Report): Section[] {
  return [
    examinations('Examination', report.doctor),
    examinations('Verification', report.verification),
    buildsSection(report),
    auditSection(report),
    ...retentionSections(report),
    gateSection(report),
    stages(report),
    metricsSection(report),
    slicesSection(report),
    checks(report),
    checkResults(report),
    checkAnnotations(report),
    findings(report),
    missing(report),
    dataSection(report.data),
    paramsSection(report.params),
    environmentSection(report),
    jobEnvironmentsSection(report),
    reproducedSection(report),
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

function examinations(title: string, rows: readonly ExaminationReport[] = []): Section {
  return {
    title,
    columns: ['', 'Part', 'Result', 'Fix'],
    below: [3],
    rows: rows.map(({ name, state, message, remedy = '' }) => ({
      tone: ({ ok: 'good', warning: 'warn', error: 'bad', skipped: 'plain' } as const)[state],
      cells: [text(state), text(name), text(message), text(remedy)],
    })),
  }
}

function stages({ stages, source, rollback }: Report): Section {
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
          text(
            kind === 'held' && rollback !== undefined
              ? restoredText(rollback)
              : kind === 'unchanged' && source.base_sha === undefined
                ? ''
                : change,
          ),
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

/** The metrics of the whole data. */
export function metricsSection({ metrics }: Pick<Report, 'metrics'>): Section {
  return {
    title: 'Metrics',
    columns: ['Metric', 'File', 'Value', INTERVAL, 'Committed', 'Baseline', 'Change', 'Note'],
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
  const { value, committed, baseline } = metric
  const shown = (item: number | undefined) =>
    number(item === undefined ? '' : formatNumber(item, value, committed, baseline))
  return [
    value === undefined ? number('absent') : shown(value),
    number(intervalText(metric)),
    shown(committed),
    shown(baseline),
    changeCell(metric),
  ]
}

function checks({ checks }: Report): Section {
  const failed = checks.filter((check) => check.conclusion === 'failure' || check.conclusion === 'warning')
  return {
    title: 'Checks',
    columns: ['', 'Check', 'Results', 'Command', 'Time'],
    rows: checks.map((check) => ({
      tone: CONCLUSION_TONES[check.conclusion],
      cells: [
        text(CONCLUSION_WORDS[check.conclusion]),
        code(check.name),
        text(check.results === undefined ? '' : totalsText(check.results.totals)),
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

/** Parameters that differ from the baseline's. */
export function paramsSection(params: readonly ParamReport[]): Section {
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
