// By hand: listr2 would own the terminal and the log, and dvc-ci writes one log for terminals, files and runners.
import { stripVTControlCharacters } from 'node:util'
import { shellWord } from '../text/shell-word.js'
import { dataDetails } from './data-sections.js'
import { singleLine, visible } from './escape.js'
import { headlineOf, verdictOf } from './headline.js'
import { paint } from './paint.js'
import type { Report } from './report.js'
import type { Section, Tone } from './section.js'
import { hasFailure, STEPS, sectionsOf } from './sections.js'
import { indented, renderTable } from './terminal-table.js'
import { wrapWidth } from './width.js'

export interface TerminalOptions {
  /** Default false. */
  colour?: boolean
  /** Shows only the failed sections and the verdict. Default false. */
  quiet?: boolean
  /** The top of the repository as the user's shell names it; empty if it stands there. The fixes start at the top. */
  top?: string
  /** Rows that a section shows at most. Default 50. */
  rows?: number
  /** Cells of the terminal. Default: no limit, for a log or a file. */
  width?: number
}

const LOG_LINES = 15
/** Characters in which the last lines are searched. */
const LONGEST_LOG = 20_000

/** The report for a terminal. The verdict is last, where the reader's cursor is at the end of the run. */
export function renderTerminal(report: Report, options: TerminalOptions = {}): string {
  const colour = options.colour ?? false
  const headline = headlineOf(report)
  const { lead, rest } = verdictOf(headline)
  const sections = sectionsOf(report)
  // A reader sees the end of the output first, so failures are next to the verdict. The steps repeat them.
  const rank = (section: Section) => (section.title === STEPS ? 0 : hasFailure(section) ? 2 : 1)
  const shown =
    options.quiet === true ? sections.filter((section) => section.title !== STEPS && hasFailure(section)) : sections
  const ordered = [...shown].sort((one, other) => rank(one) - rank(other))
  const parts = ordered.flatMap((section) => [
    renderSection(section, options),
    ...(section.title === 'Data' ? renderDetails(report.data, options) : []),
  ])
  parts.push(
    [
      ...verdictLines(
        lead,
        `${visible(rest)}${report.error === undefined ? '' : ` [${report.error.id}]`}`,
        headline.tone,
        options,
      ),
      ...(headline.change === '' ? [] : indented(singleLine(headline.change), 2, options)),
      ...headline.facts.flatMap((fact) => {
        const address = headline.links.get(fact)
        return indented(singleLine(address === undefined ? fact : `${fact}: ${address}`), 2, options).map((line) =>
          paint(line, 'dim', colour),
        )
      }),
      ...(startsElsewhere(report, options.top)
        ? [
            paint(
              `  the fixes of findings start at the top of the repository: cd ${shellWord(options.top ?? '')}`,
              'dim',
              colour,
            ),
          ]
        : []),
      ...(report.error === undefined || report.error.id === 'internal'
        ? []
        : [paint(`  more about it: dvc-ci explain ${report.error.id}`, 'dim', colour)]),
    ].join('\n'),
  )
  return `${parts.join('\n\n')}\n`
}

/** Whether a finding offers a command that would not work where the user's shell stands. */
function startsElsewhere({ lint, error }: Report, top = ''): boolean {
  return top !== '' && lint.some(({ fix, rule }) => fix !== undefined && rule !== error?.id)
}

/** The verdict in its colour, with the message beside and below it. */
function verdictLines(word: string, message: string, tone: Tone, { colour = false, width }: TerminalOptions): string[] {
  const [first = '', ...more] = wrapWidth(`${word} ${message}`, width)
  return [`${paint(word, tone, colour)}${first.slice(word.length)}`, ...more]
}

/** The details of the changed data, as tables. */
export function renderDetails(data: Report['data'], options: TerminalOptions): string[] {
  return data.flatMap((item) => dataDetails(item).map((section) => renderSection(section, options)))
}

function renderSection(section: Section, options: TerminalOptions): string {
  const { colour = false, rows: most = 50 } = options
  const loud = section.quietly === undefined ? section.rows : section.rows.filter((row) => !row.quiet)
  const shown = loud.slice(0, most)
  const lines = [
    paint(
      section.of === undefined ? section.title : `${singleLine(section.of)}: ${section.title.toLowerCase()}`,
      'bold',
      colour,
    ),
  ]
  if (shown.length > 0) lines.push(...renderTable(section, shown, options))
  if (loud.length > shown.length) lines.push(`  ${loud.length - shown.length} more are in the report`)
  const quiet = section.rows.length - loud.length
  if (quiet > 0) lines.push(paint(`  ${quiet} ${section.quietly ?? ''}`, 'dim', colour))
  for (const log of section.logs ?? []) {
    lines.push(...indented(`the end of ${singleLine(log.title)}:`, 2, options))
    lines.push(
      ...visible(stripVTControlCharacters(log.text.slice(-LONGEST_LOG)))
        .trimEnd()
        .split('\n')
        .slice(-LOG_LINES)
        .flatMap((line) => indented(line, 4, options)),
    )
  }
  return lines.join('\n')
}
