import { named, withoutPeriod } from '../text/words.js'
import type { ColumnReport, DataReport, FolderReport, LeakReport, TableReport, UnreadReport } from './data-report.js'
import { counted, ofBoth, signed } from './data-words.js'
import { shorten } from './escape.js'
import { fileFacts, kindWord } from './file-lines.js'
import { formatBytes, formatCount, formatNumber } from './numbers.js'

/** From this population stability index (PSI) on, a line calls a column drifted: the usual limit of the field. */
export const DRIFTED = 0.2
/** From this PSI on, a change of a column is worth a row: below it the field calls a distribution stable. */
const NOTABLE_PSI = 0.1
/** A smaller change of the share of nulls is no fact of a line. */
const NOTABLE_NULLS = 0.01
/** Names of columns in one fact. */
const MOST_NAMES = 2
const LONGEST_NAME = 40
const LONGEST_REASON = 200

/** True where a report says more of changed data than its sizes. */
export function isDescribed(item: DataReport): boolean {
  const { folder, tables = [], leaked = [], unread = [] } = item
  return folder !== undefined || hasFiles(item) || tables.length > 0 || leaked.length > 0 || unread.length > 0
}

/** True where a report tells of images, audio and video, texts or models. */
function hasFiles({ images, media, texts, models = [] }: DataReport): boolean {
  return (
    [images, media, texts].some((kind) => kind?.now !== undefined || kind?.before !== undefined) || models.length > 0
  )
}

/**
 * What changed in data, as one line without its path: `1,997 rows (+200), 1 new column (income), age drifted (PSI 0.31)`.
 * It has counts, shares and names of columns, and never a value of a cell. Names are as in the data: each surface escapes
 * them.
 * @param kind false where the reader sees the kind of the change elsewhere
 */
export function dataText(item: DataReport, kind = true): string {
  const { folder, tables = [], leaked = [], unread = [] } = item
  const facts = [
    kind ? kindText(item) : '',
    ...(folder === undefined ? [] : folderFacts(folder, item)),
    ...tablesFacts(tables, item, tableFacts),
    ...fileFacts(item),
    ...leaked.map(leakText),
  ].filter((fact) => fact !== '')
  return [facts.join(', '), unreadText(unread)].filter((part) => part !== '').join('; ')
}

/** The line of a reader with ten seconds: how many, the schema, the worst drift, and what is elsewhere too. */
export function dataGist(item: DataReport): string {
  const { folder, tables = [], leaked = [] } = item
  return [
    kindText(item),
    ...(folder === undefined ? [] : folderFacts(folder, item).slice(0, 1)),
    ...tablesFacts(tables, item, tableGist),
    ...fileFacts(item).slice(0, 1),
    ...leaked.filter(isShared).map(leakText),
  ]
    .filter((fact) => fact !== '')
    .join(', ')
}

/** The kind of the change; of data without a description with its size. */
function kindText(item: DataReport): string {
  const { change, size, baseline_size: before } = item
  const isPlain = item.folder === undefined && (item.tables ?? []).length === 0 && !hasFiles(item)
  if (change === 'added') return `new${isPlain && size !== undefined ? `, ${formatBytes(size)}` : ''}`
  if (change === 'deleted') return `removed${isPlain && before !== undefined ? ` (${formatBytes(before)})` : ''}`
  if (!isPlain) return ''
  if (size === undefined) return 'changed'
  const difference = sizeDifference(item)
  return difference === '' ? `changed, ${formatBytes(size)}` : `${formatBytes(size)} (${difference})`
}

/** `+1.2 MB`; empty where a side is absent, or both have one size. */
export function sizeDifference({ size, baseline_size: before }: DataReport): string {
  if (size === undefined || before === undefined || size === before) return ''
  return `${size > before ? '+' : '-'}${formatBytes(Math.abs(size - before))}`
}

function folderFacts(folder: FolderReport, item: DataReport): string[] {
  const { files, baseline_files: before, duplicates, baseline_duplicates: earlier } = folder
  const counts = {
    added: folder.added.files,
    removed: folder.removed.files,
    modified: folder.modified.files,
    renamed: folder.renamed.files,
  }
  return [
    ofBoth(files, before, kindWord(item) ?? 'file', counts),
    sizeDifference(item),
    duplicates !== undefined && duplicates > (earlier ?? 0)
      ? `${counted(duplicates, 'duplicate')}${earlier === undefined ? '' : ` (${signed(duplicates - earlier)})`}`
      : '',
  ]
}

function tablesFacts(
  tables: readonly TableReport[],
  { path }: DataReport,
  factsOf: (table: TableReport) => string[],
): string[] {
  const [table, ...others] = tables
  if (table === undefined) return []
  if (others.length > 0) return [`${formatCount(tables.length)} tables changed`]
  const facts = factsOf(table)
  const [first, ...rest] = facts
  return table.path === path || first === undefined ? facts : [`${short(within(path, table.path))}: ${first}`, ...rest]
}

/** What changed in a table: each fact a phrase. */
function tableFacts(table: TableReport): string[] {
  return [
    rowsFact(table),
    ...columnFacts(table),
    ...driftFacts(table.columns),
    nullsFact(table.columns),
    duplicatesFact(table),
  ].filter((fact) => fact !== '')
}

function tableGist(table: TableReport): string[] {
  const { columns, rows, baseline_rows: before } = table
  const changed = columns.filter(({ change }) => change !== undefined)
  const added = changed.filter(({ change }) => change === 'added')
  const hasBoth = rows !== undefined && before !== undefined
  const schema =
    !hasBoth || changed.length === 0
      ? ''
      : changed.length === added.length
        ? newColumns(added.length)
        : `schema changed (${counted(changed.length, 'column')})`
  return [rowsFact(table), schema, ...driftFacts(columns).slice(0, 1)].filter((fact) => fact !== '')
}

function rowsFact({ rows, baseline_rows: before, added, removed, changed = 0, matched }: TableReport): string {
  const isMatched = matched !== undefined && added !== undefined && removed !== undefined
  return ofBoth(rows, before, 'row', isMatched ? { added, removed, changed } : undefined)
}

function newColumns(columns: number): string {
  return `${formatCount(columns)} new ${columns === 1 ? 'column' : 'columns'}`
}

function columnFacts({ rows, baseline_rows: before, columns, columns_omitted: omitted = 0 }: TableReport): string[] {
  if (rows === undefined || before === undefined) return [counted(columns.length + omitted, 'column')]
  const of = (change: ColumnReport['change']) => columns.filter((column) => column.change === change)
  const told = (found: readonly ColumnReport[], text: (columns: string) => string, nameOf = columnName) =>
    found.length === 0 ? '' : `${text(counted(found.length, 'column'))} (${named(found.map(nameOf), MOST_NAMES)})`
  const [added, removed, renamed, retyped] = [of('added'), of('removed'), of('renamed'), of('retyped')]
  return [
    told(added, () => newColumns(added.length)),
    told(removed, (columns) => `${columns} removed`),
    told(
      renamed,
      (columns) => `${columns} probably renamed`,
      ({ name, was = '' }) => `${short(was)} → ${short(name)}`,
    ),
    told(
      retyped,
      (columns) => `${columns} of another type`,
      ({ name, type = '', baseline_type: old = '' }) => `${short(name)}: ${short(old)} → ${short(type)}`,
    ),
  ]
}

/** The most drifted columns with their PSI. */
function driftFacts(columns: readonly ColumnReport[]): string[] {
  const drifted = columns
    .flatMap(({ name, psi }) => (psi !== undefined && psi >= DRIFTED ? [{ name, psi }] : []))
    .sort((one, other) => other.psi - one.psi)
  const left = drifted.length - MOST_NAMES
  return [
    ...drifted
      .slice(0, MOST_NAMES)
      .map(({ name, psi }) => `${short(name)} drifted (PSI ${formatNumber(Number(psi.toPrecision(2)))})`),
    ...(left > 0 ? [`${counted(left, 'more column')} drifted`] : []),
  ]
}

/** The column whose share of nulls rose most. */
function nullsFact(columns: readonly ColumnReport[]): string {
  const [worst] = columns
    .flatMap(({ name, now, before }) =>
      now === undefined || before === undefined ? [] : [{ name, nulls: now.nulls, earlier: before.nulls }],
    )
    .filter(({ nulls, earlier }) => nulls - earlier >= NOTABLE_NULLS)
    .sort((one, other) => other.nulls - other.earlier - (one.nulls - one.earlier))
  return worst === undefined
    ? ''
    : `${short(worst.name)} has more nulls (${formatShare(worst.earlier)} → ${formatShare(worst.nulls)})`
}

function duplicatesFact({ duplicates, baseline_duplicates: before }: TableReport): string {
  if (duplicates === undefined || duplicates <= (before ?? 0)) return ''
  return `${counted(duplicates, 'duplicate row')}${before === undefined ? '' : ` (${signed(duplicates - before)})`}`
}

/** True for data that shares files or rows now. */
export function isShared({ files = 0, rows = 0 }: LeakReport): boolean {
  return files + rows > 0
}

/** `12 rows are also in data/train (3 before)`; empty for data that shares nothing. */
export function leakText(leak: LeakReport): string {
  const shared = sharedText(leak)
  if (shared === '') return ''
  const isOne = (leak.files ?? 0) + (leak.rows ?? 0) === 1
  const before = leak.files === undefined ? leak.baseline_rows : leak.baseline_files
  const isSame = before === undefined || before === (leak.files ?? leak.rows)
  return `${shared} ${isOne ? 'is' : 'are'} also in ${shorten(leak.path, LONGEST_NAME * 2)}${isSame ? '' : ` (${formatCount(before)} before)`}`
}

/** `12 files`, `12 files, 30 rows`; empty where both sides share nothing. */
export function sharedText({
  files,
  baseline_files: filesBefore,
  rows,
  baseline_rows: rowsBefore,
}: LeakReport): string {
  return (
    [
      [files, filesBefore, 'file'],
      [rows, rowsBefore, 'row'],
    ] as const
  )
    .flatMap(([now, before = 0, word]) => (now === undefined || now + before === 0 ? [] : [counted(now, word)]))
    .join(', ')
}

/** The first part that was not read with its reason, and the number of others. */
function unreadText([first, ...others]: readonly UnreadReport[]): string {
  if (first === undefined) return ''
  const what =
    first.path === undefined
      ? first.part === 'files'
        ? 'files not compared'
        : 'content not read'
      : `${shorten(first.path, LONGEST_NAME * 2)} not read`
  const reason = shorten(withoutPeriod(first.reason), LONGEST_REASON)
  return `${what}: ${reason}${others.length === 0 ? '' : ` (and ${counted(others.length, 'more part')})`}`
}

/** Whether a column changed in a way that a reader of the data looks at. */
export function isNotable({
  change,
  psi = 0,
  now,
  before,
  new_values: fresh = 0,
  vanished_values: gone = 0,
}: ColumnReport) {
  const nulls = now === undefined || before === undefined ? 0 : Math.abs(now.nulls - before.nulls)
  return change !== undefined || psi >= NOTABLE_PSI || nulls >= NOTABLE_NULLS || fresh + gone > 0
}

/** A share or an index: three significant digits tell a change from none. */
export function formatShare(share: number): string {
  return formatNumber(Number(share.toPrecision(3)))
}

/** A path relative to the data that it is in. */
export function within(data: string, path: string): string {
  return path.startsWith(`${data}/`) ? path.slice(data.length + 1) : path
}

function columnName({ name }: ColumnReport): string {
  return short(name)
}

function short(name: string): string {
  return shorten(name, LONGEST_NAME)
}
