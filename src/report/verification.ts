import { formatBytes } from './numbers.js'
import type { ExaminationReport } from './report.js'

/** The word of the verdict of `dvc-ci verify`, with which its sentence begins. */
export const VERIFIED = 'Verified'
const SHORT = 12

/** What `verify` proved, in one sentence. @param subject as the user names it */
export function verificationSummary(subject: string, rows: readonly ExaminationReport[]): string {
  const signer = rows.find(({ name }) => name === 'signature')?.message ?? ''
  return `${VERIFIED} ${subject}: ${signer}.`
}

/** The row of an output whose bytes are the signed ones. */
export function contentRow(name: string, bytes: number, place: string): ExaminationReport {
  return { name, state: 'ok', message: `${formatBytes(bytes)} in ${place}: the SHA-256 is the signed one` }
}

/** Text of a bundle in one line: a line of its own could be a command to the runner. */
export function oneLine(text: string, most = 300): string {
  return text.slice(0, most).replace(/\s+/g, ' ')
}

/** The first characters of a SHA-256. */
export function shortDigest(sha256: string): string {
  return sha256.slice(0, SHORT)
}

/** A row of a check that failed. */
export function failedRow(name: string, message: string, remedy: string): ExaminationReport {
  return { name, state: 'error', message, remedy, id: 'provenance-unverified' }
}
