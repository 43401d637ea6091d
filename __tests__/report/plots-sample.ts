import type { CurvePlot, Pictures, PlotReport, Points } from '../../src/report/plots.js'

const points = (x: (number | string)[], y: (index: number) => number): Points => ({
  x,
  y: x.map((_, index) => y(index)),
  total: x.length,
})
const steps = (count: number) => Array.from({ length: count }, (_, index) => index)

/** One series of numbers over numbers, both sides. */
export function linePlot(name = 'loss.csv'): CurvePlot {
  return {
    kind: 'line',
    name,
    title: `Title of ${name}`,
    changed: true,
    x: { label: 'epoch', kind: 'number' },
    y: { label: 'loss', kind: 'number' },
    series: [
      {
        name: '',
        value: points(steps(40), (index) => 1 / (index + 1)),
        baseline: points(steps(30), (index) => 1.2 / (index + 1)),
      },
    ],
  }
}

/** One plot of each kind. With a text, that is in every place that can hold one. */
export function samplePlots(text?: string): PlotReport[] {
  const say = (own: string) => text ?? own
  const axis = (label: string, kind: 'number' | 'category' = 'number') => ({ label: say(label), kind })
  const names = ['cat', 'dog', say('bird')]
  const plots: PlotReport[] = [
    {
      ...linePlot(),
      series: linePlot().series.map((series) => ({ ...series, name: text ?? '' })),
      x: axis('epoch'),
      y: axis('loss'),
    },
    {
      kind: 'line',
      name: 'both',
      title: 'Both',
      changed: true,
      x: axis('epoch'),
      y: axis('loss'),
      omitted: 2,
      series: ['train', say('val')].map((name, at) => ({
        name,
        value: points(steps(20), (index) => at + index),
        baseline: points(steps(20), (index) => at + index / 2),
      })),
    },
    {
      kind: 'line',
      name: 'names.csv',
      title: 'Over names',
      x: axis('month', 'category'),
      y: axis('sales'),
      series: [{ name: '', value: points(['Jan', 'Feb', say('Mar')], (index) => index * 3) }],
    },
    {
      kind: 'scatter',
      name: 'sc.json',
      title: 'Scatter',
      changed: true,
      x: axis('x'),
      y: axis('y'),
      series: [
        {
          name: '',
          value: points(steps(30), (index) => Math.sin(index)),
          baseline: points(steps(30), (index) => Math.cos(index)),
        },
      ],
    },
    {
      kind: 'bar',
      name: 'bar.json',
      title: 'Bars',
      changed: true,
      x: axis('feature', 'category'),
      y: axis('importance'),
      series: [{ name: '', value: points(names, (index) => index + 1), baseline: points(names, (index) => 3 - index) }],
    },
    {
      kind: 'confusion',
      name: 'cm.csv',
      title: 'Confusion',
      changed: true,
      x_label: say('predicted'),
      y_label: say('actual'),
      classes: names,
      value: [
        [9, 1, 0],
        [0, 8, 2],
        [1, 1, 7],
      ],
      baseline: [
        [8, 2, 0],
        [0, 8, 2],
        [0, 0, 9],
      ],
    },
    {
      kind: 'confusion',
      name: 'cmn.csv',
      title: 'Shares',
      changed: false,
      normalized: true,
      x_label: 'predicted',
      y_label: 'actual',
      classes: steps(12).map(String),
      value: steps(12).map((row) => steps(12).map((column) => (row === column ? 90 : 1))),
      baseline: steps(12).map((row) => steps(12).map((column) => (row === column ? 90 : 1))),
    },
    {
      kind: 'image',
      name: 'roc.png',
      title: 'roc.png',
      changed: true,
      value: { size: 3, type: 'image/png' },
      baseline: { size: 4, type: 'image/png' },
    },
    { kind: 'image', name: 'big.png', title: 'big.png', value: { size: 9_000_000, type: 'image/png' } },
    {
      kind: 'image',
      name: 'same.svg',
      title: 'same.svg',
      changed: false,
      value: { size: 90, type: 'image/svg+xml' },
      baseline: { size: 90, type: 'image/svg+xml' },
    },
    {
      kind: 'template',
      name: 'area',
      title: 'area',
      spec: {
        data: {
          values: [
            { x: 1, y: 2, rev: 'this change' },
            { x: 2, y: 3, rev: 'baseline' },
          ],
        },
        mark: 'area',
        encoding: {
          x: { field: 'x', type: 'quantitative' },
          y: { field: 'y', type: 'quantitative' },
          color: { field: 'rev', type: 'nominal' },
        },
      },
    },
    { kind: 'template', name: 'large', title: 'large' },
  ]
  return text === undefined ? plots : plots.map((plot, index) => ({ ...plot, name: `${text}${index}`, title: text }))
}

/** Bytes of the sample's pictures, under the names that `samplePlots` gave them. */
export function samplePictures(plots: readonly PlotReport[], picture: (red: number) => Uint8Array): Pictures {
  const svg = Buffer.from(
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><circle cx="20" cy="20" r="9"/></svg>',
  )
  const [roc, , same] = plots.filter(({ kind }) => kind === 'image')
  return new Map([
    [roc?.name ?? '', { value: picture(200), baseline: picture(20) }],
    [same?.name ?? '', { value: svg, baseline: svg }],
  ])
}
