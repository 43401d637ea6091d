import { DataRules } from './data-rules.js'
import type { FoundResults } from './found-results.js'
import { at, listAt, numberAt, textAt } from './json-values.js'

/** True for the report of `frictionless validate --json`, of version 4 and 5. */
export function isFrictionless(value: unknown): boolean {
  return (
    typeof at(value, 'valid') === 'boolean' && Array.isArray(at(value, 'tasks')) && Array.isArray(at(value, 'errors'))
  )
}

/**
 * Reads a report of Frictionless: a valid file passes, and each rule of a column that rows break is a failure at the
 * first of these rows. Format: https://framework.frictionlessdata.io, Report.
 */
export function readFrictionless(value: unknown, found: FoundResults): void {
  const rules = new DataRules()
  for (const error of listAt(value, 'errors')) rules.add(titleOf(error), textAt(error, 'note'))
  for (const task of listAt(value, 'tasks')) {
    if (at(task, 'valid') === true) found.pass()
    const resource = at(task, 'resource')
    const path = textAt(task, 'place') || textAt(resource, 'path')
    const name = path || textAt(task, 'name') || textAt(resource, 'name')
    for (const error of listAt(task, 'errors')) {
      const field = textAt(error, 'fieldName')
      const line = numberAt(error, 'rowNumber') ?? numberAt(error, 'rowPosition')
      rules.add(
        `${name}: ${titleOf(error)}${field === '' ? '' : `, field ${field}`}`,
        noteOf(error),
        path === '' ? undefined : { file: path, line },
      )
    }
    for (const warning of listAt(task, 'warnings'))
      found.fail('warning', () => ({ name, message: typeof warning === 'string' ? warning : '', places: [] }))
  }
  rules.addTo(found, 'row')
}

/** `type-error`; version 4 calls it the code. */
function titleOf(error: unknown): string {
  return textAt(error, 'type') || textAt(error, 'code') || textAt(error, 'title') || 'error'
}

/** The rule that is broken. Other notes name values or rows of the data. */
function noteOf(error: unknown): string {
  const note = textAt(error, 'note')
  return /^(?:constraint "|type is ")/.test(note) || numberAt(error, 'rowNumber') === undefined ? note : ''
}
