import { ProjectError } from '../../errors/errors.js'
import { lintErrors } from '../../report/lint-summary.js'
import type { Finding } from '../../report/report.js'

/** @throws {ProjectError} a finding is an error */
export function requireNoErrors(findings: readonly Finding[]): void {
  const message = lintErrors(findings)
  if (message !== undefined) throw new ProjectError('lint-failed', message)
}
