import { compareVersions } from './dvc-version.js'

/** The versions of Python that a file of the project allows. */
export interface PythonRange {
  /** Name of the file that says so. */
  file: string
  /** As the file writes it. */
  text: string
  /** A version to set up, such as `3.13`. */
  example: string
  allows(version: string): boolean
}

/** One clause, `>=3.9` or Poetry's `^3.9`: operator and version. */
const CLAUSE = /^(===|==|!=|<=|>=|~=|<|>|\^|~)?\s*(\d+(?:\.\d+)*)(\.\*)?$/

/**
 * Reads a version specifier of PEP 440, or a constraint of Poetry (`^3.9`, `~3.9`, `3.9 || 3.10`), for releases.
 * @returns undefined for a text that is neither; the installer then judges it
 */
export function parsePythonRange(text: string, file: string): PythonRange | undefined {
  const choices = text.split('||').map((choice) => choice.split(/,|\s+(?=[<>=!~^])/).map((clause) => clause.trim()))
  const tests: ((version: string) => boolean)[] = []
  for (const clauses of choices) {
    const parts = clauses.filter((clause) => clause !== '' && clause !== '*').map(testOf)
    const known = parts.flatMap((part) => part ?? [])
    if (known.length < parts.length) return undefined
    tests.push((version) => known.every((test) => test(version)))
  }
  return {
    file,
    text,
    example: /(?:>=|==|~=|\^|~)\s*(\d+\.\d+)/.exec(text)?.[1] ?? /\d+\.\d+/.exec(text)?.[0] ?? '3.x',
    allows: (version) => tests.some((test) => test(version)),
  }
}

function testOf(clause: string): ((version: string) => boolean) | undefined {
  const [, operator = '==', wanted = '', star] = CLAUSE.exec(clause) ?? []
  if (wanted === '') return undefined
  const parts = wanted.split('.')
  const compare = (version: string) => compareVersions(version, wanted)
  const starts = (version: string, prefix: readonly string[]) =>
    prefix.every((part, at) => Number(version.split('.')[at] ?? 0) === Number(part))
  const equals = (version: string) => (star === undefined ? compare(version) === 0 : starts(version, parts))
  switch (operator) {
    case '>=':
      return (version) => compare(version) >= 0
    case '<=':
      return (version) => compare(version) <= 0
    case '>':
      return (version) => compare(version) > 0
    case '<':
      return (version) => compare(version) < 0
    case '!=':
      return (version) => !equals(version)
    case '~=':
      return (version) => compare(version) >= 0 && starts(version, parts.slice(0, -1))
    case '^':
      return (version) => compare(version) >= 0 && starts(version, parts.slice(0, 1))
    case '~':
      return (version) => compare(version) >= 0 && starts(version, parts.slice(0, 2))
    default:
      // `3.11` in Poetry is one version; here each patch release of it fits.
      return (version) => equals(version) || (star === undefined && starts(version, parts))
  }
}
