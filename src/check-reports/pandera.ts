import { isRecord } from '../text/records.js'
import { DataRules } from './data-rules.js'
import type { FoundResults } from './found-results.js'
import { at, listAt, textAt } from './json-values.js'

/** The keys of the message of SchemaErrors. */
const SECTIONS = new Set(['SCHEMA', 'DATA'])
/** A table of failure cases has these columns. */
const COLUMNS = ['schema_context', 'column', 'check', 'failure_case']

interface Breach {
  column: string
  check: string
  message: string
}

/**
 * The breaches in what pandera writes of a lazy validation: the message of SchemaErrors, or its failure cases as records
 * or as columns. An empty object or list has no breach. Undefined for another value.
 */
export function panderaBreaches(value: unknown): Breach[] | undefined {
  if (Array.isArray(value)) return value.every(isCase) ? value.map(breachOf) : undefined
  if (!isRecord(value)) return undefined
  const keys = Object.keys(value)
  if (keys.every((key) => SECTIONS.has(key))) {
    const reasons = keys.map((key) => value[key])
    if (!reasons.every((each) => isRecord(each) && Object.values(each).every(Array.isArray))) return undefined
    return reasons.flatMap((each) => Object.keys(each as object).flatMap((key) => listAt(each, key).map(breachOf)))
  }
  if (!COLUMNS.every((key) => isRecord(value[key]))) return undefined
  const columns = value as Record<string, Record<string, unknown>>
  return Object.keys(columns['check'] ?? {}).map((row) =>
    breachOf({
      column: columns['column']?.[row],
      check: columns['check']?.[row],
      failure_case: columns['failure_case']?.[row],
    }),
  )
}

function isCase(value: unknown): boolean {
  return isRecord(value) && COLUMNS.every((key) => Object.hasOwn(value, key))
}

function breachOf(value: unknown): Breach {
  const check = textAt(value, 'check')
  // An absent column is the case itself.
  const isAbsent = check === 'column_in_dataframe'
  return {
    column: textAt(value, 'column') || (isAbsent ? textAt(value, 'failure_case') : ''),
    check: check || 'check',
    message: withoutValues(textAt(value, 'error')),
  }
}

/** The message up to the values of the data, which pandera lists at its end. */
function withoutValues(message: string): string {
  const ends = [message.indexOf('failure cases:'), message.indexOf(' values:') + ' values'.length].filter(
    (end) => end >= ' values'.length,
  )
  return message.slice(0, Math.min(message.length, ...ends)).trimEnd()
}

/** Adds one failure for each check of a column. */
export function readPandera(value: unknown, breaches: readonly Breach[], found: FoundResults): void {
  const rules = new DataRules()
  for (const { column, check, message } of breaches) rules.add(`${column === '' ? '' : `${column}: `}${check}`, message)
  // The message of SchemaErrors has one entry for a check; a table has one for each case.
  rules.addTo(found, Array.isArray(value) || at(value, 'check') !== undefined ? 'case' : '')
}
