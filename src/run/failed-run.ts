import { DvcCiError, type ExitCode, exhausted, messageOf } from '../errors/errors.js'
import { errorReportOf } from '../report/error-report.js'
import { type Conclusion, emptyReport, type Mode, type Report } from '../report/report.js'

/** The end of a run that no flow could tell about. */
export interface FailedRun {
  report: Report
  exitCode: ExitCode
  /** Where in our code it happened; only for errors that nobody expected. */
  stack?: string
}

const CONCLUSIONS: Record<DvcCiError['exitCode'], Conclusion> = {
  1: 'failure',
  2: 'error',
  3: 'error',
  130: 'cancelled',
}

/**
 * The report of a run that failed before it had one (settings that can't be read, a cancellation while they were), or by a mistake of ours.
 * @param mode as far as it is known
 * @param env of the runner, for what is being worked on
 */
export function failedRun(thrown: unknown, mode: string | undefined, env: NodeJS.ProcessEnv): FailedRun {
  const error = exhausted(thrown) ?? thrown
  const known: Mode =
    mode === 'rebuild' || mode === 'retrain' || mode === 'rollback' || mode === 'lint' || mode === 'resolve'
      ? mode
      : 'validate'
  const report = emptyReport(known, {
    sha: env['GITHUB_SHA'] ?? '',
    ref: env['GITHUB_REF'] ?? '',
    event: env['GITHUB_EVENT_NAME'] || 'local',
    // Nothing is known of the code, so nothing may be believed of it.
    trusted: false,
  })
  report.error = errorReportOf(error)
  if (error instanceof DvcCiError) {
    report.conclusion = CONCLUSIONS[error.exitCode]
    report.message = messageOf(error)
    const { path, line, remedy } = error.details
    if (path !== undefined) {
      report.lint.push({
        rule: error.id,
        path,
        severity: 'error',
        message: error.message,
        ...(line === undefined ? {} : { line }),
        ...(remedy === undefined ? {} : { fix: remedy }),
      })
    }
    return { report, exitCode: error.exitCode }
  }
  report.message = `${messageOf(error)} (an error inside dvc-ci that it did not expect: please report it with the details that --verbose, or debug logging of the workflow, shows)`
  const stack = error instanceof Error ? error.stack : undefined
  return { report, exitCode: 3, ...(stack === undefined ? {} : { stack }) }
}
