import { showValue } from './problems.js'
import { parseWritten, type TextValue } from './values.js'
import type { YamlProblem } from './yaml-tree.js'

const ASSIGNMENT = /^\s*([^=\s#]+?)\s*(\+?=)\s*(.*?)\s*$/

/**
 * Reads assignments such as `train.C=0.5`, one per line or separated by commas, into a mapping.
 * @returns undefined if the text has another form
 */
export function readAssignments(text: string): TextValue | undefined {
  // A value may contain commas, so only a comma before another assignment separates.
  return collect(
    text.split(/\r?\n|,(?=\s*[^,=\s]+\s*=)/),
    ({ key, operator, value }, all: Record<string, unknown>) => {
      if (operator !== '=') return `'${key}' cannot be appended to.`
      if (Object.hasOwn(all, key)) return `'${key}' is given twice.`
      Object.defineProperty(all, key, {
        value: parseWritten(value),
        enumerable: true,
        configurable: true,
        writable: true,
      })
      return undefined
    },
    {},
  )
}

/**
 * Reads new data, one per line: `path=from` replaces, `path+=from` appends.
 * @returns undefined if the text has another form
 */
export function readNewData(text: string): TextValue | undefined {
  return collect(
    text.split(/\r?\n/),
    ({ key, operator, value }, all: { path: string; from: string; mode: string }[]) => {
      if (all.some(({ path }) => path === key)) return `'${key}' is given twice.`
      all.push({ path: key, from: value, mode: operator === '=' ? 'replace' : 'append' })
      return undefined
    },
    [],
  )
}

interface Assignment {
  key: string
  operator: string
  value: string
}

function collect<T>(
  parts: readonly string[],
  add: (assignment: Assignment, all: T) => string | undefined,
  all: T,
): TextValue | undefined {
  const written = parts.filter((part) => !/^\s*(?:#.*)?$/.test(part))
  const assignments = written.map((part) => ASSIGNMENT.exec(part))
  if (assignments.length === 0 || !assignments.some((found) => found !== null) || /^\s*[[{]/.test(written[0] ?? ''))
    return undefined
  const problems: YamlProblem[] = []
  for (const [index, found] of assignments.entries()) {
    const message =
      found === null
        ? `${showValue((written[index] ?? '').trim())} is not name=value.`
        : add({ key: found[1] ?? '', operator: found[2] ?? '=', value: found[3] ?? '' }, all)
    if (message !== undefined) problems.push({ message, remedy: 'Write one per line, as name=value.' })
  }
  return problems.length > 0 ? { problems } : { value: all }
}
