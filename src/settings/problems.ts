import type { SetupErrorId } from '../errors/catalogue.js'
import { type ErrorDetails, SetupError } from '../errors/errors.js'

/** One problem of the settings. `message` ends with a full stop and names the key and the value. */
export interface Problem {
  id: SetupErrorId
  message: string
  key: string
  value?: string
  remedy: string
  /** Configuration file, relative to the workspace. */
  path?: string
  line?: number
}

/** Largest number of problems in a message. A file that is not YAML would give thousands. */
const SHOWN = 20

/**
 * A text without the passwords in its addresses, so that a report never shows a password that a user put there by
 * mistake.
 */
export function withoutPasswords(text: string): string {
  return text.replace(/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@]*:[^\s@]*@/gi, '$1***@')
}

/** A value as messages show it: scalars as they are, other values by their kind. */
export function showValue(value: unknown): string {
  if (value === null || value === '') return 'empty'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a mapping'
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (typeof value !== 'string') return `of the type ${typeof value}`
  const line = withoutPasswords(value).replace(/\s+/g, ' ')
  return `'${line.length > 80 ? `${line.slice(0, 79)}…` : line}'`
}

/** A key with its sections, such as `a.b."c.d"[0]`. Parts with special characters are quoted. */
export function dotted(path: readonly PropertyKey[]): string {
  const written = path.map((part) => {
    if (typeof part === 'number') return `[${part}]`
    return `.${/^[\w-]+$/.test(String(part)) ? String(part) : JSON.stringify(String(part))}`
  })
  return written.join('').replace(/^\./, '')
}

/** The error for one problem. */
function single(problem: Problem): SetupError {
  const details: ErrorDetails = { key: problem.key, remedy: problem.remedy }
  if (problem.value !== undefined) details.value = withoutPasswords(problem.value)
  if (problem.path !== undefined) details.path = problem.path
  if (problem.line !== undefined) details.line = problem.line
  return new SetupError(problem.id, problem.message, details)
}

/**
 * One error for all problems, one line each. `details` are those of the first problem. `details.cause` is an
 * AggregateError with one SetupError per problem, so that each problem is annotated at its own line.
 */
export function problemsError(problems: readonly [Problem, ...Problem[]]): SetupError {
  const first = single(problems[0])
  if (problems.length === 1) return first
  const lines = problems.slice(0, SHOWN).map((problem) => `- ${problem.message} ${problem.remedy}`)
  if (problems.length > SHOWN) lines.push(`- and ${problems.length - SHOWN} more.`)
  return new SetupError(first.id, `${problems.length} settings are wrong:\n${lines.join('\n')}\nNothing was changed.`, {
    ...first.details,
    remedy: '`dvc-ci help all` lists every setting.',
    cause: new AggregateError(problems.map(single)),
  })
}

/** @throws {SetupError} if there are problems */
export function throwProblems(problems: readonly Problem[]): void {
  const [first, ...rest] = problems
  if (first !== undefined) throw problemsError([first, ...rest])
}
