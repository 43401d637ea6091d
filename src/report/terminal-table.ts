import { shorten, singleLine } from './escape.js'
import { paint } from './paint.js'
import { type Cell, cellText, type Row, type Section } from './section.js'
import { displayWidth, padWidth, wrapWidth } from './width.js'

/** A longer cell that is not the last makes a table unreadable; the report has the full text. */
const LONGEST_CELL = 120
/** A narrower column of sentences is harder to read than a line below the row. */
const NARROWEST = 30
const GAP = 2
const INDENT = 2
const BELOW = 4

export interface TableOptions {
  colour?: boolean
  /** Cells of the terminal; undefined: no limit. */
  width?: number
}

/** Where the columns of a table go: beside each other, and below their row. */
interface Layout {
  beside: number[]
  widths: number[]
  below: number[]
}

/** The text indented, in lines that are cut between words alone. */
export function indented(text: string, cells: number, { width }: TableOptions): string[] {
  const indent = ' '.repeat(cells)
  return wrapWidth(text, width === undefined ? undefined : width - cells).map((line) => `${indent}${line}`.trimEnd())
}

/**
 * Aligned columns with two spaces between them, each as wide as its widest cell. In a narrow terminal the last column is
 * wrapped, and the widest ones are below their row.
 */
export function renderTable(section: Section, rows: readonly Row[], options: TableOptions): string[] {
  const { columns } = section
  const { colour = false, width } = options
  const cells = rows.map((row) => row.cells.map(textOf))
  const { beside, widths, below } = layout(section, rows, cells, width)
  const right = beside.map((index) => rows.some((row) => row.cells[index]?.kind === 'number'))
  const last = beside.at(-1) ?? 0
  const before = INDENT + sum(widths.slice(0, -1).map((each) => each + GAP))
  const wrapsLast = width !== undefined && before + (widths.at(-1) ?? 0) >= width
  const line = (text: (index: number, at: number) => string) =>
    `${' '.repeat(INDENT)}${beside.map((index, at) => text(index, at)).join(' '.repeat(GAP))}`.trimEnd()
  const padded = (text: string, at: number) => padWidth(text, widths[at] ?? 0, right[at] ? 'right' : 'left')
  return [
    paint(
      line((index, at) => padded(columns[index] ?? '', at)),
      'dim',
      colour,
    ),
    ...rows.flatMap((row, at) => {
      const text = (index: number) => cells[at]?.[index] ?? ''
      const limit = wrapsLast ? width - before : undefined
      const [first = '', ...more] = wrapWidth(text(last), limit)
      const tone = row.tone === 'good' ? 'plain' : row.tone
      const beginning = line((index, place) => {
        const shown = padded(
          index === last && limit !== undefined ? first : fitting(text(index), index === last),
          place,
        )
        const verdict = row.cells[index]?.verdict
        return verdict === undefined ? shown : paint(shown, verdict === 'better' ? 'good' : 'bad', colour)
      })
      return [
        ...[beginning, ...more.map((rest) => `${' '.repeat(before)}${rest}`)].map((each) => paint(each, tone, colour)),
        ...below.flatMap((index) => {
          const shown = text(index)
          const label = section.below?.[0] === index ? '' : `${columns[index] ?? ''}: `
          return shown === '' ? [] : indented(`${label}${shown}`, BELOW, options)
        }),
      ]
    }),
  ]
}

function textOf(cell: Cell): string {
  return singleLine(cellText(cell))
}

function fitting(text: string, isLast: boolean): string {
  return isLast ? text : shorten(text, LONGEST_CELL)
}

function layout(
  { columns, below = [] }: Section,
  rows: readonly Row[],
  cells: readonly string[][],
  width: number | undefined,
): Layout {
  let beside = columns
    .map((_, index) => index)
    .filter((index) => !below.includes(index) && cells.some((row) => row[index]))
  const widthOf = (index: number) =>
    Math.max(
      displayWidth(columns[index] ?? ''),
      ...cells.map((row) => displayWidth(fitting(row[index] ?? '', index === beside.at(-1)))),
    )
  const isText = (index: number) => rows.some((row) => row.cells[index]?.kind === 'text')
  const isNumber = (index: number) => rows.some((row) => row.cells[index]?.kind === 'number')
  const moved: number[] = []
  for (;;) {
    const widths = beside.map(widthOf)
    const whole = INDENT + sum(widths) + GAP * (beside.length - 1)
    const done = { beside, widths, below: [...below, ...moved.sort((a, b) => a - b)] }
    if (width === undefined || whole <= width) return done
    const last = beside.at(-1) ?? 0
    const room = width - (whole - (widths.at(-1) ?? 0))
    if (isText(last) && room >= NARROWEST) return { ...done, widths: [...widths.slice(0, -1), room] }
    // The mark and the name of the row stay. Numbers are easier to compare in their columns.
    const [widest] = beside
      .filter((_, at) => at > 0 && columns[beside[at - 1] ?? 0] !== '')
      .sort((a, b) => Number(isNumber(a)) - Number(isNumber(b)) || widthOf(b) - widthOf(a))
    if (widest === undefined) return { ...done, widths: [...widths.slice(0, -1), Math.max(1, room)] }
    moved.push(widest)
    beside = beside.filter((index) => index !== widest)
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0)
}
