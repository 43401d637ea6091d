import { compileGlob } from '../metrics/glob.js'
import type { FileKind } from '../report/file-reports.js'
import { nearest } from '../text/nearest.js'

/** The part of data that a quantity is computed from: its entry in dvc.lock, the list of its files, or its content. */
export type Part = 'lock' | 'files' | 'content'

/** What a policy may ask of data, or of a table in a folder. */
const OF_DATA = ['size', 'files', 'duplicates', 'rows', 'columns', 'added', 'removed', 'changed', 'schema'] as const

/** What a policy may ask of images, audio, video, texts and models, or of all of them in a folder. */
const OF_FILES = ['images', 'unreadable', 'seconds', 'lines', 'words', 'parameters'] as const

/** Quantities that are sums over all files of a kind. */
export const TOTALS = {
  seconds: 'media',
  lines: 'texts',
  words: 'texts',
  parameters: 'models',
} as const satisfies Partial<Record<(typeof OF_FILES)[number], FileKind>>

/** The quantiles of `ColumnValues.quantiles`, in its order. */
export const QUANTILES = ['p05', 'p25', 'p50', 'p75', 'p95'] as const

/** What a policy may ask of a column: `age.nulls`. */
export const OF_COLUMNS = [
  'nulls',
  'distinct',
  'min',
  'max',
  'mean',
  'std',
  ...QUANTILES,
  'psi',
  'distance',
  'new_values',
  'vanished_values',
] as const

/** Quantities that compare both sides; they are 0 for data that did not change. */
export const DIFFERENCES_OF_DATA = ['added', 'removed', 'changed', 'schema'] as const
export const DIFFERENCES_OF_COLUMNS = ['psi', 'distance', 'new_values', 'vanished_values'] as const

const VALUES: readonly string[] = ['min', 'max', 'mean', 'std', ...QUANTILES]

/** The names of all quantities, as a policy writes them. */
export const QUANTITIES: readonly string[] = [
  ...OF_DATA,
  'leaked(PATH)',
  ...OF_FILES,
  ...OF_COLUMNS.map((quantity) => `COLUMN.${quantity}`),
]

/** The other data of `leaked(data/train)`, or its pattern; undefined for another quantity. */
export function leakedFrom(name: string): string | undefined {
  const [, other] = /^leaked\((.+)\)$/.exec(name) ?? []
  return other?.replace(/^(?:\.\/)+/, '').replace(/\/+$/, '')
}

/** A quantity as its measure is named: `leaked(./data/train/)` is `leaked(data/train)`. */
export function plainQuantity(name: string): string {
  const other = leakedFrom(name)
  return other === undefined ? name : `leaked(${other})`
}

/** The quantity of a column; undefined for a quantity of data. */
function ofColumn(name: string): string | undefined {
  const dot = name.lastIndexOf('.')
  return dot > 0 ? name.slice(dot + 1) : undefined
}

/** True for the name of a quantity, and for a pattern that may match one. */
export function mayBeQuantity(name: string): boolean {
  if (leakedFrom(name) !== undefined || isOfFiles(name) || (OF_DATA as readonly string[]).includes(name)) return true
  const column = ofColumn(name)
  if (column !== undefined && (OF_COLUMNS as readonly string[]).includes(column)) return true
  return !compileGlob(name, 'name').literal
}

/**
 * The part of data that a quantity needs. A pattern needs the content.
 * @param isFolder whether the data is a folder
 */
export function partOf(name: string, isFolder: boolean): Part {
  if (name === 'size') return 'lock'
  if (name === 'files' || name === 'images') return 'files'
  return isFolder && (name === 'duplicates' || leakedFrom(name) !== undefined) ? 'files' : 'content'
}

/** The quantity that a wrong name most likely meant. */
export function nearestQuantity(name: string): string | undefined {
  const dot = name.lastIndexOf('.')
  const column = dot > 0 ? name.slice(0, dot) : undefined
  const names = QUANTITIES.filter((each) => each.startsWith('COLUMN.') === (column !== undefined))
  const meant = nearest(column === undefined ? name : `COLUMN${name.slice(dot)}`, names, 'misspelt')
  return meant?.replace('COLUMN', () => column ?? 'COLUMN')
}

/** True for a quantity of images, audio, video, texts or models, which no table has. */
export function isOfFiles(name: string): boolean {
  return (OF_FILES as readonly string[]).includes(name)
}

/** The kind of files that a quantity is the sum of; undefined for another quantity. */
export function kindOfTotal(name: string): FileKind | undefined {
  return Object.entries(TOTALS).find(([total]) => total === name)?.[1]
}

/** True for a quantity that tells a value of cells, which reports show only with `data.show: values`. */
export function tellsValue(name: string): boolean {
  return VALUES.includes(ofColumn(name) ?? '')
}
