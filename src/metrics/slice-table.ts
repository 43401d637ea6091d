import type { Entry, Shape } from './flatten.js'
import { Refusal } from './refusal.js'

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
/** The longest name of a slice; longer texts are documents. */
const LONGEST_VALUE = 200

/** Names of the column, or key, with the number of rows of a slice. */
const SUPPORT = new Set(['n', 'count', 'rows', 'support'])

/** True for the entry of a slice that is its number of rows, and no metric. */
export function isSupport(name: string, value: number | undefined): boolean {
  return SUPPORT.has(name.toLowerCase()) && value !== undefined && Number.isSafeInteger(value) && value >= 0
}

/**
 * Reads a list as a table of slices: records of numbers, texts, true, false and null, in which at least one column has texts,
 * true or false in all records (null is a value there too), and at least one column a number. The first kind names the slice;
 * all other columns are metrics.
 * @returns undefined for any other list
 */
export function readSliceTable<Node>(
  items: readonly Node[],
  describe: (node: Node) => Shape<Node>,
): SliceTable<Node> | undefined {
  if (items.length === 0 || items.length > MAX_RECORDS) return undefined
  try {
    const records = recordsOf(items, describe)
    if (records === undefined) return undefined
    const columns = [...new Set(records.flatMap((record) => [...record.keys()]))]
    const slices = columns.filter((column) => namesSlices(records, column))
    const measured = columns.filter((column) => !slices.includes(column))
    const hasNumber = measured.some((column) =>
      records.some((record) => record.get(column)?.[0]?.shape.kind === 'number'),
    )
    // A record that has a slice column twice names two slices.
    if (
      slices.length === 0 ||
      !hasNumber ||
      records.some((record) => slices.some((column) => (record.get(column)?.length ?? 0) > 1))
    )
      return undefined
    return {
      dimension: slices.join('+'),
      rows: records.map((record) => ({
        value: slices.map((column) => valueOf(record.get(column)?.[0]?.shape)).join('+'),
        cells: measured.flatMap((column) => (record.get(column) ?? []).map(({ entry }) => entry)),
      })),
    }
  } catch (error) {
    // A list was never read closely: its aliases and keys are no fault of the file.
    if (error instanceof Refusal) return undefined
    throw error
  }
}

type Scalar<Node> = { entry: Entry<Node>; shape: Exclude<Shape<Node>, { kind: 'map' | 'list' }> }

/** The cells of each record by column; a repeated key has several. Undefined where an item is no flat record. */
function recordsOf<Node>(
  items: readonly Node[],
  describe: (node: Node) => Shape<Node>,
): Map<string, Scalar<Node>[]>[] | undefined {
  const records: Map<string, Scalar<Node>[]>[] = []
  let cells = 0
  for (const item of items) {
    const shape = describe(item)
    if (shape.kind !== 'map' || (cells += shape.entries.length) > MAX_CELLS) return undefined
    const record = new Map<string, Scalar<Node>[]>()
    for (const entry of shape.entries) {
      const cell = describe(entry.node)
      if (cell.kind === 'map' || cell.kind === 'list') return undefined
      const before = record.get(entry.key)
      if (before === undefined) record.set(entry.key, [{ entry, shape: cell }])
      else before.push({ entry, shape: cell })
    }
    records.push(record)
  }
  return records
}

function namesSlices<Node>(records: readonly Map<string, Scalar<Node>[]>[], column: string): boolean {
  let named = false
  for (const record of records) {
    for (const { shape } of record.get(column) ?? []) {
      if (shape.kind === 'number' || (shape.kind === 'text' && shape.value.length > LONGEST_VALUE)) return false
      const isName = shape.kind === 'text' || shape.seen === 'true' || shape.seen === 'false'
      if (!isName && shape.seen !== 'null') return false
      named ||= isName
    }
  }
  return named
}

function valueOf<Node>(shape: Scalar<Node>['shape'] | undefined): string {
  return shape === undefined ? 'null' : shape.kind === 'text' ? shape.value : shape.kind === 'other' ? shape.seen : ''
}
