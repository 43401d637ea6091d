import { named, withoutPeriod } from '../text/words.js'
import type { LeftOutReport, Report } from './report.js'

/** Parts that a sentence names. */
const MOST = 8

/** Why a run left out a part that a remote refused. @param refusal the error's message */
export function leftOutReason(refusal: string): string {
  return `${withoutPeriod(refusal)}; a run for a fork or for Dependabot has no credential`
}

/** The parts that a run left out, as a clause; empty where it left out nothing. */
export function leftOutParts({ left_out: parts = [] }: Pick<Report, 'left_out'>): string {
  return named([...new Set(parts.map(wordsOf))], MOST)
}

function wordsOf({ part, path }: LeftOutReport): string {
  return path === undefined ? part : `${part} of ${path}`
}

/**
 * The message of a run that found no fault in what it saw, and did not verify the model.
 * @param text the facts that were checked
 */
export function unverifiedText(report: Pick<Report, 'left_out'>, text: string): string {
  const { left_out: parts = [] } = report
  const [first] = parts
  if (first === undefined) return text
  return `The model is not verified: left out ${leftOutParts(report)} (${withoutPeriod(first.reason)}). Seen: ${text.charAt(0).toLowerCase()}${text.slice(1)}`
}
