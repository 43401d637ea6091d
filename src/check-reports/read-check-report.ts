import type { CheckFormat } from '../report/check-report.js'
import { parseBoundedJson } from './bounded-json.js'
import { decodeReport } from './decode.js'
import { FoundResults } from './found-results.js'
import { isFrictionless, readFrictionless } from './frictionless.js'
import { readValidations, validationsOf } from './great-expectations.js'
import { readJunit } from './junit.js'
import { panderaBreaches, readPandera } from './pandera.js'
import { isSarif, readSarif } from './sarif.js'

const KNOWN = 'JUnit XML, SARIF 2.1, or JSON of Great Expectations, Frictionless or pandera'

/**
 * Reads a report file of a check. Its content decides the format, and the name does not.
 * @param redact masks secrets
 * @param root absolute: the folder of the repository
 * @returns its format and results; or why it cannot be used, as a clause
 */
export function readCheckReport(
  bytes: Uint8Array,
  redact: (text: string) => string,
  root = '',
): { format: CheckFormat; found: FoundResults } | { fault: string } {
  const decoded = decodeReport(bytes)
  if ('fault' in decoded) return decoded
  const { text } = decoded
  const found = new FoundResults(redact, root)
  const first = /\S/.exec(text)?.[0]
  if (first === undefined) return { fault: 'it is empty' }
  if (first === '<') return outcome('junit', readJunit(text, found), found)
  if (first !== '{' && first !== '[') return { fault: `it is not ${KNOWN}` }
  const parsed = parseBoundedJson(text)
  return 'fault' in parsed ? parsed : readJson(parsed.value, found)
}

function readJson(value: unknown, found: FoundResults): ReturnType<typeof readCheckReport> {
  if (isSarif(value)) return outcome('sarif', readSarif(value, found), found)
  const validations = validationsOf(value)
  if (validations !== undefined) return outcome('great-expectations', readValidations(validations, found), found)
  if (isFrictionless(value)) return outcome('frictionless', readFrictionless(value, found), found)
  const breaches = panderaBreaches(value)
  if (breaches !== undefined) return outcome('pandera', readPandera(value, breaches, found), found)
  return { fault: `it is not ${KNOWN}` }
}

function outcome(format: CheckFormat, fault: string | void, found: FoundResults) {
  return typeof fault === 'string' ? { fault } : { format, found }
}
