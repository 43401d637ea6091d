import {
  CancelledError,
  type ExitCode,
  exhausted,
  messageOf,
  OutsideError,
  ProjectError,
  SetupError,
} from '../errors/errors.js'
import { errorReportOf, findingsOfError } from './error-report.js'
import type { Report } from './report.js'

/**
 * Puts the error of a run into its report: message, conclusion, and a finding at the line of an error that has a path.
 * @param isAborted true after a cancellation of the run
 * @param debug gets the stack of an error inside dvc-ci
 * @returns its exit code
 */
export function reportFailure(
  report: Report,
  thrown: unknown,
  isAborted: boolean,
  debug: (text: string) => void,
): ExitCode {
  const error = exhausted(thrown) ?? thrown
  const cancelled = isAborted || error instanceof CancelledError
  report.message = cancelled
    ? error instanceof CancelledError
      ? messageOf(error).replace(/^cancelled/, 'Stopped')
      : `Stopped: ${messageOf(error)}`
    : messageOf(error)
  if (cancelled) {
    report.conclusion = 'cancelled'
    report.error = { id: 'cancelled', message: report.message }
    return 130
  }
  report.error = errorReportOf(error)
  if (error instanceof ProjectError) {
    report.conclusion = 'failure'
    report.lint.push(...findingsOfError(error))
    return 1
  }
  report.conclusion = 'error'
  if (error instanceof SetupError || error instanceof OutsideError) {
    report.lint.push(...findingsOfError(error))
    return error.exitCode
  }
  debug(error instanceof Error ? (error.stack ?? error.message) : String(error))
  report.message = `An error inside dvc-ci: ${messageOf(error)}. Please report it with the log of a run with --verbose.`
  return 3
}
