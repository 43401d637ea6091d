import { LONGEST_MESSAGE } from '../report/check-annotations.js'
import type { CheckFailure } from '../report/check-report.js'
import { isRecord } from '../text/records.js'
import type { FoundPlace, FoundResults } from './found-results.js'
import { at, listAt, numberAt, textAt } from './json-values.js'
import { fileOf } from './stack-places.js'

type Level = 'error' | 'warning' | 'note' | 'none'
const OUTCOMES: Readonly<Record<Exclude<Level, 'none'>, CheckFailure['outcome']>> = {
  error: 'failed',
  warning: 'warning',
  note: 'notice',
}
/** Locations of one result. */
const MOST_LOCATIONS = 5
/** Bases inside each other. */
const MOST_BASES = 5

/** True for a log of SARIF, of any version. */
export function isSarif(value: unknown): boolean {
  return (
    Array.isArray(at(value, 'runs')) &&
    (/^\d/.test(textAt(value, 'version')) || /sarif/i.test(textAt(value, '$schema')))
  )
}

/**
 * Reads SARIF 2.1 (OASIS, "Static Analysis Results Interchange Format Version 2.1.0").
 * @returns why the file cannot be used, as a clause; undefined for a file that was read
 */
export function readSarif(value: unknown, found: FoundResults): string | undefined {
  const version = textAt(value, 'version')
  if (!version.startsWith('2.1.'))
    return `it is SARIF ${version.slice(0, 20) || 'without a version'}, and dvc-ci reads 2.1.0`
  for (const run of listAt(value, 'runs')) {
    for (const result of listAt(run, 'results')) readResult(run, result, found)
    for (const invocation of listAt(run, 'invocations'))
      for (const key of ['toolConfigurationNotifications', 'toolExecutionNotifications'])
        for (const notification of listAt(invocation, key)) readNotification(run, notification, found)
  }
  return undefined
}

function readResult(run: unknown, result: unknown, found: FoundResults): void {
  if (!isRecord(result) || result['baselineState'] === 'absent') return
  const kind = textAt(result, 'kind') || 'fail'
  if (kind === 'pass') return found.pass()
  const rule = ruleOf(run, result)
  const level = levelOf(kind, result, rule)
  if (kind === 'notApplicable' || isSuppressed(result) || level === 'none') return found.skip()
  found.fail(OUTCOMES[level], () => ({
    name: nameOf(run, result, rule),
    message: messageOf(run, result, rule),
    places: placesOf(run, result),
  }))
}

/** The tool could not examine a file, or stopped. */
function readNotification(run: unknown, notification: unknown, found: FoundResults): void {
  if (textAt(notification, 'level') !== 'error') return
  found.fail('error', () => ({
    name: textAt(notification, 'descriptor', 'id') || textAt(run, 'tool', 'driver', 'name'),
    message: textAt(notification, 'message', 'text') || textAt(notification, 'exception', 'message'),
    places: placesOf(run, notification),
  }))
}

/** §3.27.10: the level of the result, else of its rule, else a warning; only a failure has one. */
function levelOf(kind: string, result: unknown, rule: unknown): Level {
  const told = textAt(result, 'level') || (kind === 'fail' ? textAt(rule, 'defaultConfiguration', 'level') : 'note')
  return told === 'error' || told === 'warning' || told === 'note' || told === 'none' ? told : 'warning'
}

/** §3.27.23: suppressed, unless one of the suppressions is not accepted. */
function isSuppressed(result: unknown): boolean {
  const suppressions = listAt(result, 'suppressions')
  return (
    suppressions.length > 0 && suppressions.every((each) => !/^(?:underReview|rejected)$/.test(textAt(each, 'status')))
  )
}

/** The rules of the components of a tool by their identifiers, each list read once. */
const known = new WeakMap<readonly unknown[], Map<string, unknown>>()

/** The rule of a result, of the driver or of an extension of the tool. */
function ruleOf(run: unknown, result: unknown): unknown {
  const component = numberAt(result, 'rule', 'toolComponent', 'index')
  const tool = component === undefined ? at(run, 'tool', 'driver') : listAt(run, 'tool', 'extensions')[component]
  const rules = listAt(tool, 'rules')
  const index = numberAt(result, 'ruleIndex') ?? numberAt(result, 'rule', 'index')
  if (index !== undefined && rules[index] !== undefined) return rules[index]
  const byId = known.get(rules) ?? new Map(rules.map((rule) => [textAt(rule, 'id'), rule]))
  known.set(rules, byId)
  const id = textAt(result, 'ruleId') || textAt(result, 'rule', 'id')
  return id === '' ? undefined : byId.get(id)
}

function nameOf(run: unknown, result: unknown, rule: unknown): string {
  const id = textAt(result, 'ruleId') || textAt(result, 'rule', 'id') || textAt(rule, 'id')
  return [textAt(run, 'tool', 'driver', 'name'), id].filter(Boolean).join(' ')
}

/** §3.11: the text, or the text of the rule by its key, with the arguments in its placeholders. */
function messageOf(run: unknown, result: unknown, rule: unknown): string {
  const id = textAt(result, 'message', 'id')
  const text =
    textAt(result, 'message', 'text') ||
    textAt(rule, 'messageStrings', id, 'text') ||
    textAt(run, 'tool', 'driver', 'globalMessageStrings', id, 'text') ||
    textAt(result, 'message', 'markdown') ||
    textAt(rule, 'shortDescription', 'text')
  const values = listAt(result, 'message', 'arguments')
  if (values.length === 0) return text
  // Cut first: an argument may be long, and have many placeholders.
  return text.slice(0, LONGEST_MESSAGE).replace(/\{(\d{1,3})\}/g, (placeholder, index: string) => {
    const value = values[Number(index)]
    return typeof value === 'string' ? value.slice(0, LONGEST_MESSAGE) : placeholder
  })
}

function placesOf(run: unknown, result: unknown): FoundPlace[] {
  return listAt(result, 'locations')
    .slice(0, MOST_LOCATIONS)
    .flatMap((location) => {
      const physical = at(location, 'physicalLocation')
      const indexed = listAt(run, 'artifacts')[numberAt(physical, 'artifactLocation', 'index') ?? -1]
      const artifact =
        textAt(physical, 'artifactLocation', 'uri') !== '' ? at(physical, 'artifactLocation') : at(indexed, 'location')
      const uri = textAt(artifact, 'uri')
      if (uri === '') return []
      const place = {
        line: numberAt(physical, 'region', 'startLine'),
        column: numberAt(physical, 'region', 'startColumn'),
      }
      const own = pathOf(uri)
      // The base is mostly the top of the repository, also where the log does not say so.
      return [...baseOf(run, textAt(artifact, 'uriBaseId')).map((base) => pathOf(`${base}${uri}`)), own].map(
        (file) => ({
          ...place,
          file,
        }),
      )
    })
}

function baseOf(run: unknown, id: string): string[] {
  const parts: string[] = []
  let next = id
  while (next !== '' && parts.length < MOST_BASES) {
    const base = at(run, 'originalUriBaseIds', next)
    const uri = textAt(base, 'uri')
    parts.unshift(uri === '' || uri.endsWith('/') ? uri : `${uri}/`)
    next = textAt(base, 'uriBaseId')
  }
  const base = parts.join('')
  return base === '' ? [] : [base]
}

/** The path of an address: absolute, or relative to the folder of the check. Another address than of a file has none. */
function pathOf(uri: string): string {
  if (/^file:/i.test(uri)) return fileOf(uri)
  if (/^[a-z][a-z0-9+.-]+:/i.test(uri)) return ''
  try {
    return decodeURIComponent(uri.replace(/[?#].*$/s, ''))
  } catch {
    return uri
  }
}
