import { shorten } from './escape.js'
import { policyReason } from './policy-state.js'
import type { Report, Severity } from './report.js'

/** One annotation at a line of the repository. */
export interface Annotation {
  severity: Severity
  message: string
  /** Relative to the repository. */
  path?: string
  /** From 1. */
  line?: number
  title?: string
}

const RANKS: Record<Severity, number> = { error: 0, warning: 1, notice: 2 }
/** Steps that only count findings with annotations of their own. */
const TOLD_APART = new Set(['lint', 'reproduce', 'gate'])
const LONGEST_MESSAGE = 2_000

/**
 * The annotations of a report, the most severe first. Stale and frozen stages are among its findings,
 * which have the lines.
 * @param project the project's folder relative to the repository, empty where it is the same
 */
export function annotationsOf(report: Report, project = ''): Annotation[] {
  const inRepository = (path: string) => (project ? `${project}/${path}` : path)
  const annotations: Annotation[] = [
    ...report.policies
      .filter((policy) => !policy.passed)
      .map((policy): Annotation => {
        const file = fileOfMetric(report, policy.metric)
        return {
          severity: policy.accepted === undefined ? policy.severity : 'notice',
          title: `Gate: ${policy.metric}`,
          message: policyReason(policy),
          ...(file === undefined ? {} : { path: inRepository(file) }),
        }
      }),
    ...report.stages
      .filter((stage) => stage.verdict === 'failed')
      .map(
        (stage): Annotation => ({
          severity: 'error',
          title: `Stage: ${stage.name}`,
          path: inRepository(pipelineOf(stage.name)),
          message:
            stage.causes.map((cause) => cause.message).join('; ') ||
            `Stage '${stage.name}' failed; its output is in the log.`,
        }),
      ),
    ...report.checks
      .filter((check) => check.conclusion === 'failure')
      .map(
        (check): Annotation => ({
          severity: 'error',
          title: `Check: ${check.name}`,
          message: `'${check.command}' failed; its output is in the log and in the job summary.`,
        }),
      ),
    ...report.remote.missing.map(
      (object): Annotation => ({
        severity: 'error',
        title: `Remote: ${object.paths[0] ?? object.hash}`,
        message: `${object.message} (${object.paths.join(', ')})`,
        ...(object.file === undefined ? {} : { path: object.file }),
        ...(object.line === undefined ? {} : { line: object.line }),
      }),
    ),
    ...report.lint.map(
      (finding): Annotation => ({
        severity: finding.severity,
        title: finding.rule,
        message: finding.fix ? `${finding.message} Repair: ${finding.fix}` : finding.message,
        ...(finding.path === undefined ? {} : { path: finding.path }),
        ...(finding.line === undefined ? {} : { line: finding.line }),
      }),
    ),
    ...report.steps
      .filter((step) => step.conclusion === 'warning' && step.message && !TOLD_APART.has(step.name))
      .map(
        (step): Annotation => ({
          severity: 'warning',
          title: step.name,
          message: step.message ?? '',
        }),
      ),
  ]
  return annotations
    .map((annotation) => ({ ...annotation, message: shorten(annotation.message, LONGEST_MESSAGE) }))
    .sort((a, b) => RANKS[a.severity] - RANKS[b.severity])
}

/** The metrics file of a policy that names one metric. */
function fileOfMetric({ metrics }: Report, name: string): string | undefined {
  return metrics.find((item) => item.name === name || `${item.path}:${item.name}` === name)?.path
}

/** The dvc.yaml of a stage as `dvc dag` names it: `sub/dvc.yaml:train`. */
function pipelineOf(stage: string): string {
  const colon = stage.lastIndexOf(':')
  return colon < 0 ? 'dvc.yaml' : stage.slice(0, colon)
}
