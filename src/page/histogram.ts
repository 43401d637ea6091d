import type { HistogramPlot } from '../report/plots.js'
import { label, SIDES, SILENT, type Theme } from './appearance.js'

const HEIGHT = 96
/** Pixels of a category with its two bars. */
const CATEGORY = 26
/** The width of the axis, which the limits below the chart stand beside. */
const AXIS = 34

interface Bin {
  from: number
  to: number
  now: number | null
  before: number | null
  bin: string
}

/**
 * The Vega-Lite specification of a histogram without its configuration: bars of this change, and the baseline as an outline.
 * All bins have one width, because those of quantiles are of very different ones. Named categories are bars beside each other.
 */
export function histogramSpec(plot: HistogramPlot, theme: Theme): object {
  const bins = binsOf(plot)
  const isNamed = plot.bins?.length === bins.length
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    background: 'transparent',
    width: 'container',
    autosize: { type: 'fit', contains: 'padding' },
    ...(isNamed ? categories(bins, plot, theme) : outline(bins, plot, theme)),
  }
}

function binsOf({ now, before, bins = [] }: HistogramPlot): Bin[] {
  const length = Math.max(now?.length ?? 0, before?.length ?? 0)
  return Array.from({ length }, (_, index) => ({
    from: index,
    to: index + 1,
    now: now?.[index] ?? null,
    before: before?.[index] ?? null,
    bin:
      bins.length === length + 1
        ? `${shown(bins[index])} to ${shown(bins[index + 1])}`
        : bins.length === length
          ? shown(bins[index])
          : '',
  }))
}

function shown(limit: number | string | undefined): string {
  return typeof limit === 'number' ? String(Number(limit.toPrecision(6))) : label(limit ?? '')
}

// Vega puts titles unescaped into expressions, so they are names of ours.
const TOOLTIP = [
  { field: 'bin', title: 'bin', type: 'nominal' },
  { field: 'now', title: 'now', type: 'quantitative', format: '.3~g' },
  { field: 'before', title: 'before', type: 'quantitative', format: '.3~g' },
]

function outline(bins: readonly Bin[], { now, before }: HistogramPlot, theme: Theme): object {
  const most = Math.max(...bins.map((bin) => Math.max(bin.now ?? 0, bin.before ?? 0)), Number.MIN_VALUE)
  const x = {
    field: 'from',
    type: 'quantitative',
    title: null,
    axis: null,
    scale: { domain: [0, bins.length], nice: false, zero: false },
  }
  const y = (field: string) => ({
    field,
    type: 'quantitative',
    title: null,
    scale: { domain: [0, most] },
    axis: { tickCount: 2, format: '.2~g', minExtent: AXIS, maxExtent: AXIS, domain: false, ticks: false },
  })
  const steps = [
    ...bins.map((bin) => ({ at: bin.from, share: bin.before })),
    { at: bins.length, share: bins.at(-1)?.before },
  ]
  return {
    height: HEIGHT,
    data: { values: bins },
    layer: [
      ...(now === undefined
        ? []
        : [
            {
              mark: { type: 'rect', color: theme.value, opacity: before === undefined ? 0.85 : 0.5, ...SILENT },
              encoding: { x, x2: { field: 'to' }, y: y('now'), y2: { datum: 0 } },
            },
          ]),
      ...(before === undefined
        ? []
        : [
            {
              data: { values: steps },
              mark: { type: 'line', interpolate: 'step-after', color: theme.baseline, strokeWidth: 1.75, ...SILENT },
              encoding: { x: { ...x, field: 'at' }, y: y('share') },
            },
          ]),
      // As high as the chart, so that a reader can point at a small bar.
      {
        mark: { type: 'rect', opacity: 0, ...SILENT },
        encoding: {
          x,
          x2: { field: 'to' },
          y: { datum: most, type: 'quantitative' },
          y2: { datum: 0 },
          tooltip: TOOLTIP,
        },
      },
    ],
  }
}

function categories(bins: readonly Bin[], { now, before }: HistogramPlot, theme: Theme): object {
  const sides = [
    ...(now === undefined ? [] : (['now'] as const)),
    ...(before === undefined ? [] : (['before'] as const)),
  ]
  const values = bins.flatMap((bin) =>
    sides.map((side) => ({ ...bin, side: side === 'now' ? SIDES.value : SIDES.baseline, share: bin[side] ?? 0 })),
  )
  const names = sides.map((side) => (side === 'now' ? SIDES.value : SIDES.baseline))
  return {
    height: Math.max(HEIGHT, bins.length * CATEGORY),
    data: { values },
    mark: { type: 'bar', cornerRadiusEnd: 2, ...SILENT },
    encoding: {
      y: {
        field: 'bin',
        type: 'nominal',
        title: null,
        sort: null,
        axis: { labelLimit: 110, domain: false, ticks: false },
      },
      yOffset: { field: 'side', type: 'nominal', scale: { domain: names } },
      x: { field: 'share', type: 'quantitative', title: null, axis: { tickCount: 3, format: '.2~g' } },
      color: {
        field: 'side',
        type: 'nominal',
        legend: null,
        scale: { domain: names, range: sides.map((side) => (side === 'now' ? theme.value : theme.baseline)) },
      },
      tooltip: TOOLTIP,
    },
  }
}

/** The shares of the bin under the pointer, one line for each side. */
export function histogramTooltip(value: object): string {
  const { bin, now, before } = value as Record<string, unknown>
  const side = (name: string, share: unknown) =>
    typeof share === 'number' || (typeof share === 'string' && share !== '' && share !== 'null')
      ? `${name}: ${share}`
      : ''
  return [typeof bin === 'string' ? bin : '', side(SIDES.value, now), side(SIDES.baseline, before)]
    .filter(Boolean)
    .join('\n')
}
