import { count } from '../text/words.js'
import { MARKS, mostImportant, type Part, partOf, renderFoldedPart, renderTable, type Tier } from './comment-table.js'
import { dataText, isDescribed } from './data-lines.js'
import type { DataReport } from './data-report.js'
import { dataDetails, isDoubtful } from './data-sections.js'
import { counted } from './data-words.js'
import { markdownCode, markdownText, shorten } from './escape.js'
import { policyState } from './policy-state.js'
import type { PolicyReport, Report } from './report.js'
import type { Section, Tone } from './section.js'

/** Lines of the comment; a table below has the rest. */
const MOST_LINES = 8
/** Rows of each folded table in a comment. */
const MOST_ROWS = 30
/** Subjects of one data set: a folder may have many tables. */
const MOST_SECTIONS = 12
/** Characters of a line, against those of a cell. */
const LINE_CELLS = 3

/**
 * The part of the changed data in a comment: a line for each source data and for each data that a report describes, which
 * unfolds to its details. Other outputs follow in a table. Without a described one the table is all.
 */
export function dataPart(part: Part, { data, policies }: Pick<Report, 'data' | 'policies'>): Part {
  const told = data
    .map((item, index) => ({ item, index, tone: toneOf(item, policies) }))
    .filter(({ item }) => isDescribed(item) || item.stage === undefined)
    .sort((one, other) => rank(one) - rank(other))
  if (!told.some(({ item }) => isDescribed(item))) return part
  return {
    ...part,
    open: true,
    render: (tier, whole) => {
      const shown = told.slice(0, Math.min(MOST_LINES, tier.open))
      if (shown.length === 0) return renderFoldedPart(part, tier, whole)
      const lines = shown.map(({ item, tone }) => lineOf(item, tone, tier, whole))
      const rest = part.rows.filter((_, index) => !shown.some((line) => line.index === index))
      return [
        `### ${part.title}`,
        joinedLines(lines),
        ...(rest.length === 0 ? [] : [renderFoldedPart({ ...part, rows: rest, ...moreOf(rest.length) }, tier, whole)]),
      ].join('\n\n')
    },
  }
}

function moreOf(rows: number): Pick<Part, 'title' | 'gist'> {
  return { title: `${rows} more`, gist: '' }
}

/** Failures first, then what leaks, then source data. */
function rank({ item, tone }: { item: DataReport; tone: Tone }): number {
  return ({ bad: 0, warn: 1, good: 2, plain: 2 } as const)[tone] * 2 + (item.stage === undefined ? 0 : 1)
}

/** A failing policy on the data or on a file in it, data that is elsewhere too, and damaged files. */
function toneOf(item: DataReport, policies: readonly PolicyReport[]): Tone {
  const states = policies
    .filter(({ metric }) => [':', '/'].some((end) => metric.startsWith(`${item.path}${end}`)))
    .map((policy) => policyState(policy))
  if (states.includes('failed')) return 'bad'
  return states.includes('warned') || states.includes('accepted') || isDoubtful(item) ? 'warn' : 'plain'
}

function lineOf(item: DataReport, tone: Tone, tier: Tier, whole: string): string {
  const mark = MARKS[tone]
  const text = markdownText(shorten(dataText(item), tier.characters * LINE_CELLS))
  const line = `${mark}${mark && ' '}${markdownCode(shorten(item.path, tier.characters))}: ${text}`
  const details =
    tier.folded === 0 ? '' : markdownDetails(item, { ...tier, rows: Math.min(MOST_ROWS, tier.folded) }, whole)
  return details === '' ? `- ${line}` : `<details><summary>${line}</summary>\n\n${details}\n\n</details>`
}

/** Blocks with a blank line between them; neighbouring list items stay one list. */
function joinedLines(lines: readonly string[]): string {
  return lines
    .map((line, index) =>
      index === 0 ? line : `${line.startsWith('- ') && lines[index - 1]?.startsWith('- ') ? '\n' : '\n\n'}${line}`,
    )
    .join('')
}

/**
 * The described data of a job summary: for each a line that unfolds to its details.
 * @param rows the most rows of each table
 * @param whole where a reader finds all rows, Markdown
 */
export function markdownData(data: readonly DataReport[], size: DetailSize, whole: string): string {
  return data
    .filter(isDescribed)
    .flatMap((item) => {
      const details = markdownDetails(item, size, whole)
      const path = markdownCode(shorten(item.path, size.characters))
      return details === '' ? [] : [`<details><summary>${path}</summary>\n\n${details}\n\n</details>`]
    })
    .join('\n\n')
}

/** How much of the details is shown: rows of each table, and characters of a cell. */
interface DetailSize {
  rows: number
  characters: number
}

function markdownDetails(item: DataReport, size: DetailSize, whole: string): string {
  const sections = dataDetails(item)
  if (size.rows === 0) return ''
  const shown = sections.slice(0, MOST_SECTIONS).map((section) => detail(section, item, size, whole))
  const left = sections.length - shown.length
  if (left > 0) shown.push(`${count(left, 'more table')} ${left === 1 ? 'is' : 'are'} in ${whole}.`)
  return shown.join('\n\n')
}

/** One table under its name; rows without a notable change are only counted. */
function detail(section: Section, item: DataReport, { rows: most, characters }: DetailSize, whole: string): string {
  const part = partOf(section, '')
  const loud = section.quietly === undefined ? part.rows : part.rows.filter(({ quiet }) => !quiet)
  const shown = mostImportant(loud, most)
  const subject =
    section.of === undefined || section.of === item.path ? '' : ` of ${markdownCode(shorten(section.of, characters))}`
  const quiet = part.rows.length - loud.length
  const left = loud.length - shown.length
  const notes = [
    left > 0 ? `${counted(left, 'more row')} ${left === 1 ? 'is' : 'are'} in ${whole}.` : '',
    quiet > 0 ? `${counted(quiet, section.title.replace(/s$/, '').toLowerCase())} ${section.quietly}.` : '',
  ].filter((note) => note !== '')
  return [
    `**${section.title}**${subject}`,
    ...(shown.length === 0 ? [] : [renderTable(part, shown, { characters })]),
    ...(notes.length === 0 ? [] : [notes.join(' ')]),
  ].join('\n\n')
}
