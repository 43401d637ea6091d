import { shorten } from './escape.js'
import { mermaidText } from './mermaid.js'
import { formatNumber } from './numbers.js'
import type { CurvePlot, CurveSeries, Points } from './plots.js'

/** The values of a line: Mermaid spreads them evenly over its axis. */
const POINTS = 40
/** The most names below an axis. */
const MOST_NAMES = 40
/** Power of ten below which a divisor is no normal number. */
const LEAST_POWER = -300
const LONGEST_TITLE = 80
/** Blue after, orange before: distinct for every kind of colour vision. */
const PALETTE = { value: '#0969da', baseline: '#e16f24' }
const WORDS = { value: 'this change', baseline: 'the baseline' }

/** A line with its side, in ascending order. */
interface Line {
  side: 'value' | 'baseline'
  x: readonly (number | string)[]
  y: readonly number[]
}

/** The lines of one chart, at the same positions. */
interface Drawn {
  lines: readonly Line[]
  axis: string
  /** The divisor of the numbers on the axis. */
  scale: number
  values: number[][]
  /** Ends the title. */
  part?: string
}

/**
 * One series before and after as Mermaid's `xychart-beta`, both in one chart where they have the same ends. Mermaid
 * spreads the values of a line evenly over the whole axis and has no place for the end of a shorter one (it draws NaN).
 * So, where one side goes on alone, the first chart has the range of both, and each longer side has a chart of its own.
 */
export function lineCharts(plot: CurvePlot, series: CurveSeries): string[] {
  const lines = (['baseline', 'value'] as const).flatMap((side) => {
    const line = finite(side, series[side], plot.x.kind === 'number')
    return line.y.length > 1 ? [line] : []
  })
  const drawn = plot.x.kind === 'number' ? onNumbers(lines) : onNames(lines)
  return drawn.map((chart) => chartOf(plot, series, chart))
}

/** Of a side that another run left, each number may be none. */
function finite(side: Line['side'], { x, y }: Pick<Points, 'x' | 'y'> = { x: [], y: [] }, numbers: boolean): Line {
  const kept = y.flatMap((value, index) =>
    Number.isFinite(value) && (!numbers || Number.isFinite(Number(x[index]))) ? [index] : [],
  )
  return { side, x: kept.map((index) => x[index] ?? 0), y: kept.map((index) => y[index] ?? 0) }
}

function chartOf(plot: CurvePlot, series: CurveSeries, { lines, axis, scale, values, part }: Drawn): string {
  const divisor = scaleOf(values.flat())
  const scaled = values.map((line) => line.map((value) => value / divisor))
  const [low, high] = padded(scaled.flat())
  const label = (text: string, by = 1) =>
    `"${mermaidText(shorten(text, LONGEST_TITLE) + (by === 1 ? '' : ` / ${by}`)) || ' '}"`
  const title = [plot.title, series.name].filter(Boolean).join(': ')
  return [
    `%%{init: {"xyChart": {"height": 300}, "themeVariables": {"xyChart": {"plotColorPalette": "${lines.map(({ side }) => PALETTE[side]).join(', ')}"}}}}%%`,
    'xychart-beta',
    `  title ${label(part === undefined ? title : `${shorten(title, LONGEST_TITLE - part.length - 2)}, ${part}`)}`,
    `  x-axis ${label(plot.x.label, scale)} ${axis}`,
    `  y-axis ${label(plot.y.label, divisor)} ${plain(low)} --> ${plain(high)}`,
    ...scaled.map((line) => `  line [${line.map(plain).join(', ')}]`),
  ].join('\n')
}

/** The charts of lines over numbers. */
function onNumbers(lines: readonly Line[]): Drawn[] {
  const scale = scaleOf(lines.flatMap(({ x }) => x.map(Number)))
  const scaled = lines.map((line) => ({ ...line, x: line.x.map((each) => Number(each) / scale) }))
  const ends = scaled.map(({ x }) => [x[0] ?? 0, x.at(-1) ?? 0] as const)
  const shared = [Math.max(...ends.map(([first]) => first)), Math.min(...ends.map(([, last]) => last))] as const
  const whole = [Math.min(...ends.map(([first]) => first)), Math.max(...ends.map(([, last]) => last))] as const
  const within = (whole[1] - whole[0]) / POINTS
  const reaches = ([first, last]: readonly [number, number], by: number) =>
    first < shared[0] - by || last > shared[1] + by
  if (!ends.some((range) => reaches(range, within))) return chartOver(scaled, whole, scale)
  const words = shared.map((end) => formatNumber(end * scale)).join(' to ')
  return [
    ...chartOver(scaled, shared, scale).map((chart) => ({ ...chart, part: words })),
    ...scaled.flatMap((line, at) => {
      const range = ends[at] ?? shared
      return reaches(range, 0)
        ? chartOver([line], range, scale).map((chart) => ({ ...chart, part: `${WORDS[line.side]} alone` }))
        : []
    }),
  ]
}

/** One chart of a range; none of a range without a length. */
function chartOver(lines: readonly (Line & Side)[], [start, end]: readonly [number, number], scale: number): Drawn[] {
  if (!(end > start)) return []
  const places = Array.from({ length: POINTS }, (_, index) => start + ((end - start) * index) / (POINTS - 1))
  const within = lines.map(({ x, y }) => partOf({ x, y }, start, end))
  return [
    {
      lines,
      scale,
      axis: `${plain(start)} --> ${plain(end)}`,
      values: lines.map((line, at) => withExtremes(line, within[at] ?? line, places)),
    },
  ]
}

/** A line over numbers, in ascending order. */
interface Side {
  x: readonly number[]
  y: readonly number[]
}

/** The points of a range. */
function partOf({ x, y }: Side, start: number, end: number): Side {
  const kept = x.flatMap((place, index) => (place >= start && place <= end ? [index] : []))
  return { x: kept.map((index) => x[index] ?? 0), y: kept.map((index) => y[index] ?? 0) }
}

/** The first smallest and the first largest point. */
function extremesOf({ x, y }: Side): { x: number; y: number }[] {
  let [low, high] = [0, 0]
  for (const [index, value] of y.entries()) {
    if (value < (y[low] ?? 0)) low = index
    if (value > (y[high] ?? 0)) high = index
  }
  return [low, high].map((index) => ({ x: x[index] ?? 0, y: y[index] ?? 0 }))
}

/**
 * The values of a line at even positions. The smallest and the largest value, which lie between two positions, move to
 * the nearest one that is no end: a reader looks for the best and the worst step.
 */
function withExtremes(whole: Side, side: Side, places: readonly number[]): number[] {
  const values = places.map((place) => valueAt(whole, place))
  const taken = new Set([0, places.length - 1])
  for (const { x, y } of side.y.length > 0 ? extremesOf(side) : []) {
    const shown = values.indexOf(y)
    const index = shown < 0 ? nearestFree(places, x, taken) : shown
    values[index] = y
    taken.add(index)
  }
  return values
}

function nearestFree(places: readonly number[], place: number, taken: ReadonlySet<number>): number {
  let nearest = 1
  let least = Infinity
  for (const [index, each] of places.entries()) {
    const distance = Math.abs(each - place)
    if (!taken.has(index) && distance < least) [nearest, least] = [index, distance]
  }
  return nearest
}

/** The value of a line at a position, interpolated between its two neighbours; at equal positions the last one counts. */
function valueAt({ x, y }: Side, place: number): number {
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

/** The charts of lines over names. A line may end earlier, but names no positions of its own. */
function onNames(lines: readonly Line[]): Drawn[] {
  const [longest] = [...lines].sort((a, b) => b.x.length - a.x.length)
  const names = longest?.x.map(String) ?? []
  if (
    names.length === 0 ||
    new Set(names).size < names.length ||
    names.length > MOST_NAMES ||
    lines.some(({ x }) => x.some((name, index) => String(name) !== names[index]))
  )
    return []
  const most = Math.min(...lines.map(({ x }) => x.length))
  const over = (shown: readonly Line[], count: number): Drawn => ({
    lines: shown,
    scale: 1,
    axis: `[${names
      .slice(0, count)
      .map((name) => `"${mermaidText(shorten(name, 12)) || ' '}"`)
      .join(', ')}]`,
    values: shown.map(({ y }) => y.slice(0, count)),
  })
  if (longest === undefined || most === names.length) return [over(lines, names.length)]
  return [
    { ...over(lines, most), part: `the first ${most}` },
    { ...over([longest], names.length), part: `${WORDS[longest.side]} alone` },
  ]
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
