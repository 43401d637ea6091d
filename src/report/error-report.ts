import { DvcCiError, messageOf } from '../errors/errors.js'
import type { ErrorReport, Report } from './report.js'

/** An error as the report has it. What dvc-ci did not expect is a bug of its own. */
export function errorReportOf(error: unknown): ErrorReport {
  if (!(error instanceof DvcCiError)) return { id: 'internal', message: messageOf(error) }
  const { key, value, remedy } = error.details
  return {
    id: error.id,
    message: error.message,
    ...(key === undefined ? {} : { key }),
    ...(value === undefined ? {} : { value }),
    ...(remedy === undefined ? {} : { remedy }),
  }
}

/** The finding at the place of an error; none for an error without a path. */
export function findingsOfError({ id, message, details: { path, line, remedy } }: DvcCiError): Report['lint'] {
  if (path === undefined) return []
  return [
    {
      rule: id,
      path,
      severity: 'error',
      message,
      ...(line === undefined ? {} : { line }),
      ...(remedy === undefined ? {} : { fix: remedy }),
    },
  ]
}

/** The message of a run as a log shows it, with the identifier of its error: `There is no token. [github-token-missing]`. */
export function messageWithId({ message, error }: Pick<Report, 'message' | 'error'>): string {
  return error === undefined ? message : `${message.trimEnd()} [${error.id}]`
}
