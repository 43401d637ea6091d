import { shorten } from './escape.js'
import type { Report, Severity, StageReport } from './report.js'
import { stageSeverity } from './stage-severity.js'

/** One remark at a place of the repository. */
export interface Annotation {
  severity: Severity
  message: string
  /** Relative to the repository. */
  path?: string
  /** From 1. */
  line?: number
  title?: string
}

/** Where a stage is declared: the file relative to the repository, and the line where it is known. */
export type StagePlace = (stage: string) => { path: string, line?: number } | undefined

const RANKS: Record<Severity, number> = { error: 0, warning: 1, notice: 2 }
const LONGEST_MESSAGE = 2_000

/**
 * What the report has to say about places of the repository, the most severe first.
 * @param placeOf tells where a stage is declared; without it remarks on stages have no place
 */
export function annotationsOf(report: Report, placeOf: StagePlace = () => undefined): Annotation[] {
  const annotations: Annotation[] = [
    ...report.policies.filter((policy) => !policy.passed).map((policy): Annotation => ({
      severity: policy.severity, title: `Gate: ${policy.metric}`, message: policy.message, ...pathOfMetric(report, policy.metric),
    })),
    ...report.stages.flatMap((stage) => ofStage(stage, report, placeOf)),
    ...report.checks.filter((check) => check.conclusion === 'failure').map((check): Annotation => ({
      severity: 'error', title: `Check: ${check.name}`, message: `'${check.command}' failed; its output is in the log and in the job summary.`,
    })),
    ...report.remote.missing.map((object): Annotation => ({
      severity: 'error', title: `Remote: ${object.paths[0] ?? object.hash}`, message: `${object.message} (${object.paths.join(', ')})`,
    })),
    ...report.lint.map((finding): Annotation => ({
      severity: finding.severity,
      title: finding.rule,
      message: finding.fix ? `${finding.message} Repair: ${finding.fix}` : finding.message,
      ...(finding.path === undefined ? {} : { path: finding.path }),
      ...(finding.line === undefined ? {} : { line: finding.line }),
    })),
    ...report.steps.filter((step) => step.conclusion === 'warning' && step.message).map((step): Annotation => ({
      severity: 'warning', title: step.name, message: step.message ?? '',
    })),
  ]
  return annotations
    .map((annotation) => ({ ...annotation, message: shorten(annotation.message, LONGEST_MESSAGE) }))
    .sort((a, b) => RANKS[a.severity] - RANKS[b.severity])
}

function ofStage(stage: StageReport, report: Report, placeOf: StagePlace): Annotation[] {
  const severity = stageSeverity(stage, report.mode)
  // A skipped stage is the consequence of a failure that has its own remark.
  if (!severity || stage.verdict === 'skipped') return []
  const causes = stage.causes.map((cause) => cause.message).join('; ')
  return [{
    severity,
    title: `Stage ${stage.name}: ${stage.verdict}`,
    message: causes || `Stage '${stage.name}' is ${stage.verdict}.`,
    ...placeOf(stage.name),
  }]
}

/** The metrics file of a policy that names one metric. */
function pathOfMetric({ metrics }: Report, name: string): { path?: string } {
  const metric = metrics.find((item) => item.name === name || `${item.path}:${item.name}` === name)
  return metric ? { path: metric.path } : {}
}
