import { stripVTControlCharacters } from 'node:util'
import { endOf, placeText } from './cause-markdown.js'
import { markdownCode, markdownCommands, markdownLog, markdownText, shorten } from './escape.js'
import type { LinkTo } from './links.js'
import { type Cell, cellText, type Section, type Tone } from './section.js'

/** A cell that is rendered when it is shown: most rows of a large report never are. @param characters the most characters that it may show */
export type LazyCell = (characters: number) => string

export interface PartRow {
  tone: Tone
  /** True for an unchanged row, which is left out first. */
  quiet: boolean
  /** The outcome of the row, for counts: `stale`, `passed`. */
  word?: string
  cells: LazyCell[]
}

/** One part of the comment, about one subject. */
export interface Part {
  title: string
  /** A summary of all rows: `1 stale, 3 unchanged`. Plain text. */
  gist: string
  columns: { title: string; right: boolean }[]
  rows: PartRow[]
  /** True where good rows are marked too, because a reader expects the mark. */
  marksGood: boolean
  /** True for a part that is shown even without a failure. */
  open: boolean
  /** Commands that fix the failures. */
  repairs: string[]
  /** Output that belongs to failed rows. */
  logs: { title: string; text: string }[]
  /** Renders an open part that is no table. @param whole where a reader finds all rows, Markdown */
  render?: (tier: Tier, whole: string) => string
}

/** How much of each part is shown. */
export interface Tier {
  /** Rows of an open table, and of a folded one. 0 leaves only the summary. */
  open: number
  folded: number
  /** Characters of a cell. */
  characters: number
  logs: number
  /** Characters of a log. */
  log: number
}

/** One mark for each row, none for an unchanged one. */
export const MARKS: Record<Tone, string> = { bad: '❌', warn: '⚠️', good: '✅', plain: '' }
const RANKS: Record<Tone, number> = { bad: 0, warn: 1, good: 2, plain: 3 }

/** A cell of the sections that other surfaces show too. */
export function cellOf(cell: Cell): LazyCell {
  const text = cellText(cell)
  return (characters) =>
    cell.kind === 'code' ? markdownCode(shorten(text, characters)) : markdownText(shorten(text, characters))
}

/** The part of a section whose cells with a place are links to it; the first column became marks. */
export function withPlaces(part: Part, { rows }: Section, linkTo: LinkTo): Part {
  return {
    ...part,
    rows: part.rows.map((row, index) => ({
      ...row,
      cells: row.cells.map((cell, column): LazyCell => {
        const place = rows[index]?.cells[column + 1]?.place
        return place === undefined ? cell : (characters) => placeText(place, characters, linkTo)
      }),
    })),
  }
}

/** A section of the other surfaces as a part. @param from the first column: marks replace one without a title */
export function partOf(section: Section, gist: string, from = section.columns[0] === '' ? 1 : 0): Part {
  return {
    title: section.title,
    gist,
    marksGood: false,
    open: false,
    repairs: [],
    logs: section.logs ?? [],
    columns: section.columns
      .map((title, index) => ({ title, right: section.rows.some((row) => row.cells[index]?.kind === 'number') }))
      .slice(from),
    rows: section.rows.map(({ tone, quiet, cells }) => ({
      tone,
      quiet: quiet ?? false,
      cells: cells.slice(from).map(cellOf),
    })),
  }
}

/** Words with their counts, in the order of their first occurrence: `1 failed, 2 passed`. */
export function gistOf(words: readonly string[]): string {
  const numbers = new Map<string, number>()
  for (const word of words) numbers.set(word, (numbers.get(word) ?? 0) + 1)
  return [...numbers].map(([word, number]) => `${number} ${word}`).join(', ')
}

/** True for a part with a failure: it comes first, and unfolded. */
export function isFailed(part: Part): boolean {
  return part.rows.some(({ tone }) => tone === 'bad')
}

/** One part as one line that unfolds to its table. @param whole where a reader finds all rows, Markdown */
export function renderFoldedPart(part: Part, tier: Tier, whole: string): string {
  return renderFolded(part, part.rows, part.title, part.gist, tier, whole)
}

/**
 * One part as Markdown: the failures (or all rows, for an open part) as a table, their fixes and logs, and all other rows folded below.
 * @param whole where a reader finds all rows, Markdown
 */
export function renderPart(part: Part, tier: Tier, whole: string): string {
  if (!isFailed(part) && !part.open) return renderFoldedPart(part, tier, whole)
  if (part.render !== undefined) return part.render(tier, whole)
  const loud = part.open
    ? [...part.rows].sort((a, b) => RANKS[a.tone] - RANKS[b.tone])
    : part.rows.filter(({ tone }) => tone === 'bad')
  const shown = loud.slice(0, tier.open)
  const blocks = [`### ${part.title}`]
  if (shown.length > 0) blocks.push(renderTable(part, shown, tier))
  else blocks.push(markdownText(part.gist))
  if (part.repairs.length > 0 && shown.length > 0)
    blocks.push(
      `To repair:\n\n${markdownCommands(part.repairs.slice(0, tier.open).map((command) => shorten(command, tier.characters * 2)))}`,
    )
  for (const log of part.logs.slice(0, tier.logs))
    blocks.push(markdownLog(`The end of ${log.title}`, stripVTControlCharacters(endOf(log.text, tier.log))))
  const rest = part.rows.filter((row) => !shown.includes(row))
  if (rest.length > 0)
    blocks.push(
      shown.length > 0 || tier.folded > 0
        ? renderFolded(
            part,
            rest,
            `${rest.length} more`,
            gistOf(rest.flatMap(({ word }) => (word === undefined ? [] : [word]))),
            tier,
            whole,
          )
        : leftOut(rest.length, whole),
    )
  return blocks.join('\n\n')
}

function renderFolded(
  part: Part,
  rows: readonly PartRow[],
  title: string,
  told: string,
  tier: Tier,
  whole: string,
): string {
  const mark = rows.some(({ tone }) => tone === 'bad')
    ? MARKS.bad
    : rows.some(({ tone }) => tone === 'warn')
      ? MARKS.warn
      : ''
  const gist = markdownText(shorten(told, 200))
  const heading = `${mark}${mark && ' '}<b>${markdownText(title)}</b>${gist && `: ${gist}`}`
  const shown = mostImportant(rows, tier.folded)
  if (shown.length === 0) return `- ${heading}`
  const left = rows.length - shown.length
  return `<details><summary>${heading}</summary>\n\n${renderTable(part, shown, tier)}${left > 0 ? `\n\n${leftOut(left, whole)}` : ''}\n\n</details>`
}

function leftOut(rows: number, whole: string): string {
  return `${rows} more ${rows === 1 ? 'row is' : 'rows are'} in ${whole}.`
}

/** A whole table; the caller leaves rows out, no table is cut. */
export function renderTable(
  { columns, marksGood }: Pick<Part, 'columns' | 'marksGood'>,
  rows: readonly PartRow[],
  tier: Pick<Tier, 'characters'>,
): string {
  const marks = rows.map(({ tone }) => (tone === 'good' && !marksGood ? '' : MARKS[tone]))
  const marked = marks.some((mark) => mark !== '')
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [
    line([...(marked ? [' '] : []), ...columns.map(({ title }) => title || ' ')]),
    `|${[...(marked ? [' --- '] : []), ...columns.map(({ right }) => (right ? ' ---: ' : ' --- '))].join('|')}|`,
    ...rows.map((row, index) =>
      line([...(marked ? [marks[index] ?? ''] : []), ...row.cells.map((cell) => cell(tier.characters))]),
    ),
  ].join('\n')
}

/** At most `most` rows in their order: failures are left out last, changes before them. */
export function mostImportant(rows: readonly PartRow[], most: number): readonly PartRow[] {
  if (rows.length <= most) return rows
  const kept = new Set(
    [...rows].sort((a, b) => Number(a.quiet) - Number(b.quiet) || RANKS[a.tone] - RANKS[b.tone]).slice(0, most),
  )
  return rows.filter((row) => kept.has(row))
}
