import { dataText, formatShare, isDescribed, isNotable } from '../data-lines.js'
import type { ColumnReport, ColumnValues, DataReport, FolderReport, TableReport } from '../data-report.js'
import { dataDetails, newValuesText, valueText } from '../data-sections.js'
import { counted, fromTo } from '../data-words.js'
import { shorten } from '../escape.js'
import type { LinkTo } from '../links.js'
import { formatCount, formatNumber } from '../numbers.js'
import type { CurvePlot, DrawnPlot } from '../plots.js'
import type { Section } from '../section.js'
import type { Thumbnails } from '../thumbnails.js'
import { escapeHtml } from './escape.js'
import { pill, renderSection, renderTable } from './tables.js'
import { renderThumbnails } from './thumbnails.js'

/** Data sets that are open at first. */
const OPEN_AT_FIRST = 4
/** Charts of columns; the table has the others. */
const MOST_COLUMNS = 120
/** Bars of a chart of folders. */
const MOST_FOLDERS = 20
const LONGEST_NAME = 200
/** Texts below a histogram. */
const LONGEST_LIMIT = 16

/**
 * The section of the changed data: its table, and for each described one the numbers, the folders and the columns with
 * their histograms.
 * @param drawn takes the charts for the page's script
 */
export function renderData(
  section: Section,
  data: readonly DataReport[],
  linkTo: LinkTo,
  drawn: DrawnPlot[],
  thumbnails: Thumbnails,
): string {
  const described = data.filter(isDescribed)
  if (described.length === 0) return renderSection(section, linkTo)
  // One described data says all that its row would.
  const table = data.length > 1 ? `<div id="data-all">${renderTable(section, 'data-all', linkTo)}</div>` : ''
  return (
    `<section id="data" aria-labelledby="data-title"><h2 id="data-title">Data <span class="count">${data.length}</span></h2>` +
    table +
    described.map((item, index) => dataset(item, index, linkTo, drawn, thumbnails)).join('') +
    '</section>\n'
  )
}

function dataset(item: DataReport, index: number, linkTo: LinkTo, drawn: DrawnPlot[], thumbnails: Thumbnails): string {
  const { tables = [], folder } = item
  const id = `data-${index + 1}`
  const sections = dataDetails(item)
  const tableOf = (detail: Section, at: number) =>
    `<div id="${id}-${at}" class="detail"><h4>${escapeHtml(detail.title)}${detail.of === undefined || detail.of === item.path ? '' : ` of <code>${escapeHtml(shorten(detail.of, LONGEST_NAME))}</code>`}</h4>${renderTable(detail, `${id}-${at}`, linkTo)}</div>`
  const others = sections.filter(({ title }) => title !== 'Columns')
  const columns = sections.filter(({ title }) => title === 'Columns')
  return (
    `<details class="dataset"${index < OPEN_AT_FIRST ? ' open' : ''}><summary><h3><code>${escapeHtml(shorten(item.path, LONGEST_NAME))}</code></h3> ${pill(item.change, 'plain')}</summary>` +
    `<p class="gist">${escapeHtml(shorten(dataText(item, false), 1_000))}</p>` +
    (folder === undefined ? '' : foldersChart(folder, item, drawn)) +
    tables.map((each) => columnCards(each, item, drawn)).join('') +
    renderThumbnails(item, thumbnails) +
    others.map(tableOf).join('') +
    (columns.length === 0
      ? ''
      : `<details><summary>All columns as a table</summary>${columns.map((each, at) => tableOf(each, others.length + at)).join('')}</details>`) +
    '</details>'
  )
}

/** The files of each folder on both sides, as bars. */
function foldersChart({ folders }: FolderReport, { path }: DataReport, drawn: DrawnPlot[]): string {
  const shown = folders.filter((each) => each.path !== '').slice(0, MOST_FOLDERS)
  if (shown.length < 2) return ''
  const side = (filesOf: (folder: FolderReport['folders'][number]) => number | undefined) => {
    const known = shown.flatMap((each) => {
      const files = filesOf(each)
      return files === undefined ? [] : [{ name: each.path, files }]
    })
    return { x: known.map(({ name }) => name), y: known.map(({ files }) => files), total: known.length }
  }
  const [value, baseline] = [side(({ files }) => files), side(({ baseline_files: before }) => before)]
  const plot: CurvePlot = {
    kind: 'bar',
    name: path,
    title: path,
    x: { label: 'Folder', kind: 'category' },
    y: { label: 'Files', kind: 'number' },
    series: [{ name: '', ...(value.total > 0 ? { value } : {}), ...(baseline.total > 0 ? { baseline } : {}) }],
  }
  const left = folders.length - shown.length
  return `<figure class="plot folders"><figcaption><h4>Files by folder</h4></figcaption>${chart(plot, `Bar chart of the files of ${counted(shown.length, 'folder')} of ${shorten(path, LONGEST_NAME)}. The numbers follow.`, drawn)}${left > 0 ? `<p class="hint">The table has ${counted(left, 'more folder')}.</p>` : ''}</figure>`
}

/** Each column with its histogram: the notable ones, then the others, folded. */
function columnCards(table: TableReport, { path }: DataReport, drawn: DrawnPlot[]): string {
  const cards = (columns: readonly ColumnReport[]) =>
    `<div class="columns">${columns.map((column) => columnCard(column, drawn)).join('')}</div>`
  const shown = [...table.columns].sort((one, other) => rank(other) - rank(one)).slice(0, MOST_COLUMNS)
  const [notable, others] = [shown.filter(isNotable), shown.filter((column) => !isNotable(column))]
  if (shown.length === 0) return ''
  const title =
    table.path === path ? 'Columns' : `Columns of <code>${escapeHtml(shorten(table.path, LONGEST_NAME))}</code>`
  const hidden = table.columns.length + (table.columns_omitted ?? 0) - shown.length
  return (
    `<h4>${title}</h4>` +
    (notable.length > 0 ? cards(notable) : '') +
    (others.length > 0
      ? `<details${notable.length === 0 ? ' open' : ''}><summary>${counted(others.length, 'column')} without a notable change</summary>${cards(others)}</details>`
      : '') +
    (hidden > 0
      ? `<p class="hint">${counted(hidden, 'more column')} ${hidden === 1 ? 'is' : 'are'} not drawn.</p>`
      : '')
  )
}

/** Schema changes first, then the most drifted. */
function rank({ change, psi = 0 }: ColumnReport): number {
  return change === undefined ? psi : Number.MAX_VALUE
}

const CHANGES = { added: 'new', removed: 'removed', retyped: 'another type', renamed: 'probably renamed' } as const

function columnCard(column: ColumnReport, drawn: DrawnPlot[]): string {
  const { name, change, was, type = '', baseline_type: typeBefore = '', psi, distance } = column
  const facts = [
    ...(psi === undefined ? [] : [`PSI ${formatShare(psi)}`]),
    ...(distance === undefined ? [] : [`distance ${formatShare(distance)}`]),
    ...(newValuesText(column) === '' ? [] : [`categories: ${newValuesText(column)}`]),
  ]
  const changed =
    change === undefined
      ? ''
      : pill(`${CHANGES[change]}${was === undefined ? '' : ` from ${shorten(was, 40)}`}`, 'plain')
  return (
    `<figure class="column"><figcaption><h5><code>${escapeHtml(shorten(name, LONGEST_NAME))}</code></h5> <span class="type">${escapeHtml(fromTo(typeBefore, type))}</span> ${changed}</figcaption>` +
    histogram(column, drawn) +
    (facts.length === 0 ? '' : `<p class="hint">${escapeHtml(facts.join(' · '))}</p>`) +
    numbers(column) +
    '</figure>'
  )
}

function histogram({ name, histogram: bins }: ColumnReport, drawn: DrawnPlot[]): string {
  const length = Math.max(bins?.now?.length ?? 0, bins?.before?.length ?? 0)
  if (bins === undefined || length === 0) return ''
  const plot: DrawnPlot = { kind: 'histogram', ...bins }
  const sides = [bins.now && 'this change', bins.before && 'the baseline'].filter(Boolean).join(' and ')
  const label = `Histogram of ${shorten(name, LONGEST_NAME)} with ${counted(length, 'bin')}: ${sides}.${bins.bins === undefined ? ' Its values are not shown.' : ''}`
  const limits = bins.bins?.length === length + 1 ? bins.bins : []
  const middle = limits.length % 2 === 1 && length > 2 ? [limits[length / 2]] : []
  const ends = [limits[0], ...middle, limits.at(-1)].flatMap((limit) =>
    limit === undefined ? [] : [`<span>${escapeHtml(shorten(valueText(limit), LONGEST_LIMIT))}</span>`],
  )
  return (
    chart(plot, label, drawn) +
    (ends.length === 0 ? '' : `<div class="limits" aria-hidden="true">${ends.join('')}</div>`)
  )
}

function chart(plot: DrawnPlot, label: string, drawn: DrawnPlot[]): string {
  const index = drawn.push(plot) - 1
  return `<div role="img" aria-label="${escapeHtml(label)}"><div class="chart" data-plot="${index}"><p class="hint">This chart needs scripts.</p></div></div>`
}

/** The numbers of a column on both sides. */
function numbers({ now, before }: ColumnReport): string {
  const rows = FACTS.flatMap(([fact, textOf]) => {
    const [value, baseline] = [now && textOf(now), before && textOf(before)]
    if (value === undefined && baseline === undefined) return []
    const cell = (text: string | undefined) => `<td class="number">${escapeHtml(text ?? '')}</td>`
    return [
      `<tr><th scope="row">${fact}</th>${now === undefined ? '' : cell(value)}${before === undefined ? '' : cell(baseline)}</tr>`,
    ]
  })
  if (rows.length === 0) return ''
  const head = (side: string, text: string) => `<th scope="col" class="number ${side}">${text}</th>`
  return `<table class="plain"><thead><tr><td></td>${now === undefined ? '' : head('after', 'This change')}${before === undefined ? '' : head('before', 'Baseline')}</tr></thead><tbody>${rows.join('')}</tbody></table>${frequent(now, before)}`
}

const shownNumber = (value: number | undefined) => (value === undefined ? undefined : formatNumber(value))
const shownValue = (value: number | string | undefined) => (value === undefined ? undefined : valueText(value))

/** The facts of a column with their texts, where a side has them. */
const FACTS: [string, (values: ColumnValues) => string | undefined][] = [
  ['Nulls', ({ nulls }) => formatShare(nulls)],
  ['Distinct', ({ distinct }) => (distinct === undefined ? undefined : formatCount(distinct))],
  ['Smallest', ({ min }) => shownValue(min)],
  ['5 %', ({ quantiles }) => shownNumber(quantiles?.[0])],
  ['25 %', ({ quantiles }) => shownNumber(quantiles?.[1])],
  ['Median', ({ quantiles }) => shownNumber(quantiles?.[2])],
  ['75 %', ({ quantiles }) => shownNumber(quantiles?.[3])],
  ['95 %', ({ quantiles }) => shownNumber(quantiles?.[4])],
  ['Largest', ({ max }) => shownValue(max)],
  ['Mean', ({ mean }) => shownNumber(mean)],
  ['Deviation', ({ std }) => shownNumber(std)],
]

/** The most frequent values of both sides with their shares. */
function frequent(now: ColumnValues | undefined, before: ColumnValues | undefined): string {
  const [shares, earlier] = [sharesOf(now), sharesOf(before)]
  const values = [...new Set([...shares.keys(), ...earlier.keys()])]
  if (values.length === 0) return ''
  const cell = (share: number | undefined) => `<td class="number">${share === undefined ? '' : formatShare(share)}</td>`
  const rows = values.map(
    (value) =>
      `<tr><th scope="row">${escapeHtml(valueText(value))}</th>${now === undefined ? '' : cell(shares.get(value))}${before === undefined ? '' : cell(earlier.get(value))}</tr>`,
  )
  return `<details><summary>${counted(values.length, 'frequent value')}</summary><table class="plain"><tbody>${rows.join('')}</tbody></table></details>`
}

function sharesOf(values: ColumnValues | undefined): Map<string, number> {
  return new Map((values?.top ?? []).map(({ value, share }) => [value, share]))
}
