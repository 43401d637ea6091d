import { count } from '../text/words.js'
import type { Finding } from './report.js'

/** The message of a failed `lint`: the first error and the number of errors; undefined without errors. */
export function lintErrors(findings: readonly Finding[]): string | undefined {
  const errors = findings.filter(({ severity }) => severity === 'error')
  const [first] = errors
  if (first === undefined) return undefined
  const counted = errors.length === 1 ? '' : `${errors.length} errors, the first: `
  return `${counted}${first.path === undefined ? '' : `${first.path}: `}${first.message}`
}

/** The last message of a `lint` without errors. */
export function lintSummary(findings: readonly Finding[]): string {
  const others = findings.filter(({ severity }) => severity !== 'error').length
  return others === 0
    ? 'All lint rules passed.'
    : `No errors; ${count(others, 'warning or notice', 'warnings and notices')}.`
}
