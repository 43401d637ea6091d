import type { TopLevelSpec } from 'vega-lite'
import type { CurvePlot, DrawnPlot } from '../report/plots.js'
import { label, SIDES, SILENT, type Theme } from './appearance.js'
import { histogramSpec, histogramTooltip } from './histogram.js'

/** Pixels of a chart that its bars do not have. */
const LEGEND_AND_AXIS = 80

interface Datum {
  x: number | string
  y: number
  side: string
  series: string
}

/** The Vega-Lite specification of a plot, as wide as its container. */
export function specOf(plot: DrawnPlot, theme: Theme): TopLevelSpec {
  const config = configOf(theme)
  // A template of the project's own keeps all of its settings.
  if (plot.kind === 'template')
    return {
      ...plot.spec,
      background: 'transparent',
      config: { ...config, ...recordOf(plot.spec?.['config']) },
    } as unknown as TopLevelSpec
  if (plot.kind === 'histogram') return { ...histogramSpec(plot, theme), config } as unknown as TopLevelSpec
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    background: 'transparent',
    width: 'container',
    height: plot.kind === 'bar' ? barHeight(plot) : 240,
    autosize: { type: 'fit', contains: 'padding' },
    config,
    data: { values: dataOf(plot) },
    ...layers(plot, theme),
  } as unknown as TopLevelSpec
}

/** The tooltip of the point under the pointer, one line for each value. */
export function tooltipOf(plot: DrawnPlot, value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value)
  if (plot.kind === 'histogram') return histogramTooltip(value)
  const names: Record<string, string> =
    plot.kind === 'template' ? {} : { x: label(plot.x.label), y: label(plot.y.label), series: '', side: '' }
  return Object.entries(value)
    .map(([name, item]) => [names[name] ?? name, String(item)].filter((part) => part !== '').join(': '))
    .join('\n')
}

/** The baseline is drawn last: its dashes are visible on a line, and a line would hide them. */
function dataOf(plot: CurvePlot): Datum[] {
  return plot.series.flatMap(({ name, ...sides }) =>
    (['value', 'baseline'] as const).flatMap((side) => {
      const points = sides[side]
      return points
        ? points.x.map(
            (x, index): Datum => ({
              x: typeof x === 'number' ? x : label(x),
              y: points.y[index] ?? 0,
              side: SIDES[side],
              series: label(name),
            }),
          )
        : []
    }),
  )
}

function layers(plot: CurvePlot, theme: Theme): object {
  const several = plot.series.length > 1
  const names = [SIDES.value, SIDES.baseline].filter((name) =>
    plot.series.some((series) => (name === SIDES.value ? series.value : series.baseline)),
  )
  const bySide = {
    field: 'side',
    type: 'nominal',
    title: null,
    scale: { domain: names, range: names.map((name) => (name === SIDES.value ? theme.value : theme.baseline)) },
  }
  const bySeries = {
    field: 'series',
    type: 'nominal',
    title: null,
    scale: { domain: plot.series.map(({ name }) => label(name)), range: theme.series },
  }
  const colour = several ? bySeries : bySide
  // Vega puts these titles unescaped into expressions, so they are names of ours, which `tooltipOf` translates.
  const tooltip = [
    ...(several ? [{ field: 'series', title: 'series' }] : []),
    { field: 'side', title: 'side' },
    { field: 'x', title: 'x' },
    { field: 'y', title: 'y', format: '.6~g' },
  ]
  if (plot.kind === 'bar') {
    return {
      mark: { type: 'bar', cornerRadiusEnd: 2, ...SILENT },
      encoding: {
        y: { field: 'x', type: 'nominal', title: label(plot.x.label), sort: null },
        x: { field: 'y', type: 'quantitative', title: label(plot.y.label) },
        yOffset: { field: 'side', type: 'nominal', scale: { domain: names } },
        color: bySide,
        tooltip: tooltip.map((each) => ({ type: 'nominal', ...each })),
      },
    }
  }
  const kind = plot.x.kind === 'number' ? 'quantitative' : 'ordinal'
  const encoding = {
    x: {
      field: 'x',
      type: kind,
      title: label(plot.x.label),
      scale: kind === 'quantitative' ? { zero: false, nice: false } : {},
      sort: null,
    },
    y: { field: 'y', type: 'quantitative', title: label(plot.y.label), scale: { zero: false } },
    color: { ...colour, legend: { symbolType: plot.kind === 'line' ? 'stroke' : 'circle' } },
  }
  const told = tooltip.map((each) => ({
    type: each.field === 'x' ? kind : each.field === 'y' ? 'quantitative' : 'nominal',
    ...each,
  }))
  if (plot.kind === 'scatter') {
    return {
      mark: { type: 'point', filled: true, size: 36, opacity: 0.7, ...SILENT },
      encoding: {
        ...encoding,
        shape: {
          field: 'side',
          type: 'nominal',
          title: null,
          scale: { domain: names, range: ['circle', 'triangle-up'] },
        },
        tooltip: told,
      },
    }
  }
  return {
    encoding,
    layer: [
      {
        mark: { type: 'line', strokeWidth: 2, interpolate: 'linear', ...SILENT },
        // Dashes as well as colours, for print and for readers who cannot distinguish the colours.
        encoding: {
          strokeDash: {
            field: 'side',
            type: 'nominal',
            title: null,
            scale: { domain: names, range: names.map((name) => (name === SIDES.value ? [1, 0] : [5, 4])) },
          },
          detail: [{ field: 'series' }, { field: 'side' }],
        },
      },
      {
        params: [
          {
            name: 'near',
            select: { type: 'point', on: 'pointerover', clear: 'pointerout', nearest: true, encodings: ['x', 'y'] },
          },
        ],
        mark: { type: 'point', filled: true, size: 60, ...SILENT },
        encoding: { opacity: { condition: { param: 'near', empty: false, value: 1 }, value: 0 }, tooltip: told },
      },
    ],
  }
}

function barHeight(plot: CurvePlot): number {
  const names = new Set(plot.series.flatMap(({ value, baseline }) => [...(value?.x ?? []), ...(baseline?.x ?? [])]))
  return LEGEND_AND_AXIS + names.size * 24
}

function configOf({ ink, muted, line, narrow }: Theme): Record<string, unknown> {
  return {
    background: 'transparent',
    font: 'system-ui, sans-serif',
    title: { color: ink },
    style: {
      'guide-label': { fill: muted, fontSize: 11 },
      'guide-title': { fill: ink, fontSize: 12, fontWeight: 'normal' },
    },
    axis: { domainColor: line, gridColor: line, gridOpacity: 0.6, tickColor: line, labelLimit: 140, titleLimit: 400 },
    legend: {
      orient: 'top',
      labelColor: ink,
      labelFontSize: 12,
      titleColor: ink,
      symbolStrokeWidth: 2,
      labelLimit: narrow ? 110 : 200,
      columns: narrow ? 2 : 3,
      layout: { top: { anchor: 'start', direction: 'vertical' } },
    },
    view: { stroke: 'transparent' },
    text: { color: ink },
  }
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}
}
