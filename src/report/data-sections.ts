import { dataText, formatShare, isDescribed, isNotable, isShared, sharedText } from './data-lines.js'
import type {
  ColumnReport,
  ColumnValues,
  DataReport,
  FilesReport,
  FolderReport,
  LeakReport,
  SubfolderReport,
  TableReport,
  UnreadReport,
} from './data-report.js'
import { counted, fromTo } from './data-words.js'
import { shorten } from './escape.js'
import { fileSections } from './file-sections.js'
import { formatBytes, formatCount, formatNumber } from './numbers.js'
import { type Cell, code, countCell, number, type Section, text, withoutEmptyColumns } from './section.js'

/** Categories in one cell. */
const MOST_VALUES = 3
const LONGEST_VALUE = 40
/** Names of files in one cell. */
const MOST_FILES = 5
const LONGEST_FILE = 100

/** The changed data, one row each. */
export function dataSection(data: readonly DataReport[]): Section {
  return {
    title: 'Data',
    columns: ['Path', 'Change', 'Size', 'Before', 'What'],
    below: [4],
    rows: data.map((item) => ({
      tone: isDoubtful(item) ? 'warn' : 'plain',
      cells: [
        code(item.path),
        text(item.change),
        sizeCell(item.size),
        sizeCell(item.baseline_size),
        text(isDescribed(item) ? dataText(item, false) : ''),
      ],
    })),
  }
}

/** True for data that shares files or rows with other data, or has new or changed files that are damaged. */
export function isDoubtful({ leaked = [], images, media, texts }: DataReport): boolean {
  return leaked.some(isShared) || [images, media, texts].some((kind) => kind?.now?.unreadable !== undefined)
}

/** All that a report has of one changed data, by subject; empty for data without a description. */
export function dataDetails(item: DataReport): Section[] {
  const { folder, tables = [], leaked = [], unread = [] } = item
  return [
    ...fileSections(item),
    ...(tables.length === 0 ? [] : [tablesSection(tables)]),
    ...tables.filter(({ columns }) => columns.length > 0).map(columnsSection),
    ...(folder === undefined ? [] : [filesSection(folder), foldersSection(folder)]),
    leaksSection(leaked),
    unreadSection(unread),
  ]
    .filter(({ rows }) => rows.length > 0)
    .map((section) => withoutEmptyColumns({ ...section, of: section.of ?? item.path }))
}

function tablesSection(tables: readonly TableReport[]): Section {
  const hasDuplicates = tables.some(({ duplicates = 0, baseline_duplicates: before = 0 }) => duplicates + before > 0)
  return {
    title: 'Rows',
    columns: [
      'Table',
      'Format',
      'Rows',
      'Before',
      'Added',
      'Removed',
      'Changed',
      'Duplicates',
      'Before',
      'Compared by',
    ],
    rows: tables.map((table) => ({
      tone: 'plain',
      cells: [
        code(table.path),
        text(table.format),
        ...[table.rows, table.baseline_rows, table.added, table.removed, table.changed].map(countCell),
        ...[table.duplicates, table.baseline_duplicates].map((each) => countCell(hasDuplicates ? each : undefined)),
        text(matchedText(table)),
      ],
    })),
  }
}

/** How rows of both sides were matched, and why columns have no names. */
export function matchedText({ matched, columns_numbered }: TableReport): string {
  const numbered = columns_numbered === true ? 'columns by number, because the first row may be data' : ''
  return [howMatched(matched), numbered].filter((part) => part !== '').join('; ')
}

function howMatched(matched: TableReport['matched']): string {
  const columns = (matched?.columns ?? []).join(', ')
  switch (matched?.by) {
    case undefined:
      return ''
    case 'declared-key':
      return `${columns}, as data.keys says`
    case 'found-key':
      return `${columns}, which is unique on both sides`
    case 'rows':
      return 'whole rows'
  }
}

const COLUMN_CHANGES = {
  added: 'added',
  removed: 'removed',
  retyped: 'another type',
  renamed: 'probably renamed',
} as const

function columnsSection({ path, columns, columns_omitted: omitted = 0 }: TableReport): Section {
  return {
    title: 'Columns',
    of: path,
    columns: [
      'Column',
      'Change',
      'Type',
      'Nulls',
      'Distinct',
      'PSI',
      'Distance',
      'Categories',
      'Range',
      'Mean',
      'Frequent',
    ],
    quietly: 'without a notable change',
    rows: [
      ...columns.map((column) => ({
        tone: 'plain' as const,
        quiet: !isNotable(column),
        cells: columnCells(column),
      })),
      ...moreRow(omitted, 'column'),
    ],
  }
}

function columnCells(column: ColumnReport): Cell[] {
  const { name, change, was, type, baseline_type: typeBefore, now, before, psi, distance } = column
  const of = (side: ColumnValues | undefined, textOf: (values: ColumnValues) => string) =>
    side === undefined ? '' : textOf(side)
  const both = (textOf: (values: ColumnValues) => string) => fromTo(of(before, textOf), of(now, textOf))
  return [
    code(name),
    text(change === undefined ? '' : `${COLUMN_CHANGES[change]}${was === undefined ? '' : ` from ${was}`}`),
    text(fromTo(typeBefore ?? '', type ?? '')),
    number(both(({ nulls }) => formatShare(nulls))),
    number(both(({ distinct }) => (distinct === undefined ? '' : formatCount(distinct)))),
    number(psi === undefined ? '' : formatShare(psi)),
    number(distance === undefined ? '' : formatShare(distance)),
    text(newValuesText(column)),
    text(both(rangeText)),
    number(both(({ mean }) => (mean === undefined ? '' : formatNumber(mean)))),
    text(both(frequentText)),
  ]
}

/** `3 new, 1 gone`: categories against the baseline. */
export function newValuesText({ new_values: fresh = 0, vanished_values: gone = 0 }: ColumnReport): string {
  return [fresh > 0 ? `${formatCount(fresh)} new` : '', gone > 0 ? `${formatCount(gone)} gone` : '']
    .filter(Boolean)
    .join(', ')
}

function rangeText({ min, max }: ColumnValues): string {
  return min === undefined || max === undefined ? '' : `${valueText(min)} to ${valueText(max)}`
}

function frequentText({ top = [] }: ColumnValues): string {
  return top
    .slice(0, MOST_VALUES)
    .map(({ value, share }) => `${valueText(value)} ${formatShare(share)}`)
    .join(', ')
}

/** A value of a cell, which may be long. */
export function valueText(value: number | string): string {
  return typeof value === 'number' ? formatNumber(value) : shorten(value, LONGEST_VALUE)
}

function filesSection({ added, removed, modified, renamed }: FolderReport): Section {
  const row = (kind: string, { files, bytes, first }: FilesReport) =>
    files === 0
      ? []
      : [
          {
            tone: 'plain' as const,
            cells: [text(kind), countCell(files), sizeCell(bytes), text(firstText(first, files))],
          },
        ]
  return {
    title: 'Files',
    columns: ['Change', 'Files', 'Size', 'Which'],
    below: [3],
    rows: [
      ...row('added', added),
      ...row('removed', removed),
      ...row('modified', modified),
      ...row('renamed', { files: renamed.files, first: renamed.first.map(({ from, to }) => `${from} → ${to}`) }),
    ],
  }
}

/** The first files and how many others there are. */
function firstText(first: readonly string[], files: number): string {
  const shown = first.slice(0, MOST_FILES).map((path) => shorten(path, LONGEST_FILE))
  const left = files - shown.length
  return shown.length === 0 ? '' : `${shown.join(', ')}${left > 0 ? ` and ${formatCount(left)} more` : ''}`
}

function foldersSection({ folders, folders_omitted: omitted = 0 }: FolderReport): Section {
  // One row says no more than the files.
  const shown = folders.length + omitted > 1 ? folders : []
  return {
    title: 'Folders',
    columns: ['Folder', 'Files', 'Before', 'Added', 'Removed', 'Modified', 'Renamed'],
    rows: [...shown.map(folderRow), ...moreRow(omitted, 'folder')],
  }
}

function folderRow({ path, files, baseline_files: before, ...changes }: SubfolderReport): Section['rows'][number] {
  const { added, removed, modified, renamed } = changes
  return {
    tone: 'plain',
    cells: [
      path === '' ? text('beside the folders') : code(path),
      ...[files, before].map(countCell),
      ...[added, removed, modified, renamed].map((each) => countCell(each === 0 ? undefined : each)),
    ],
  }
}

function leaksSection(leaked: readonly LeakReport[]): Section {
  return {
    title: 'In other data too',
    columns: ['Other data', 'Files', 'Before', 'Rows', 'Before', 'Which'],
    below: [5],
    rows: leaked
      .filter((leak) => sharedText(leak) !== '')
      .map((leak) => ({
        tone: isShared(leak) ? 'warn' : 'plain',
        cells: [
          code(leak.path),
          ...[leak.files, leak.baseline_files, leak.rows, leak.baseline_rows].map(countCell),
          text(firstText(leak.first ?? [], leak.files ?? 0)),
        ],
      })),
  }
}

function unreadSection(unread: readonly UnreadReport[]): Section {
  return {
    title: 'Not read',
    columns: ['Path', 'Part', 'Why'],
    rows: unread.map(({ path, part, reason }) => ({
      tone: 'plain',
      cells: [code(path ?? ''), text(part), text(reason)],
    })),
  }
}

/** A row in place of those beyond the limit of a report. */
function moreRow(omitted: number, word: string): Section['rows'] {
  return omitted === 0 ? [] : [{ tone: 'plain', cells: [text(counted(omitted, `more ${word}`))] }]
}

function sizeCell(bytes: number | undefined): Cell {
  return number(bytes === undefined ? '' : formatBytes(bytes))
}
