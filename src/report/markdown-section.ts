import { stripVTControlCharacters } from 'node:util'
import { markdownCode, markdownLog, markdownText, shorten } from './escape.js'
import type { LinkTo } from './links.js'
import { type Cell, cellText, type Row, type Section } from './section.js'

/** How much of a section is shown. */
export interface SectionTier {
  rows: number
  /** Characters of a cell. */
  characters: number
  /** Outputs of failed rows, and the characters of each. */
  logs: number
  log: number
}

/**
 * A table of Markdown below its title, with the outputs of failed rows.
 * @param rest the place of the rows that are left out, with its verb: `report.json has`
 */
export function renderSection(section: Section, tier: SectionTier, rest: string, linkTo: LinkTo): string {
  const rows = mostImportant(section.rows, tier.rows)
  const left = section.rows.length - rows.length
  const parts = [`### ${section.title}`]
  if (rows.length > 0) {
    const numeric = section.columns.map((_, index) => section.rows.some((row) => row.cells[index]?.kind === 'number'))
    parts.push(
      [
        `| ${section.columns.join(' | ')} |`,
        `|${numeric.map((right) => (right ? ' ---: ' : ' --- ')).join('|')}|`,
        ...rows.map(
          (row) => `| ${row.cells.map((cell, index) => renderCell(cell, row, index, tier, linkTo)).join(' | ')} |`,
        ),
      ].join('\n'),
    )
  }
  if (left > 0) parts.push(`${left} of ${section.rows.length} rows are not shown; ${rest} them all.`)
  for (const log of section.logs?.slice(0, tier.logs) ?? [])
    parts.push(markdownLog(`Output of ${log.title}`, stripVTControlCharacters(endOf(log.text, tier.log))))
  return parts.join('\n\n')
}

function renderCell(cell: Cell, row: Row, index: number, tier: SectionTier, linkTo: LinkTo): string {
  const text = shorten(cellText(cell), tier.characters)
  if (cell.kind === 'code') {
    const address = cell.place && linkTo(cell.place.path, cell.place.line)
    return address === undefined ? markdownCode(text) : `<a href="${address}">${markdownCode(text)}</a>`
  }
  const shown = markdownText(text)
  return index === 0 && shown && row.tone === 'bad' ? `**${shown}**` : shown
}

/** At most `most` rows in their order; failures are left out last. */
function mostImportant(rows: readonly Row[], most: number): Row[] {
  if (rows.length <= most) return [...rows]
  const rank = { bad: 0, warn: 1, good: 2, plain: 3 }
  const kept = new Set(
    [...rows]
      .sort((a, b) => Number(a.quiet ?? false) - Number(b.quiet ?? false) || rank[a.tone] - rank[b.tone])
      .slice(0, most),
  )
  return rows.filter((row) => kept.has(row))
}

/** The end of an output: a failure is reported there. */
function endOf(log: string, characters: number): string {
  return log.length <= characters ? log : `…${log.slice(-characters)}`
}
