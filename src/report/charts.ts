import { markdownCode, markdownText, shorten } from './escape.js'
import { mermaidText } from './mermaid.js'
import { formatChange, formatNumber } from './numbers.js'
import type { ConfusionPlot, CurvePlot, CurveSeries, PlotReport, Points } from './plots.js'

/** The values of a line: Mermaid spreads them evenly over its axis. */
const POINTS = 40
/** The most numbers that fit next to each other below an axis. */
const NAMED_PLACES = 12
/** Intervals of an axis whose positions have the end of every line. */
const LEAST_PLACES = 5
const MOST_PLACES = 20
const MOST_SERIES = 4
const MOST_CLASSES = 12
const MOST_BARS = 20
/** Power of ten below which a divisor is no normal number. */
const LEAST_POWER = -300
const LONGEST_TITLE = 80
/** Blue after, orange before: distinct for every kind of colour vision. */
const PALETTE = { value: '#0969da', baseline: '#e16f24' }

/** A plot as Markdown for GitHub: lines as Mermaid charts, bars and confusion matrices as tables; undefined for plots that only the HTML page can show. */
export function markdownPlot(plot: PlotReport): string | undefined {
  switch (plot.kind) {
    case 'line':
      return lineCharts(plot)
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

function lineCharts(plot: CurvePlot): string | undefined {
  const charts = plot.series.slice(0, MOST_SERIES).flatMap((series) => {
    const chart = lineChart(plot, series)
    return chart === undefined ? [] : [`\`\`\`mermaid\n${chart}\n\`\`\``]
  })
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

/**
 * One series before and after as a Mermaid `xychart-beta`. Mermaid spreads the values of a line evenly over the axis, so both lines
 * are sampled at the same positions.
 */
export function lineChart(plot: CurvePlot, series: CurveSeries): string | undefined {
  const sides = (['baseline', 'value'] as const).flatMap((side) => {
    const points = series[side]
    return points && points.y.length > 1 ? [{ side, points }] : []
  })
  if (sides.length === 0) return undefined
  const drawn =
    plot.x.kind === 'number'
      ? onNumbers(sides.map(({ points }) => points))
      : onCategories(sides.map(({ points }) => points))
  if (!drawn) return undefined
  const scale = scaleOf(drawn.lines.flat())
  const lines = drawn.lines.map((line) => line.map((value) => value / scale))
  const [low, high] = padded(lines.flat())
  const label = (text: string, divisor = 1) =>
    `"${mermaidText(shorten(text, LONGEST_TITLE) + (divisor === 1 ? '' : ` / ${divisor}`)) || ' '}"`
  return [
    `%%{init: {"xyChart": {"height": 300}, "themeVariables": {"xyChart": {"plotColorPalette": "${sides.map(({ side }) => PALETTE[side]).join(', ')}"}}}}%%`,
    'xychart-beta',
    `  title ${label([plot.title, series.name].filter(Boolean).join(': '))}`,
    `  x-axis ${label(plot.x.label, drawn.scale)} ${drawn.axis}`,
    `  y-axis ${label(plot.y.label, scale)} ${plain(low)} --> ${plain(high)}`,
    ...lines.map((line) => `  line [${line.map(plain).join(', ')}]`),
  ].join('\n')
}

interface Drawn {
  axis: string
  /** The divisor of the numbers on the axis. */
  scale: number
  lines: number[][]
}

/** Lines over numbers. If one ends earlier (a training of fewer epochs), the positions are few and named: only then may a line be shorter. */
function onNumbers(sides: readonly Points[]): Drawn | undefined {
  const scale = scaleOf(sides.flatMap(({ x }) => x.map(Number)))
  const sorted = sides.map(({ x, y }) => ({ x: x.map((each) => Number(each) / scale), y }))
  const start = Math.min(...sorted.map(({ x }) => x[0] ?? 0))
  const ends = sorted.map(({ x }) => x.at(-1) ?? 0)
  const end = Math.max(...ends)
  if (!(end > start)) return undefined
  if (ends.every((each) => each >= end - (end - start) / POINTS)) {
    const places = Array.from({ length: POINTS }, (_, index) => start + ((end - start) * index) / (POINTS - 1))
    return {
      axis: `${plain(start)} --> ${plain(end)}`,
      scale,
      lines: sorted.map((side) => places.map((place) => valueAt(side, place))),
    }
  }
  const places = namedPlaces(start, ends)
  const within = (end - start) / 1e9
  const lines = sorted.map((side, at) =>
    places.filter((place) => place <= (ends[at] ?? 0) + within).map((place) => valueAt(side, place)),
  )
  return lines.every((line) => line.length > 1)
    ? { axis: `[${places.map((place) => `"${plain(place)}"`).join(', ')}]`, scale, lines }
    : undefined
}

/**
 * The positions that are named on the axis: even ones, with the end of every line where it can be, and else with the
 * ends added. A last step that is left out could be the best one.
 */
function namedPlaces(start: number, ends: readonly number[]): number[] {
  const length = Math.max(...ends) - start
  const isOn = (place: number, step: number) => Math.abs(place - Math.round(place / step) * step) <= length / 1e9
  const isWhole = [start, ...ends].every(Number.isInteger)
  const isShort = (step: number) => (isWhole ? Number.isInteger(step) : Number(step.toPrecision(2)) === step)
  const nice = niceStep(length / NAMED_PLACES)
  const even = Array.from({ length: MOST_PLACES - LEAST_PLACES + 1 }, (_, more) => length / (LEAST_PLACES + more))
  const step = [nice, ...even.filter(isShort)].find((each) => ends.every((end) => isOn(end - start, each))) ?? nice
  const grid = Array.from({ length: Math.floor(length / step + 1e-9) + 1 }, (_, index) => start + index * step)
  const missing = ends.filter((each) => !isOn(each - start, step))
  return [...new Set([...grid, ...missing])].sort((one, other) => one - other)
}

/** The next of 1, 2, 5, 10, 20 … */
function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least))
  return power * ([1, 2, 5].find((step) => step * power >= least) ?? 10)
}

/** The value of a line at a position, interpolated between its two neighbours; at equal positions the last one counts. */
function valueAt({ x, y }: { x: readonly number[]; y: readonly number[] }, place: number): number {
  let [low, high] = [0, x.length - 1]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((x[middle] ?? 0) <= place) low = middle
    else high = middle - 1
  }
  const [x0, y0] = [x[low] ?? 0, y[low] ?? 0]
  const [x1, y1] = [x[low + 1] ?? x0, y[low + 1] ?? y0]
  if (x1 <= x0) return y0
  const share = Math.min(1, Math.max(0, place - x0) / (x1 - x0))
  // The difference of the largest numbers is infinite.
  return Number.isFinite(y1 - y0) ? y0 + (y1 - y0) * share : y0 * (1 - share) + y1 * share
}

function onCategories(sides: readonly Points[]): Drawn | undefined {
  const [longest] = [...sides].sort((a, b) => b.x.length - a.x.length)
  const names = longest?.x.map(String) ?? []
  // A line may end earlier, but names no positions of its own.
  if (
    new Set(names).size < names.length ||
    names.length > POINTS ||
    sides.some(({ x }) => x.some((name, index) => String(name) !== names[index]))
  )
    return undefined
  return {
    axis: `[${names.map((name) => `"${mermaidText(shorten(name, 12)) || ' '}"`).join(', ')}]`,
    scale: 1,
    lines: sides.map(({ y }) => y),
  }
}

/** The range of an axis with a margin, also around a level line. */
function padded(values: readonly number[]): [number, number] {
  let [low, high] = [Infinity, -Infinity]
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)]
  const room = (high - low || Math.abs(high) || 1) * 0.05
  return [low - room, high + room]
}

/** A power of ten that brings numbers with an exponent into a range without one: Mermaid cannot read exponents. */
function scaleOf(values: readonly number[]): number {
  let largest = 0
  for (const value of values) largest = Math.max(largest, Math.abs(value))
  // A smaller power of ten has few digits, or is 0.
  const power = Math.max(LEAST_POWER, Math.floor(Math.log10(largest || 1)))
  return power > 8 || power < -3 ? 10 ** power : 1
}

/** A number without an exponent, to six significant digits. */
function plain(value: number): string {
  const rounded = Number(value.toPrecision(6))
  return String(rounded).includes('e') ? rounded.toFixed(12) : String(rounded)
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
      return `| ${markdownCode(shorten(name, LONGEST_TITLE))} | ${cell(now, before)} | ${cell(before, now)} | ${now === undefined || before === undefined ? '' : formatChange(now - before)} |`
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
    const change = value && baseline ? now - (baseline[row]?.[column] ?? 0) : 0
    const text = row === column ? `**${now}**` : now === 0 ? '·' : String(now)
    return change === 0 ? text : `${text} (${formatChange(change)})`
  }
  return [
    `| ${markdownText(shorten(plot.y_label, 40))} ＼ ${markdownText(shorten(plot.x_label, 40))} | ${classes.map(name).join(' | ')} |`,
    `| --- |${classes.map(() => ' ---: ').join('|')}|`,
    ...classes.map((row, index) => `| ${name(row)} | ${classes.map((_, column) => cell(index, column)).join(' | ')} |`),
  ].join('\n')
}
