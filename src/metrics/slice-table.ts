import { Refusal } from './refusal.js'
import type { Entry, Shape } from './shape.js'

/** A list of records that is a table of slices. */
export interface SliceTable<Node> {
  /** The columns whose values name the slice. */
  dimension: string
  rows: { value: string; cells: Entry<Node>[] }[]
}

/** More slices than a reader compares; a longer list is data, not metrics. */
export const MAX_RECORDS = 10_000
/** The most cells of a table: the number of entries that a metrics file may have. */
const MAX_CELLS = 100_000
/** The most columns that name a slice. */
const MAX_NAMES = 10
/** The longest name of a slice; longer texts are documents. */
const LONGEST_VALUE = 200

/** Names of the column, or key, with the number of rows of a slice. */
const SUPPORT = new Set(['n', 'count', 'rows', 'support'])

/** True for the entry of a slice that is its number of rows, and no metric. @param value undefined for one that is no number */
export function isSupport(name: string, value: number | undefined): boolean {
  return SUPPORT.has(name.toLowerCase()) && (value === undefined || (Number.isSafeInteger(value) && value >= 0))
}

/**
 * Reads a list as a table of slices: records of numbers, texts, true, false and null, with at least one column of texts, true
 * or false (null and an absent value are values of it too), and at least one column with a number. The first kind names the
 * slice; all other columns are metrics. A log repeats its names (`phase: train` in each epoch): a list in which each slice has
 * several records is none, unless its place says that it is.
 * @param isNamed true at a place that is for slices
 * @returns undefined for any other list
 */
export function readSliceTable<Node>(
  items: readonly Node[],
  describe: (node: Node) => Shape<Node>,
  isNamed: boolean,
): SliceTable<Node> | undefined {
  if (items.length === 0 || items.length > MAX_RECORDS) return undefined
  try {
    const records = recordsOf(items, describe)
    const names = records && columnsOfNames(records)
    if (names === undefined || names.length === 0 || names.length > MAX_NAMES) return undefined
    const isName = new Set(names)
    const rows = records?.map((record) => ({
      value: names.map((name) => valueOf(record.find(({ entry }) => entry.key === name)?.shape)).join('+'),
      cells: record.filter(({ entry }) => !isName.has(entry.key)).map(({ entry }) => entry),
    }))
    const distinct = new Set(rows?.map(({ value }) => value)).size
    if (rows === undefined || (!isNamed && rows.length > 2 && distinct * 2 <= rows.length)) return undefined
    return { dimension: names.join('+'), rows }
  } catch (error) {
    // A list was never read closely: its aliases and keys are no fault of the file.
    if (error instanceof Refusal) return undefined
    throw error
  }
}

interface Cell<Node> {
  entry: Entry<Node>
  shape: Exclude<Shape<Node>, { kind: 'map' | 'list' }>
}

/** The cells of each record. Undefined where an item is no flat record. */
function recordsOf<Node>(items: readonly Node[], describe: (node: Node) => Shape<Node>): Cell<Node>[][] | undefined {
  const records: Cell<Node>[][] = []
  let budget = MAX_CELLS
  for (const item of items) {
    const shape = describe(item)
    if (shape.kind !== 'map') return undefined
    budget -= shape.entries.length
    if (budget < 0) return undefined
    const record: Cell<Node>[] = []
    for (const entry of shape.entries) {
      const cell = describe(entry.node)
      if (cell.kind === 'map' || cell.kind === 'list') return undefined
      record.push({ entry, shape: cell })
    }
    records.push(record)
  }
  return records
}

/** The columns that name slices, in the order of the list. Undefined without a number, or with two names of one kind in a record. */
function columnsOfNames<Node>(records: readonly Cell<Node>[][]): string[] | undefined {
  const named = new Map<string, boolean>()
  const others = new Set<string>()
  let hasNumber = false
  for (const record of records)
    for (const { entry, shape } of record) {
      hasNumber ||= shape.kind === 'number'
      const kind = kindOf(shape)
      if (kind === 'other') others.add(entry.key)
      else named.set(entry.key, named.get(entry.key) === true || kind === 'name')
    }
  const names = [...named].filter(([column, isNamed]) => isNamed && !others.has(column)).map(([column]) => column)
  const isName = new Set(names)
  const isAmbiguous = records.some((record) => {
    const own = record.map(({ entry }) => entry.key).filter((key) => isName.has(key))
    return new Set(own).size < own.length
  })
  return hasNumber && !isAmbiguous ? names : undefined
}

function kindOf<Node>(shape: Cell<Node>['shape']): 'name' | 'null' | 'other' {
  if (shape.kind === 'text') return shape.value.length > LONGEST_VALUE ? 'other' : 'name'
  if (shape.kind === 'number') return 'other'
  return shape.seen === 'true' || shape.seen === 'false' ? 'name' : shape.seen === 'null' ? 'null' : 'other'
}

function valueOf<Node>(shape: Cell<Node>['shape'] | undefined): string {
  return shape === undefined ? 'null' : shape.kind === 'text' ? shape.value : shape.kind === 'other' ? shape.seen : ''
}
