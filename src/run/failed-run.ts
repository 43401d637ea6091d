import { DvcCiError, type ExitCode, exhausted, messageOf } from '../errors/errors.js'
import { errorReportOf, findingsOfError } from '../report/error-report.js'
import { type Conclusion, emptyReport, type Report } from '../report/report.js'
import { runAddress } from '../settings/event.js'
import { MODES } from '../settings/mode.js'
import { version } from './version.js'

/** The report of a run that failed outside of a flow. */
export interface FailedRun {
  report: Report
  exitCode: ExitCode
  /** Stack trace, only for unexpected errors. */
  stack?: string
}

const CONCLUSIONS: Record<DvcCiError['exitCode'], Conclusion> = {
  1: 'failure',
  2: 'error',
  3: 'error',
  130: 'cancelled',
}

/**
 * The report of a run that failed before it had one (unreadable settings, an early cancellation), or by an error inside
 * dvc-ci.
 * @param mode if it is known
 * @param env of the runner, for the revision and the event
 */
export function failedRun(thrown: unknown, mode: string | undefined, env: NodeJS.ProcessEnv): FailedRun {
  const error = exhausted(thrown) ?? thrown
  const known = MODES.find((each) => each.mode === mode)?.mode ?? 'validate'
  const report = emptyReport(known, {
    sha: env['GITHUB_SHA'] ?? '',
    ref: env['GITHUB_REF'] ?? '',
    event: env['GITHUB_EVENT_NAME'] || 'local',
    // The code is unknown, so no facts about it go into the report.
    trusted: false,
  })
  report.versions = { dvc_ci: version() }
  const { runUrl } = runAddress(env, env['GITHUB_REPOSITORY'])
  if (runUrl !== undefined) report.run_url = runUrl
  report.error = errorReportOf(error)
  if (error instanceof DvcCiError) {
    report.conclusion = CONCLUSIONS[error.exitCode]
    report.message = messageOf(error)
    report.lint.push(...findingsOfError(error))
    return { report, exitCode: error.exitCode }
  }
  report.message = `${messageOf(error)} (an unexpected error inside dvc-ci: please report it with the details that --verbose, or debug logging of the workflow, shows)`
  const stack = error instanceof Error ? error.stack : undefined
  return { report, exitCode: 3, ...(stack === undefined ? {} : { stack }) }
}
