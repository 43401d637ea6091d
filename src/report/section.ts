import { formatCount } from './numbers.js'

/** The tone of a cell: a failure, a warning, a success, or nothing of note. */
export type Tone = 'bad' | 'warn' | 'good' | 'plain'

export interface Cell {
  text: string
  /** `code` is a name, path or command; `number` is aligned to the right. */
  kind: 'text' | 'code' | 'number'
  /** Of the change of a metric: whether it is better. */
  verdict?: 'better' | 'worse'
  /** The file that it names, relative to the repository, for surfaces with links. */
  place?: { path: string; line?: number }
}

export interface Row {
  cells: Cell[]
  tone: Tone
  /** True for a row that a compact rendering only counts. */
  quiet?: boolean
}

/** One table of a rendering, about one subject. Columns that are empty in every row are left out. */
export interface Section {
  title: string
  /** The path that it is about, where the title does not say it. */
  of?: string
  columns: string[]
  rows: Row[]
  /** The word for quiet rows, after their number: `unchanged`. */
  quietly?: string
  /** Indices of columns with sentences: in narrow renderings they are below their row. */
  below?: number[]
  /** Output of failed rows, unchanged, with colours. */
  logs?: { title: string; text: string }[]
}

/** A cell of plain text. */
export const text = (value: string): Cell => ({ text: value, kind: 'text' })
/** A cell with a name, path or command. */
export const code = (value: string): Cell => ({ text: value, kind: 'code' })
/** A cell that is aligned to the right. */
export const number = (value: string): Cell => ({ text: value, kind: 'number' })

/** A cell with a number of rows or files; empty without one. */
export function countCell(of: number | undefined): Cell {
  return number(of === undefined ? '' : formatCount(of))
}

/** `dvc.yaml:14`, with the place for links; empty without a path. */
export function placeCell({ path, line }: { path?: string; line?: number }): Cell {
  if (path === undefined) return code('')
  return line === undefined ? { ...code(path), place: { path } } : { ...code(`${path}:${line}`), place: { path, line } }
}

/** The text of a cell; of a change with the word for it. */
export function cellText({ text, verdict }: Cell): string {
  return verdict === undefined ? text : `${text} ${verdict}`
}

/** A section without the columns that are empty in every row. */
export function withoutEmptyColumns(section: Section): Section {
  const kept = section.columns.map((_, index) => section.rows.some((row) => row.cells[index]?.text))
  const keep = <T>(items: T[]) => items.filter((_, index) => kept[index])
  const { below } = section
  return {
    ...section,
    columns: keep(section.columns),
    ...(below === undefined
      ? {}
      : {
          below: below
            .filter((index) => kept[index])
            .map((index) => keep(section.columns.map((_, at) => at)).indexOf(index)),
        }),
    rows: section.rows.map((row) => ({ ...row, cells: keep(row.cells) })),
  }
}
