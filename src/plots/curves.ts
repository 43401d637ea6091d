import type { Axis, CurvePlot, CurveSeries, Points } from '../report/plots.js'
import { numberOf, type Row, textOf } from './rows.js'
import type { Field } from './template.js'
import { thinEvenly, thinLine } from './thin.js'

/** The most points of one line or cloud: a screen shows no more. */
const MOST_POINTS = 250
const MOST_CATEGORIES = 60
const MOST_SERIES = 12

interface Raw {
  x: (number | string)[]
  y: number[]
}

/** The line, points or bars of some rows; undefined where no row has two values. */
export function curvesOf(
  rows: readonly Row[],
  template: { kind: CurvePlot['kind']; x: Field; y: Field },
): Pick<CurvePlot, 'kind' | 'x' | 'y' | 'series' | 'omitted' | 'changed'> | undefined {
  const { kind, x, y } = template
  const drawn = rows.filter(
    ({ data }) => numberOf(data[y.field]) !== undefined && data[x.field] !== null && data[x.field] !== undefined,
  )
  if (drawn.length === 0) return undefined
  const numeric = kind !== 'bar' && drawn.every(({ data }) => numberOf(data[x.field]) !== undefined)
  if (kind === 'scatter' && !numeric) return undefined
  const groups = new Map<string, Partial<Record<Row['side'], Raw>>>()
  for (const { side, series, data } of drawn) {
    const group = groups.get(series) ?? {}
    const raw = (group[side] ??= { x: [], y: [] })
    raw.x.push(numeric ? (numberOf(data[x.field]) ?? 0) : textOf(data[x.field]))
    raw.y.push(numberOf(data[y.field]) ?? 0)
    groups.set(series, group)
  }
  const shown = [...groups].slice(0, MOST_SERIES)
  const series = shown.map(
    ([name, { value, baseline }]): CurveSeries => ({
      name,
      ...(value === undefined ? {} : { value: points(kind, numeric, value) }),
      ...(baseline === undefined ? {} : { baseline: points(kind, numeric, baseline) }),
    }),
  )
  const sides = new Set(drawn.map(({ side }) => side))
  return {
    kind,
    x: axis(x, numeric),
    y: axis(y, true),
    series,
    ...(groups.size > shown.length ? { omitted: groups.size - shown.length } : {}),
    ...(sides.size === 2
      ? { changed: [...groups.values()].some(({ value, baseline }) => !same(value, baseline)) }
      : {}),
  }
}

function axis({ label }: Field, numeric: boolean): Axis {
  return { label, kind: numeric ? 'number' : 'category' }
}

function points(kind: CurvePlot['kind'], numeric: boolean, raw: Raw): Points {
  const total = raw.x.length
  if (kind === 'bar') return pick(raw, longestBars(raw), total)
  if (!numeric) return pick(raw, thinEvenly(total, MOST_CATEGORIES, raw.y), total)
  const xs = raw.x.map(Number)
  if (kind === 'scatter') return pick(raw, thinEvenly(total, MOST_POINTS, xs, raw.y), total)
  // Vega-Lite draws a line in the order of x, so the order of the file has no meaning.
  const order = xs.map((_, index) => index).sort((a, b) => (xs[a] ?? 0) - (xs[b] ?? 0))
  const sorted: Raw & { x: number[] } = {
    x: order.map((index) => xs[index] ?? 0),
    y: order.map((index) => raw.y[index] ?? 0),
  }
  return pick(sorted, thinLine(sorted.x, sorted.y, MOST_POINTS), total)
}

/** In the order of the file. */
function longestBars({ y }: Raw): number[] {
  const all = y.map((_, index) => index)
  if (all.length <= MOST_CATEGORIES) return all
  return all
    .sort((a, b) => Math.abs(y[b] ?? 0) - Math.abs(y[a] ?? 0))
    .slice(0, MOST_CATEGORIES)
    .sort((a, b) => a - b)
}

function pick({ x, y }: Raw, indices: readonly number[], total: number): Points {
  return { x: indices.map((index) => x[index] ?? 0), y: indices.map((index) => y[index] ?? 0), total }
}

function same(a: Raw | undefined, b: Raw | undefined): boolean {
  return (
    a !== undefined &&
    b !== undefined &&
    a.x.length === b.x.length &&
    a.x.every((x, index) => x === b.x[index] && a.y[index] === b.y[index])
  )
}
