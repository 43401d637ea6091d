import { markdownCode, markdownText, shorten } from './escape.js'
import { lineCharts } from './line-chart.js'
import { formatDifference, formatNumber } from './numbers.js'
import type { ConfusionPlot, CurvePlot, CurveSeries, PlotReport, Points } from './plots.js'

const MOST_SERIES = 4
const MOST_CLASSES = 12
const MOST_BARS = 20
const LONGEST_TITLE = 80

/** A plot as Markdown for GitHub: lines as Mermaid charts, bars and confusion matrices as tables; undefined for plots that only the HTML page can show. */
export function markdownPlot(plot: PlotReport): string | undefined {
  switch (plot.kind) {
    case 'line':
      return linePlot(plot)
    case 'bar':
      return barTable(plot)
    case 'confusion':
      return confusionTable(plot)
    case 'scatter':
    case 'image':
    case 'template':
      return undefined
  }
}

function linePlot(plot: CurvePlot): string | undefined {
  const charts = plot.series
    .slice(0, MOST_SERIES)
    .flatMap((series) => lineCharts(plot, series).map((chart) => `\`\`\`mermaid\n${chart}\n\`\`\``))
  if (charts.length === 0) return undefined
  return [...charts, legend(plot.series.slice(0, MOST_SERIES))].join('\n\n')
}

function legend(series: readonly CurveSeries[]): string {
  return [
    series.some(({ value }) => value) ? '🟦 this change' : '',
    series.some(({ baseline }) => baseline) ? '🟧 baseline' : '',
  ]
    .filter(Boolean)
    .join(' &nbsp; ')
}

function barTable(plot: CurvePlot): string | undefined {
  const [series] = plot.series
  if (!series) return undefined
  const [value, baseline] = [barsOf(series.value), barsOf(series.baseline)]
  const names = [...new Set([...value.keys(), ...baseline.keys()])]
  const shown = names.sort((a, b) => barLength(value, baseline, b) - barLength(value, baseline, a)).slice(0, MOST_BARS)
  const cell = (number: number | undefined, against?: number) =>
    number === undefined ? '' : formatNumber(number, against)
  return [
    `| ${markdownText(shorten(plot.x.label, LONGEST_TITLE))} | This change | Baseline | Change |`,
    '| --- | ---: | ---: | ---: |',
    ...shown.map((name) => {
      const [now, before] = [value.get(name), baseline.get(name)]
      return `| ${markdownCode(shorten(name, LONGEST_TITLE))} | ${cell(now, before)} | ${cell(before, now)} | ${now === undefined || before === undefined ? '' : formatDifference(now, before)} |`
    }),
    ...(names.length > shown.length ? ['', `${names.length - shown.length} shorter bars are not shown.`] : []),
  ].join('\n')
}

function barLength(value: ReadonlyMap<string, number>, baseline: ReadonlyMap<string, number>, name: string): number {
  return Math.abs(value.get(name) ?? baseline.get(name) ?? 0)
}

function barsOf(points: Points | undefined): Map<string, number> {
  return new Map(points?.x.map((name, index) => [String(name), points.y[index] ?? 0]))
}

/** Each cell has the number of this change, and after it the difference to the baseline. */
function confusionTable(plot: ConfusionPlot): string | undefined {
  const { classes, value, baseline } = plot
  const shown = value ?? baseline
  if (!shown || classes.length > MOST_CLASSES) return undefined
  const name = (text: string) => markdownCode(shorten(text, 40))
  const cell = (row: number, column: number) => {
    const now = shown[row]?.[column] ?? 0
    const change = value && baseline ? formatDifference(now, baseline[row]?.[column] ?? 0) : '0'
    const text = row === column ? `**${formatNumber(now)}**` : now === 0 ? '·' : formatNumber(now)
    return change === '0' ? text : `${text} (${change})`
  }
  return [
    `| ${markdownText(shorten(plot.y_label, 40))} ↓, ${markdownText(shorten(plot.x_label, 40))} → | ${classes.map(name).join(' | ')} |`,
    `| --- |${classes.map(() => ' ---: ').join('|')}|`,
    ...classes.map((row, index) => `| ${name(row)} | ${classes.map((_, column) => cell(index, column)).join(' | ')} |`),
  ].join('\n')
}
