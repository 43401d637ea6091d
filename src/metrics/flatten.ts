import { posix } from 'node:path'
import type { Leaf, Problem, ProblemKind, SliceEntry } from './parsed-file.js'
import { Refusal, refuseDepth } from './refusal.js'
import type { Entry, Shape } from './shape.js'
import { isSupport, readSliceTable } from './slice-table.js'

/** More entries than any metrics file has; an alias bomb in YAML would have millions. */
const MAX_ENTRIES = 100_000

/** The longest part of a text value that a message repeats. */
const MAX_QUOTE = 40

const READS_LIKE_A_NUMBER = /^[-+]?(?:\d[\d_,]*\.?\d*|\.\d+)(?:e[-+]?\d+)?\s*%?$|^[-+]?\.?(?:nan|inf|infinity)$/i

interface NameScope {
  /** Keys from the root; none at the root. */
  keys: readonly string[]
  line?: number
  /** True below a key that its mapping has twice. */
  doubtful: boolean
  /** The slice of a table's record. */
  slice?: Omit<SliceEntry, 'isSupport'>
}

/**
 * The entries of a file under dotted names (`eval.f1`), as DVC flattens them. A name that occurs twice, by a repeated key or
 * by a key with a dot, is always a problem: two readers may take two different values.
 *
 * A list of records that is a table of slices has the names that nested keys would have: `region.eu.recall`. An entry of a
 * slice has the slice with it.
 *
 * @throws Refusal if the file is too deep, too large, or no mapping of names to numbers
 */
export function flatten<Node>(path: string, root: Node, describe: (node: Node) => Shape<Node>): Map<string, Leaf> {
  const leaves = new Map<string, Leaf>()
  const file = posix.basename(path, posix.extname(path))
  const sliced = posix.basename(posix.dirname(path)) === 'slices' ? file : undefined
  let budget = MAX_ENTRIES

  const record = (scope: NameScope, leaf: (name: string) => Leaf): void => {
    const name = scope.keys.length === 0 ? file : scope.keys.join('.')
    const twice = scope.doubtful || leaves.has(name)
    const found = twice ? duplicate(path, name, scope.line) : leaf(name)
    const slice = scope.slice ?? sliceOf(scope.keys, sliced)
    leaves.set(name, slice === undefined ? found : { ...found, slice: withSupport(slice, found) })
  }

  const walkMap = (entries: readonly Entry<Node>[], scope: NameScope): void => {
    const repeated = repeatedKeys(entries)
    for (const entry of entries) {
      const below: NameScope = {
        keys: [...scope.keys, entry.key],
        ...(entry.line === undefined ? {} : { line: entry.line }),
        doubtful: scope.doubtful || repeated.has(entry.key),
        ...(scope.slice === undefined ? {} : { slice: { ...scope.slice, metric: entry.key } }),
      }
      // The name itself too: one of the two may be an empty mapping without entries.
      if (repeated.has(entry.key)) record(below, (name) => duplicate(path, name, below.line))
      walk(entry.node, below)
    }
  }

  const walk = (node: Node, scope: NameScope): void => {
    if (--budget < 0) throw new Refusal(`it has more than ${MAX_ENTRIES} entries`)
    refuseDepth(scope.keys.length, scope.line)
    const shape = describe(node)
    const isNamed = file === 'slices' || sliced !== undefined || scope.keys.includes('slices')
    const table = shape.kind === 'list' ? readSliceTable(shape.items, describe, isNamed) : undefined
    if (table !== undefined) {
      const { dimension } = table
      for (const { value, cells } of table.rows)
        walkMap(cells, { ...scope, keys: [...scope.keys, dimension, value], slice: { dimension, value, metric: '' } })
    } else if (shape.kind === 'map') walkMap(shape.entries, scope)
    else {
      if (scope.keys.length === 0 && shape.kind !== 'number')
        throw new Refusal(`it holds ${phrase(shape)}, not names with numbers`)
      record(scope, (name) => leafOf(shape, path, name, scope.line))
    }
  }

  walk(root, { keys: [], doubtful: false })
  return leaves
}

/**
 * The slice that keys name: `slices.<dimension>.<value>.<metric>` at any depth, or `<value>.<metric>` in a file
 * `slices/<dimension>.json`.
 * @param file the name of a file in a folder `slices`
 */
function sliceOf(keys: readonly string[], file: string | undefined): SliceEntry | undefined {
  const at = keys.indexOf('slices')
  const [dimension, value, ...metric] = at >= 0 ? keys.slice(at + 1) : file === undefined ? [] : [file, ...keys]
  return dimension === undefined || value === undefined || metric.length === 0
    ? undefined
    : { dimension, value, metric: metric.join('.') }
}

function withSupport(slice: SliceEntry, leaf: Leaf): SliceEntry {
  return isSupport(slice.metric, 'value' in leaf ? leaf.value : undefined) ? { ...slice, isSupport: true } : slice
}

function repeatedKeys<Node>(entries: readonly Entry<Node>[]): Set<string> {
  const once = new Set<string>()
  const repeated = new Set<string>()
  for (const { key } of entries) (once.has(key) ? repeated : once).add(key)
  return repeated
}

function leafOf<Node>(shape: Exclude<Shape<Node>, { kind: 'map' }>, path: string, name: string, line?: number): Leaf {
  switch (shape.kind) {
    case 'number':
      if (Number.isFinite(shape.value)) return { value: shape.value, ...(line === undefined ? {} : { line }) }
      return broken('not-finite', path, name, phrase(shape), line)
    case 'text':
      return broken(READS_LIKE_A_NUMBER.test(shape.value.trim()) ? 'quoted' : 'other', path, name, phrase(shape), line)
    case 'list':
    case 'other':
      return broken('other', path, name, phrase(shape), line)
  }
}

function duplicate(path: string, name: string, line?: number): Leaf {
  return broken('duplicate', path, name, 'several values', line, 'given more than once')
}

function broken(kind: ProblemKind, path: string, name: string, seen: string, line?: number, is = seen): Leaf {
  const place = line === undefined ? {} : { line }
  const problem: Problem = { kind, path, name, ...place, seen, message: `${name} in ${path} is ${is}` }
  return { problem, ...place }
}

function phrase<Node>(shape: Exclude<Shape<Node>, { kind: 'map' }>): string {
  switch (shape.kind) {
    case 'number':
      // `1e400` is written as a number, and a parser reads it as infinity.
      return shape.source !== undefined && /\d/.test(shape.source)
        ? `${clip(shape.source)} (too large for a number)`
        : String(shape.value)
    case 'text':
      return `the text ${JSON.stringify(clip(shape.value))}`
    case 'list':
      return 'a list'
    case 'other':
      return shape.seen
  }
}

function clip(text: string): string {
  return text.length > MAX_QUOTE ? `${text.slice(0, MAX_QUOTE)}…` : text
}
