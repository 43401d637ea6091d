import type * as z from 'zod'
import type { SetupErrorId } from '../errors/catalogue.js'
import { didYouMean, nearest } from '../text/nearest.js'
import { dotted, type Problem, showValue } from './problems.js'
import { SETTINGS } from './table.js'
import { MAX_PROBLEMS } from './yaml-tree.js'

/** Source of a value that is validated. */
export interface Origin {
  /** The name in messages of the value at a path: `metrics.policies.f1.min`, `--thresholds, f1.min`. */
  name(path: readonly PropertyKey[]): string
  /** Key for the details of the error. */
  key(path: readonly PropertyKey[]): string
  /** Configuration file and 1-based line of a path, for values from a file. */
  place?(path: readonly PropertyKey[]): { path: string; line?: number }
  /** True if messages must not show the value at the path. */
  secret?(path: readonly PropertyKey[]): boolean
}

/** The value at a path; undefined if there is none. */
function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let current = value
  for (const part of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, part)) return undefined
    current = (current as Record<PropertyKey, unknown>)[part]
  }
  return current
}

/**
 * The issues of the union branch that the value was meant for: the branch that matched a part of it. Otherwise the
 * union's own issue.
 */
function flatten(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union') return [issue]
  const meant = issue.errors.find((branch) =>
    branch.some((inner) => inner.path.length > 0 || inner.code === 'unrecognized_keys'),
  )
  if (meant === undefined) return [issue]
  return meant.flatMap((inner) => flatten({ ...inner, path: [...issue.path, ...inner.path] }))
}

/** The likely intended key: a near name, or a setting of another section with the same name. */
function suggestion(parents: readonly PropertyKey[], key: string, allowed: readonly string[]): string | undefined {
  const elsewhere =
    parents.length < 2
      ? SETTINGS.find(
          (row) =>
            row.key !== undefined && !allowed.includes(key) && (row.name === key || row.key.split('.').at(-1) === key),
        )?.key
      : undefined
  const near = nearest(key, allowed)
  // `timeout` in a section is its own one, such as `evaluate-timeout`.
  if (near?.endsWith(`-${key}`) === true) return dotted([...parents, near])
  return elsewhere ?? (near === undefined ? undefined : dotted([...parents, near]))
}

/** Where a setting that is no key of dvc-ci.yaml stands, as a sentence; undefined for another name. */
function placeOf(key: string): string | undefined {
  const row = SETTINGS.find(({ name }) => name === key)
  if (row === undefined || row.key !== undefined) return undefined
  const places = [
    ...(row.surfaces.includes('input') ? ['an input of the action'] : []),
    ...(row.name === 'mode' ? ['the first word of the command line'] : []),
    ...(row.surfaces.includes('option') ? ['an option of the command line'] : []),
  ]
  return places.length === 0 ? undefined : `${key} is ${places.join(' and ')}, not a key of dvc-ci.yaml. `
}

/** The problems that a schema found in a value: key, value, remedy, and the line if the origin is a file. */
export function issueProblems(error: z.ZodError, value: unknown, origin: Origin): Problem[] {
  const issues = error.issues.flatMap(flatten).slice(0, MAX_PROBLEMS)
  const misspelt = new Set(
    issues.filter((issue) => issue.code === 'unrecognized_keys').map((issue) => JSON.stringify(issue.path)),
  )
  const problems: Problem[] = []
  const add = (
    id: SetupErrorId,
    path: readonly PropertyKey[],
    tell: (shown: string) => string,
    seen: string | undefined,
    remedy: string,
  ) => {
    const place = origin.place?.(path)
    const where = place === undefined ? '' : `${place.path}${place.line === undefined ? '' : `:${place.line}`}: `
    problems.push({
      id,
      message: `${where}${tell(origin.name(path))}`,
      key: origin.key(path),
      remedy,
      ...(seen === undefined ? {} : { value: seen }),
      ...place,
    })
  }
  for (const issue of issues) {
    if (issue.code === 'unrecognized_keys') {
      const allowed = issue.message.split(', ')
      for (const key of issue.keys.slice(0, MAX_PROBLEMS)) {
        const meant = suggestion(issue.path, key, allowed)
        const elsewhere = issue.path.length === 0 ? placeOf(key) : undefined
        add(
          'setting-unknown',
          [...issue.path, key],
          (shown) => `${shown} is not a setting.`,
          key,
          `${elsewhere ?? didYouMean(meant)}Allowed here: ${issue.message}.`,
        )
      }
    } else if (issue.code === 'invalid_key') {
      add(
        'setting-invalid',
        issue.path,
        (shown) => `${shown} is not a valid name here.`,
        String(issue.path.at(-1)),
        issue.issues[0]?.message ?? issue.message,
      )
    } else if (issue.code !== 'custom' || !misspelt.has(JSON.stringify(issue.path))) {
      const seen = valueAt(value, issue.path)
      if (seen === undefined)
        add('setting-missing', issue.path, (shown) => `${shown} is missing.`, undefined, issue.message)
      else {
        const hidden = origin.secret?.(issue.path) === true && typeof seen !== 'object' && seen !== ''
        const text = hidden ? 'not valid' : (lackOf(issue) ?? showValue(seen))
        add(
          'setting-invalid',
          issue.path,
          (shown) => `${shown} is ${text}.`,
          hidden ? '***' : typeof seen === 'string' ? seen : text,
          `${hidden ? '' : meantValue(issue, seen)}${issue.message}`,
        )
      }
    }
  }
  return problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0))
}

/** The allowed value that is near the given one, as a question; empty without one. */
function meantValue(issue: z.core.$ZodIssue, seen: unknown): string {
  if (issue.code !== 'invalid_value' || typeof seen !== 'string') return ''
  return didYouMean(nearest(seen, issue.values.map(String)))
}

/** The description of a value that breaks a rule about several keys. */
function lackOf(issue: z.core.$ZodIssue): string | undefined {
  const lack: unknown = issue.code === 'custom' ? issue.params?.lack : undefined
  return typeof lack === 'string' ? lack : undefined
}
