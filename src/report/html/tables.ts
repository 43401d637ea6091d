import { withoutEscapes } from '../../text/without-escapes.js'
import { shorten, visible } from '../escape.js'
import type { LinkTo } from '../links.js'
import type { Cell, Row, Section, Tone } from '../section.js'
import { escapeHtml, proseHtml } from './escape.js'
import { fileAnchor } from './links.js'

/** Rows that are visible at first; a button shows the others. Without scripts all are visible. */
const ROWS_AT_FIRST = 100
const LONGEST_CELL = 2_000
/** The most characters of a word for which a column makes room before the word breaks. */
const WIDEST_WORD = 22
const LOG_CHARACTERS = 20_000

/** Signs beside colours, for readers who cannot distinguish the colours. */
const SIGNS: Record<Tone, string> = { bad: '✕', warn: '!', good: '✓', plain: '' }

/**
 * A cell of the page: of a section, with a drawing whose numbers are in other cells, or with a change and its colour.
 */
export type HtmlCell =
  | Cell
  | { kind: 'drawing'; text: ''; html: string }
  | { kind: 'change'; text: string; html: string }

export type HtmlRow = Omit<Row, 'cells'> & { cells: HtmlCell[] }

export type HtmlSection = Omit<Section, 'rows'> & {
  rows: HtmlRow[]
  /** HTML at the end of the heading of the column with drawings. */
  axis?: string
}

/** The id of a section, from its title. */
export function sectionId(title: string): string {
  return title.toLowerCase().replace(/[^a-z0-9]+/g, '-')
}

/** A word with the colour and sign of its tone. */
export function pill(text: string, tone: Tone): string {
  return `<span class="pill ${tone}">${SIGNS[tone] ? `<span aria-hidden="true">${SIGNS[tone]}</span> ` : ''}${proseHtml(text)}</span>`
}

/** One subject: its heading, its drawing, its table, and the output of failures. */
export function renderSection(section: HtmlSection, linkTo: LinkTo, drawing = ''): string {
  const id = sectionId(section.title)
  return (
    `<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${escapeHtml(section.title)} <span class="count">${section.rows.length}</span></h2>` +
    drawing +
    renderTable(section, id, linkTo) +
    (section.logs ?? []).map(renderLog).join('') +
    '</section>\n'
  )
}

/** The table of a section in the element with this id. */
export function renderTable(
  { title, columns, rows, quietly, axis = '' }: HtmlSection,
  id: string,
  linkTo: LinkTo,
): string {
  const numeric = columns.map((_, index) => rows.some((row) => isNumber(row.cells[index])))
  // The first column that has a title names the row.
  const header = Math.max(
    0,
    columns.findIndex((column) => column !== ''),
  )
  const isDrawn = columns.map((_, index) => rows.some((row) => row.cells[index]?.kind === 'drawing'))
  const classes = columns.map((_, index) =>
    numeric[index] ? ' class="number"' : isDrawn[index] ? ' class="drawn"' : '',
  )
  const head = columns
    .map(
      (column, index) =>
        `<th scope="col"${classes[index] ?? ''}>${column === '' ? '<span class="unseen">State</span>' : escapeHtml(column)}${isDrawn[index] ? axis : ''}</th>`,
    )
    .join('')
  const loud = rows.filter((row) => !row.quiet)
  const shown = quietly === undefined || loud.length === 0 ? rows : loud
  const first = shown.slice(0, ROWS_AT_FIRST)
  const kept = new Set(first)
  const rest = rows.filter((row) => !kept.has(row))
  const body = (part: readonly HtmlRow[]) => part.map((row) => renderRow(row, header, classes, linkTo)).join('')
  return (
    `<style>${columnStyles(id, columns, rows, header)}</style>` +
    `<table data-rows="${rows.length}"><caption class="unseen">${escapeHtml(title)}</caption><thead><tr>${head}</tr></thead><tbody>${body(first)}</tbody>` +
    (rest.length > 0 ? `<tbody data-more="${moreLabel(rest, quietly)}">${body(rest)}</tbody>` : '') +
    '</table>'
  )
}

/** On a phone each cell has the name of its column; elsewhere a column is at least as wide as its longest word, up to a limit. */
function columnStyles(id: string, columns: readonly string[], rows: readonly HtmlRow[], header: number): string {
  const cell = (index: number) => `#${id} tbody>tr>:nth-child(${index + 1})`
  const labels = columns.map((column, index) =>
    column === '' || index === header || rows[0]?.cells[index]?.kind === 'drawing'
      ? ''
      : `${cell(index)}::before{content:${cssString(column)}}`,
  )
  const widths = columns.map((_, index) => {
    let longest = 0
    for (const row of rows) {
      const found = row.cells[index]
      if (isNumber(found) || longest >= WIDEST_WORD) continue
      const text = found?.text.slice(0, LONGEST_CELL) ?? ''
      // A rule or a short name (`max_drop: 0.01`) stays on one line.
      for (const word of text.length <= WIDEST_WORD ? [text] : text.split(/\s/))
        longest = Math.max(longest, word.length)
    }
    return longest === 0 ? '' : `${cell(index)}{min-width:${Math.min(longest, WIDEST_WORD) + 2}ch}`
  })
  return `@media(max-width:640px){${labels.join('')}}@media(min-width:641px){${widths.join('')}}`
}

/** A text in a style sheet; the name of a metric may have what would end the element that it stands in. */
function cssString(text: string): string {
  return `"${visible(text).replace(/[^\w ./-]/gu, (character) => `\\${(character.codePointAt(0) ?? 0).toString(16)} `)}"`
}

function isNumber(cell: HtmlCell | undefined): boolean {
  return cell?.kind === 'number' || cell?.kind === 'change'
}

function moreLabel(rest: readonly HtmlRow[], quietly: string | undefined): string {
  return escapeHtml(
    quietly !== undefined && rest.every(({ quiet }) => quiet)
      ? `Show ${rest.length} ${quietly}`
      : `Show ${rest.length} more`,
  )
}

function renderRow({ cells, tone }: HtmlRow, header: number, classes: readonly string[], linkTo: LinkTo): string {
  const rendered = cells.map((cell, index) => {
    const content = renderCell(cell, index === 0 && cell.kind === 'text' ? tone : undefined, linkTo)
    if (index === header) return `<th scope="row"${classes[index] ?? ''}>${content}</th>`
    return content === '' ? '<td></td>' : `<td${classes[index] ?? ''}>${content}</td>`
  })
  return `<tr${tone === 'bad' || tone === 'warn' ? ` class="${tone}"` : ''}>${rendered.join('')}</tr>`
}

function renderCell(cell: HtmlCell, tone: Tone | undefined, linkTo: LinkTo): string {
  if (cell.kind === 'drawing' || cell.kind === 'change') return cell.html
  const { text, kind, place } = cell
  if (text === '') return ''
  const shown = shorten(text, LONGEST_CELL)
  if (tone !== undefined) return pill(shown, tone)
  const html = kind === 'code' ? `<code>${escapeHtml(shown)}</code>` : proseHtml(shown)
  return place === undefined ? html : fileAnchor(linkTo(place.path, place.line), html)
}

function renderLog({ title, text }: { title: string; text: string }): string {
  const shown = withoutEscapes(text.trimEnd())
  const end = shown.length <= LOG_CHARACTERS ? shown : `…${shown.slice(-LOG_CHARACTERS)}`
  return `<details class="log"><summary>Output of ${escapeHtml(title)}</summary><pre tabindex="0" role="region" aria-label="Output of ${escapeHtml(title)}">${escapeHtml(end)}</pre></details>`
}
