import type { ParamReport } from '../report/report.js'
import { compareText } from './order.js'
import { MAX_DEPTH } from './refusal.js'

/** Parameters by file: nested objects (or Maps) as in params.yaml or dvc.lock's `params`, from a parser that bounds aliases. */
export type ParamFiles = ReadonlyMap<string, unknown>

const TOO_DEEP = `(more than ${MAX_DEPTH} levels deep)`

/**
 * The parameters that differ between two revisions, under dotted names, as in `dvc params diff`: mappings are
 * flattened, lists are values. Values are JSON: dates and numbers that are not finite become text. By path, then in the
 * order of the head's file; those that only the base has come last.
 */
export function diffParams(head: ParamFiles, base: ParamFiles): ParamReport[] {
  const paths = [...new Set([...head.keys(), ...base.keys()])].sort(compareText)
  return paths.flatMap((path) => {
    const values = flattenParams(head.get(path))
    const baselines = flattenParams(base.get(path))
    const names = [...new Set([...values.keys(), ...baselines.keys()])]
    return names
      .filter((name) => canonical(values.get(name)) !== canonical(baselines.get(name)))
      .map((name) => ({
        path,
        name,
        ...(baselines.has(name) ? { baseline: baselines.get(name) } : {}),
        ...(values.has(name) ? { value: values.get(name) } : {}),
      }))
  })
}

/** The leaves of parameters under dotted names, as JSON values. */
export function flattenParams(root: unknown): Map<string, unknown> {
  const leaves = new Map<string, unknown>()
  const walk = (node: unknown, name: string | undefined, depth: number): void => {
    const entries = entriesOf(node)
    if (entries !== undefined && depth < MAX_DEPTH && (entries.length > 0 || name === undefined)) {
      for (const [key, value] of entries) walk(value, name === undefined ? key : `${name}.${key}`, depth + 1)
    } else if (node !== undefined) leaves.set(name ?? '', toJson(node, depth))
  }
  walk(root, undefined, 0)
  return leaves
}

/** A copy with JSON values only. */
function toJson(node: unknown, depth: number): unknown {
  if (depth > MAX_DEPTH) return TOO_DEEP
  if (Array.isArray(node)) return node.map((item) => toJson(item, depth + 1))
  const entries = entriesOf(node)
  if (entries !== undefined) return Object.fromEntries(entries.map(([key, value]) => [key, toJson(value, depth + 1)]))
  if (typeof node === 'number') return Number.isFinite(node) ? node : String(node)
  if (typeof node === 'bigint') return Number.isSafeInteger(Number(node)) ? Number(node) : String(node)
  if (typeof node === 'string' || typeof node === 'boolean') return node
  return node instanceof Date ? node.toISOString() : null
}

function entriesOf(node: unknown): [string, unknown][] | undefined {
  if (node instanceof Map) return [...node].map(([key, value]): [string, unknown] => [String(key), value])
  const plain = typeof node === 'object' && node !== null && !Array.isArray(node) && !(node instanceof Date)
  return plain ? Object.entries(node) : undefined
}

/** A text that is equal for equal values, in any order of their keys; `undefined` for an absent value. */
function canonical(value: unknown): string | undefined {
  return JSON.stringify(value, (_key, part: unknown) => {
    const entries = entriesOf(part)
    return entries === undefined ? part : Object.fromEntries(entries.sort(([a], [b]) => compareText(a, b)))
  })
}
