// By hand: listr2 would own the terminal and the log, and dvc-ci writes one log for terminals, files and runners.
import { stripVTControlCharacters, styleText } from 'node:util'
import { shorten, singleLine, visible } from './escape.js'
import { headlineOf } from './headline.js'
import type { Report } from './report.js'
import type { Row, Section, Tone } from './section.js'
import { hasFailure, STEPS, sectionsOf } from './sections.js'
import { displayWidth, padWidth } from './width.js'

export interface TerminalOptions {
  /** Default false. */
  colour?: boolean
  /** Shows only the failed sections and the verdict. Default false. */
  quiet?: boolean
  /** Rows that a section shows at most. Default 50. */
  rows?: number
}

const STYLES: Record<Tone, Parameters<typeof styleText>[0] | undefined> = {
  bad: 'red',
  warn: 'yellow',
  good: 'green',
  plain: undefined,
}
/** A longer cell makes a table unreadable; the report has the full text. */
const LONGEST_CELL = 120
const LOG_LINES = 15
/** Characters in which the last lines are searched. */
const LONGEST_LOG = 20_000

/** Text in the colour of its tone. The caller decides on colours, never Node's own test of stdout. */
export function paint(text: string, tone: Tone | 'dim' | 'bold', colour: boolean): string {
  const style = tone === 'dim' || tone === 'bold' ? tone : STYLES[tone]
  return colour && style && text ? styleText(style, text, { validateStream: false }) : text
}

/** The report for a terminal. The verdict is last, where the reader's cursor is at the end of the run. */
export function renderTerminal(report: Report, options: TerminalOptions = {}): string {
  const colour = options.colour ?? false
  const headline = headlineOf(report)
  const sections = sectionsOf(report)
  // A reader sees the end of the output first, so failures are next to the verdict. The steps repeat them.
  const rank = (section: Section) => (section.title === STEPS ? 0 : hasFailure(section) ? 2 : 1)
  const shown =
    options.quiet === true ? sections.filter((section) => section.title !== STEPS && hasFailure(section)) : sections
  const ordered = [...shown].sort((one, other) => rank(one) - rank(other))
  const parts = ordered.map((section) => renderSection(section, colour, options.rows ?? 50))
  parts.push(
    [
      `${paint(`${headline.word}:`, headline.tone, colour)} ${visible(headline.message)}${report.error === undefined ? '' : ` [${report.error.id}]`}`,
      ...(headline.change === '' ? [] : [`  ${singleLine(headline.change)}`]),
      ...headline.facts.map((fact) => {
        const address = headline.links.get(fact)
        return paint(`  ${singleLine(address === undefined ? fact : `${fact}: ${address}`)}`, 'dim', colour)
      }),
      ...(report.error === undefined || report.error.id === 'internal'
        ? []
        : [paint(`  more about it: dvc-ci explain ${report.error.id}`, 'dim', colour)]),
    ].join('\n'),
  )
  return `${parts.join('\n\n')}\n`
}

function renderSection(section: Section, colour: boolean, most: number): string {
  const loud = section.quietly === undefined ? section.rows : section.rows.filter((row) => !row.quiet)
  const shown = loud.slice(0, most)
  const lines = [paint(section.title, 'bold', colour)]
  if (shown.length > 0) lines.push(...renderTable(section, shown, colour))
  if (loud.length > shown.length) lines.push(`  ${loud.length - shown.length} more are in the report`)
  const quiet = section.rows.length - loud.length
  if (quiet > 0) lines.push(paint(`  ${quiet} ${section.quietly ?? ''}`, 'dim', colour))
  for (const log of section.logs ?? []) {
    lines.push(`  the end of ${singleLine(log.title)}:`)
    lines.push(
      ...visible(stripVTControlCharacters(log.text.slice(-LONGEST_LOG)))
        .trimEnd()
        .split('\n')
        .slice(-LOG_LINES)
        .map((line) => `    ${line}`.trimEnd()),
    )
  }
  return lines.join('\n')
}

/** Aligned columns with two spaces between them, each as wide as its widest cell. Longer texts are below their row. */
function renderTable({ columns, below = [] }: Section, rows: readonly Row[], colour: boolean): string[] {
  const cells = rows.map((row) => row.cells.map((cell) => shorten(singleLine(cell.text), LONGEST_CELL)))
  const used = columns
    .map((title, index) => ({ title, index }))
    .filter(({ index }) => !below.includes(index) && cells.some((row) => row[index]))
  const widths = used.map(({ title, index }) =>
    Math.max(displayWidth(title), ...cells.map((row) => displayWidth(row[index] ?? ''))),
  )
  const right = used.map(({ index }) => rows.some((row) => row.cells[index]?.kind === 'number'))
  const line = (text: (index: number) => string) =>
    `  ${used.map(({ index }, at) => padWidth(text(index), widths[at] ?? 0, right[at] ? 'right' : 'left')).join('  ')}`.trimEnd()
  const lines = rows.flatMap((row, at) => [
    paint(
      line((index) => cells[at]?.[index] ?? ''),
      row.tone === 'good' ? 'plain' : row.tone,
      colour,
    ),
    ...below.flatMap((index, place) => {
      const text = singleLine(row.cells[index]?.text ?? '')
      return text === '' ? [] : [`    ${place === 0 ? '' : `${columns[index] ?? ''}: `}${text}`]
    }),
  ])
  return [
    paint(
      line((index) => columns[index] ?? ''),
      'dim',
      colour,
    ),
    ...lines,
  ]
}
