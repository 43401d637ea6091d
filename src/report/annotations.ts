import { FINDINGS } from '../errors/findings.js'
import { withoutPeriod } from '../text/words.js'
import type { CauseBlock, Place } from './cause-block.js'
import { causesOf } from './causes.js'
import { MOST_ANNOTATIONS } from './check-annotations.js'
import type { CheckReport } from './check-report.js'
import { failureSeverity } from './check-results.js'
import { shorten } from './escape.js'
import { metricOf, metricsByLabel, policyReason, policyState } from './policy-state.js'
import type { Finding, Report } from './report.js'
import type { Severity } from './severity.js'

/** One annotation at a line of the repository. */
export interface Annotation {
  severity: Severity
  message: string
  /** Relative to the repository. */
  path?: string
  /** From 1. */
  line?: number
  /** From 1. */
  column?: number
  title?: string
}

const RANKS: Record<Severity, number> = { error: 0, warning: 1, notice: 2 }
/** Steps that only count findings with annotations of their own. */
const TOLD_APART = new Set(['lint', 'reproduce', 'gate'])
const LONGEST_MESSAGE = 2_000

/**
 * The annotations of a report, the most severe first, and of these the causes before what tools of the checks annotated.
 * One cause has one annotation: what only follows from it is in its message.
 * @param project the project's folder relative to the repository, empty where it is the same
 */
export function annotationsOf(report: Report, project = ''): Annotation[] {
  const known = metricsByLabel(report.metrics)
  return [
    ...causes(report, project),
    ...report.policies
      .filter((policy) => ['warned', 'accepted'].includes(policyState(policy)))
      .map((policy): Annotation => {
        const file = metricOf(policy, known)?.path
        return {
          severity: policy.accepted === undefined ? 'warning' : 'notice',
          title: `Gate: ${policy.metric}`,
          message: policyReason(policy),
          ...(file === undefined ? {} : { path: project ? `${project}/${file}` : file }),
        }
      }),
    ...report.lint.filter(({ severity }) => severity !== 'error').map(ofFinding),
    ...report.steps
      .filter(({ name, conclusion, message }) => conclusion === 'warning' && message && !TOLD_APART.has(name))
      .map(({ name, message = '' }): Annotation => ({ severity: 'warning', title: name, message })),
    ...report.checks.flatMap(ofCheck),
  ]
    .map((annotation) => ({ ...annotation, message: shorten(annotation.message, LONGEST_MESSAGE) }))
    .sort((a, b) => RANKS[a.severity] - RANKS[b.severity])
}

/** What the tools of a check printed, and the failures of its report files that these did not print too. */
function ofCheck(check: CheckReport): Annotation[] {
  const { name, annotations = [], results } = check
  const printed = new Set(annotations.map(({ path, line }) => `${path ?? ''}:${line ?? ''}`))
  return [
    ...annotations.map(
      ({ title, ...annotation }): Annotation => ({
        ...annotation,
        title: title === undefined ? name : `${name}: ${title}`,
      }),
    ),
    ...(results?.failures ?? [])
      .filter(({ path, line }) => path !== undefined && !printed.has(`${path}:${line ?? ''}`))
      .map((failure): Annotation => {
        const { name: test, message, path, line, column } = failure
        return {
          severity: failureSeverity(failure, check),
          title: `${name}: ${test}`,
          message,
          ...(path === undefined ? {} : { path }),
          ...(line === undefined ? {} : { line }),
          ...(column === undefined ? {} : { column }),
        }
      })
      .slice(0, Math.max(0, MOST_ANNOTATIONS - annotations.length)),
  ]
}

/** One annotation for each cause. Each place of a tracking rule is a cause of its own: it has its own repair. */
function causes(report: Report, project: string): Annotation[] {
  const annotated = new Set(
    report.checks
      .filter(
        (check) =>
          check.annotations?.some(({ severity }) => severity === 'error') ||
          check.results?.failures.some(
            (failure) => failure.path !== undefined && failureSeverity(failure, check) === 'error',
          ),
      )
      .map(({ name }) => name),
  )
  return causesOf(report, project).flatMap((cause): Annotation[] => {
    const rule = report.lint.filter((finding) => finding.severity === 'error' && finding.rule === cause.id)
    if (rule.length > 1 && !Object.hasOwn(FINDINGS, cause.id)) return rule.map(ofFinding)
    // The tools of the check say where, and the verdict says that it failed.
    if (cause.id === 'check-failed' && annotated.has(cause.log?.title ?? '')) return []
    // The verdict of the run is an annotation too.
    const isVerdict =
      [report.message, report.error?.message].includes(cause.title) ||
      (cause.repair.length === 0 && cause.advice === undefined && cause.folded.length === 0)
    if (cause.id === report.error?.id && cause.place === undefined && isVerdict) return []
    return [ofCause(cause, failedStage(report, project))]
  })
}

function ofCause({ id, title, place, repair, advice, folded }: CauseBlock, ofStage?: Place): Annotation {
  return {
    severity: 'error',
    title: id,
    message: [
      `${title}${repair.length > 0 ? ` Repair: ${repair.join('; ')}` : advice === undefined ? '' : ` ${advice}`}`,
      ...folded.map((clause) => `${withoutPeriod(clause)}.`),
    ].join('\n'),
    ...(place ?? (id === 'stage-command-failed' ? ofStage : undefined)),
  }
}

/** Where the first stage that failed is declared. A report without its line has the file in the name of the stage. */
function failedStage({ stages }: Report, project: string): Place | undefined {
  const failed = stages.find(({ verdict }) => verdict === 'failed')
  if (failed === undefined) return undefined
  const colon = failed.name.lastIndexOf(':')
  const path = colon < 0 ? 'dvc.yaml' : failed.name.slice(0, colon)
  return failed.place ?? { path: project ? `${project}/${path}` : path }
}

function ofFinding({ severity, rule, message, fix, path, line }: Finding): Annotation {
  return {
    severity,
    title: rule,
    message: fix === undefined ? message : `${message} Repair: ${fix}`,
    ...(path === undefined ? {} : { path }),
    ...(line === undefined ? {} : { line }),
  }
}
