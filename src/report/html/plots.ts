import { shorten } from '../escape.js'
import { formatBytes, formatDifference, formatNumber } from '../numbers.js'
import type {
  ConfusionPlot,
  CurvePlot,
  DrawnPlot,
  ImagePlot,
  Pictures,
  PlotReport,
  Points,
  TemplatePlot,
} from '../plots.js'
import { escapeHtml, scriptJson } from './escape.js'

const LONGEST_NAME = 200
/** Steps of colour of a confusion matrix; the style sheet has one class for each. */
const HEAT_STEPS = 8

/**
 * The plots: the changed ones, then the others, folded.
 * @param pictures bytes of the image plots
 * @returns the section and the data for the page's script; both empty where there is no plot
 */
export function renderPlots(plots: readonly PlotReport[], pictures: Pictures): { html: string; drawn: DrawnPlot[] } {
  if (plots.length === 0) return { html: '', drawn: [] }
  const drawn: DrawnPlot[] = []
  const figures = (list: readonly PlotReport[]) =>
    `<div class="plots">${list.map((plot) => figure(plot, pictures, drawn)).join('')}</div>`
  const same = plots.filter(({ changed }) => changed === false)
  const others = plots.filter(({ changed }) => changed !== false)
  const html =
    `<section id="plots" aria-labelledby="plots-title"><h2 id="plots-title">Plots <span class="count">${plots.length}</span></h2>` +
    (others.length > 0 ? figures(others) : '') +
    (same.length > 0
      ? `<details${others.length === 0 ? ' open' : ''}><summary>${same.length} ${same.length === 1 ? 'plot is' : 'plots are'} the same as in the baseline</summary>${figures(same)}</details>`
      : '') +
    '</section>\n'
  return { html, drawn }
}

/** The data of the drawn plots as an element that the script reads. */
export function plotData(drawn: readonly DrawnPlot[]): string {
  return `<script type="application/json" id="plot-data">${scriptJson(drawn)}</script>`
}

function figure(plot: PlotReport, pictures: Pictures, drawn: DrawnPlot[]): string {
  const name = plot.title === plot.name ? '' : `<code>${escapeHtml(shorten(plot.name, LONGEST_NAME))}</code>`
  const wide =
    plot.kind === 'confusion' && plot.value !== undefined && plot.baseline !== undefined && plot.classes.length > 6
  return `<figure class="plot${wide || plot.kind === 'image' ? ' wide' : ''}"><figcaption><h3>${escapeHtml(shorten(plot.title, LONGEST_NAME))}</h3>${name}</figcaption>${content(plot, pictures, drawn)}</figure>`
}

function content(plot: PlotReport, pictures: Pictures, drawn: DrawnPlot[]): string {
  switch (plot.kind) {
    case 'line':
    case 'scatter':
    case 'bar':
      return chart(plot, describe(plot), drawn) + numbers(plot)
    case 'confusion':
      return matrices(plot)
    case 'image':
      return images(plot, pictures)
    case 'template':
      return plot.spec === undefined
        ? '<p class="hint">This plot has its own template and too much data for a report. View it with <code>dvc plots diff</code>.</p>'
        : chart(plot, `${shorten(plot.title, LONGEST_NAME)}, drawn with a template of the project`, drawn)
  }
}

function chart(plot: CurvePlot | TemplatePlot, label: string, drawn: DrawnPlot[]): string {
  const index = drawn.push(plot) - 1
  // A template may be wider than the page, and may have controls; our own charts are pictures.
  const role = plot.kind === 'template' ? 'class="own" role="region" tabindex="0"' : 'role="img"'
  return `<div ${role} aria-label="${escapeHtml(label)}"><div class="chart" data-plot="${index}"><p class="hint">This chart needs scripts.</p></div></div>`
}

function describe(plot: CurvePlot): string {
  const kind = { line: 'Line chart', scatter: 'Scatter plot', bar: 'Bar chart' }[plot.kind]
  const names = plot.series.map(({ name }) => name).filter(Boolean)
  return `${kind} of ${plot.y.label} by ${plot.x.label}${names.length > 0 ? ` for ${names.join(', ')}` : ''}: ${plot.changed === undefined ? 'one side only' : plot.changed ? 'this change against the baseline' : 'the same as in the baseline'}. The numbers follow.`
}

/** The values that a reader takes from a chart, as a table. */
function numbers({ kind, y, series }: CurvePlot): string {
  const facts: [string, (points: Points) => number][] =
    kind === 'line'
      ? [
          ['Last', ({ y: values }) => values.at(-1) ?? 0],
          ['Smallest', ({ y: values }) => Math.min(...values)],
          ['Largest', ({ y: values }) => Math.max(...values)],
          ['Points', ({ total }) => total],
        ]
      : [
          ['Smallest', ({ y: values }) => Math.min(...values)],
          ['Largest', ({ y: values }) => Math.max(...values)],
          [kind === 'bar' ? 'Bars' : 'Points', ({ total }) => total],
        ]
  const rows = series.flatMap(({ name, value, baseline }) =>
    facts.map(([fact, of]) => {
      const [now, before] = [value && of(value), baseline && of(baseline)]
      const cell = (number: number | undefined, against: number | undefined) =>
        `<td class="number">${number === undefined ? '' : formatNumber(number, against)}</td>`
      return `<tr><th scope="row">${escapeHtml([shorten(name, LONGEST_NAME), fact].filter(Boolean).join(', '))}</th>${cell(now, before)}${cell(before, now)}<td class="number">${now === undefined || before === undefined ? '' : formatDifference(now, before)}</td></tr>`
    }),
  )
  return `<details><summary>Numbers</summary><table class="plain"><caption class="unseen">${escapeHtml(shorten(y.label, LONGEST_NAME))} in numbers</caption><thead><tr><th scope="col">${escapeHtml(shorten(y.label, LONGEST_NAME))}</th><th scope="col" class="number">This change</th><th scope="col" class="number">Baseline</th><th scope="col" class="number">Difference</th></tr></thead><tbody>${rows.join('')}</tbody></table></details>`
}

function matrices(plot: ConfusionPlot): string {
  const sides = [
    ...(plot.value ? [matrix(plot, plot.value, 'This change', plot.baseline)] : []),
    ...(plot.baseline && plot.changed !== false ? [matrix(plot, plot.baseline, 'Baseline')] : []),
  ]
  return `<div class="sides">${sides.join('')}</div>${plot.omitted === undefined ? '' : `<p class="hint">${plot.omitted} rare classes are not shown.</p>`}`
}

/** A confusion matrix as a table whose cells have the colour of their share of the row. */
function matrix(
  { classes, x_label, y_label, normalized, title }: ConfusionPlot,
  counts: readonly (readonly number[])[],
  side: string,
  against?: readonly (readonly number[])[],
): string {
  const label = `${title}, ${side.toLowerCase()}: rows are ${y_label}, columns are ${x_label}`
  const rows = classes.map((name, row) => {
    const [shares, former] = [sharesOf(counts[row]), sharesOf(against?.[row])]
    const cells = classes.map((_, column) => {
      const [count, share] = [counts[row]?.[column] ?? 0, shares[column] ?? 0]
      const before = against?.[row]?.[column] ?? 0
      const change = !against
        ? '0'
        : normalized
          ? formatDifference(Number(share.toFixed(2)), Number((former[column] ?? 0).toFixed(2)))
          : formatDifference(count, before)
      const heat = count === 0 ? 0 : Math.max(1, Math.round(share * HEAT_STEPS))
      return `<td class="h${heat}">${count === 0 ? '<span class="nil">0</span>' : normalized ? share.toFixed(2) : formatNumber(count)}${change === '0' ? '' : `<small>${change}</small>`}</td>`
    })
    return `<tr><th scope="row">${escapeHtml(shorten(name, 40))}</th>${cells.join('')}</tr>`
  })
  const corner = `<td class="corner">${escapeHtml(shorten(y_label, 24))} ↓<br>${escapeHtml(shorten(x_label, 24))} →</td>`
  return `<div class="matrix" role="region" tabindex="0" aria-label="${escapeHtml(shorten(label, 300))}"><table><caption>${side}</caption><thead><tr>${corner}${classes.map((name) => `<th scope="col">${escapeHtml(shorten(name, 40))}</th>`).join('')}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`
}

function sharesOf(counts: readonly number[] = []): number[] {
  const total = counts.reduce((sum, each) => sum + each, 0)
  return counts.map((count) => (total === 0 ? 0 : count / total))
}

function images(plot: ImagePlot, pictures: Pictures): string {
  const bytes = pictures.get(plot.name) ?? {}
  const side = (which: 'value' | 'baseline', label: string) => {
    const file = plot[which]
    if (!file) return ''
    const data = bytes[which]
    const shown =
      data === undefined
        ? '<p class="hint">Too large for this page.</p>'
        : `<img src="data:${escapeHtml(file.type)};base64,${Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64')}" alt="${escapeHtml(shorten(`${plot.title}, ${label.toLowerCase()}`, LONGEST_NAME))}">`
    return `<div><h4>${label} <span>${formatBytes(file.size)}</span></h4>${shown}</div>`
  }
  return `<div class="sides">${side('value', plot.changed === false ? 'This change and baseline' : 'This change')}${plot.changed === false ? '' : side('baseline', 'Baseline')}</div>`
}
