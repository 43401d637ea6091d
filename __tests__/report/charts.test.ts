import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { markdownPlot } from '../../src/report/charts.js'
import { lineCharts } from '../../src/report/line-chart.js'
import { markdownPlots } from '../../src/report/plot-section.js'
import type { ConfusionPlot, CurvePlot, Points } from '../../src/report/plots.js'
import { examples } from '../support/turn.js'
import { linePlot, samplePlots } from './plots-sample.js'
import { HOSTILE } from './sample.js'

const points = (x: (number | string)[], y: number[]): Points => ({ x, y, total: x.length })
const curve = (value: Points | undefined, baseline?: Points, kind: 'number' | 'category' = 'number'): CurvePlot => ({
  ...linePlot('c.csv'),
  x: { label: 'epoch', kind },
  series: [{ name: '', ...(value ? { value } : {}), ...(baseline ? { baseline } : {}) }],
})
const allDrawn = (plot: CurvePlot) => lineCharts(plot, plot.series[0] ?? { name: '' })
/** The only chart, or the first. */
const drawn = (plot: CurvePlot) => allDrawn(plot)[0]
/** The numbers of each line, in the order in which they are drawn. */
const lines = (chart: string | undefined) =>
  [...(chart ?? '').matchAll(/^ {2}line \[(.*)\]$/gm)].map(([, numbers = '']) => numbers.split(', ').map(Number))

describe('a line as a Mermaid chart', () => {
  test('a line chart has the baseline first, then this change, at the same positions in different colours', () => {
    const chart = drawn(curve(points([0, 1, 2], [0, 2, 4]), points([0, 2], [4, 0]))) ?? ''
    expect(chart).toMatch(
      /^%%\{init: .*"plotColorPalette": "#e16f24, #0969da".*\}%%\nxychart-beta\n {2}title "Title of c\.csv"\n {2}x-axis "epoch" 0 --> 2\n {2}y-axis "loss" -0\.2 --> 4\.2\n/,
    )
    const [baseline = [], value = []] = lines(chart)
    expect([baseline.length, value.length]).toEqual([40, 40])
    expect([baseline[0], baseline.at(-1), value[0], value.at(-1)]).toEqual([4, 0, 0, 4])
    for (const [index, each] of value.entries()) expect(each + (baseline[index] ?? 0)).toBeCloseTo(4, 4)
  })

  test.each<[string, [number, number], [number, number], string[], string[]]>([
    [
      'a baseline that stopped earlier',
      [0, 100],
      [0, 63],
      ['Title of c.csv, 0 to 63', 'Title of c.csv, this change alone'],
      ['0 --> 63', '0 --> 100'],
    ],
    [
      'a change that stops earlier',
      [1, 9],
      [1, 15],
      ['Title of c.csv, 1 to 9', 'Title of c.csv, the baseline alone'],
      ['1 --> 9', '1 --> 15'],
    ],
    [
      'sides that overlap',
      [10, 50],
      [0, 40],
      ['Title of c.csv, 10 to 40', 'Title of c.csv, the baseline alone', 'Title of c.csv, this change alone'],
      ['10 --> 40', '0 --> 40', '10 --> 50'],
    ],
    [
      'sides that do not overlap',
      [10, 20],
      [30, 40],
      ['Title of c.csv, the baseline alone', 'Title of c.csv, this change alone'],
      ['30 --> 40', '10 --> 20'],
    ],
  ])(
    'of %s, the first chart has the range of both, and a longer side has its own',
    (_, value, baseline, titles, axes) => {
      const side = ([first, last]: [number, number]) => {
        const x = Array.from({ length: last - first + 1 }, (_, index) => first + index)
        return points(
          x,
          x.map((each) => each * each),
        )
      }
      const charts = allDrawn(curve(side(value), side(baseline)))
      expect(charts.map((chart) => /title "(.*)"/.exec(chart)?.[1])).toEqual(titles)
      expect(charts.map((chart) => /x-axis "epoch" (.*)/.exec(chart)?.[1])).toEqual(axes)
      for (const chart of charts) for (const line of lines(chart)) expect(line).toHaveLength(40)
    },
  )

  test('of names that only one side goes on with, the longer side has a chart of its own', () => {
    const charts = allDrawn(curve(points(['a', 'b', 'c'], [1, 2, 3]), points(['a', 'b'], [4, 5]), 'category'))
    expect(charts.map((chart) => [/title "(.*)"/.exec(chart)?.[1], lines(chart)])).toEqual([
      [
        'Title of c.csv, the first 2',
        [
          [4, 5],
          [1, 2],
        ],
      ],
      ['Title of c.csv, this change alone', [[1, 2, 3]]],
    ])
  })

  test('numbers that are none are left out', () => {
    const [line = []] = lines(drawn(curve(points([0, Number.NaN, 1, 2], [1, 2, Infinity, 3]))))
    expect([line[0], line.at(-1), line.every(Number.isFinite)]).toEqual([1, 3, true])
  })

  test('numbers with an exponent are scaled into a range that Mermaid reads', () => {
    const chart = drawn(curve(points([0, 1e12], [1e-9, 5e-9])))
    expect(chart).toContain('x-axis "epoch / 1000000000000" 0 --> 1')
    expect(chart).toContain('y-axis "loss / 1e-9"')
    expect(lines(chart)[0]?.at(-1)).toBe(5)
    expect(chart).not.toMatch(/(?:-->|\[|, )\s*-?\d[\d.]*e/)
  })

  test.each([
    ['a single point', curve(points([1], [1]))],
    ['no point', curve(points([], []))],
    ['one place', curve(points([1, 1], [1, 2]))],
    ['names that the other side has not', curve(points(['a', 'b'], [1, 2]), points(['a', 'c'], [1, 2]), 'category')],
    ['names twice', curve(points(['a', 'a'], [1, 2]), undefined, 'category')],
    ['neither side', curve(undefined)],
  ])('%s is not drawn as a line', (_, plot) => {
    expect(drawn(plot)).toBeUndefined()
    expect(markdownPlot(plot)).toBeUndefined()
  })

  test('property: a line has its first, its last, its smallest and its largest value', () => {
    const numbers = (most: number) =>
      fc.uniqueArray(fc.integer({ min: -most, max: most }), { minLength: 2, maxLength: 300 })
    const side = fc.tuple(numbers(500), numbers(99_999)).map(([xs, ys]) => {
      const length = Math.min(xs.length, ys.length)
      return { x: xs.slice(0, length).sort((a, b) => a - b), y: ys.slice(0, length) }
    })
    fc.assert(
      fc.property(side, fc.option(side, { nil: undefined }), (value, baseline) => {
        const charts = allDrawn(curve(points(value.x, value.y), baseline && points(baseline.x, baseline.y)))
        const shown = charts.flatMap((chart) => {
          const sides = /plotColorPalette": "([^"]*)"/.exec(chart)?.[1]?.split(', ') ?? []
          return lines(chart).map((line, index) => ({ colour: sides[index], line }))
        })
        for (const [colour, side] of [
          ['#0969da', value] as const,
          ...(baseline ? [['#e16f24', baseline] as const] : []),
        ]) {
          const facts = ({ line }: { line: number[] }) => [line[0], line.at(-1), Math.min(...line), Math.max(...line)]
          const { y } = side
          expect(shown.filter((each) => each.colour === colour).map(facts)).toContainEqual(facts({ line: y }))
        }
      }),
      { numRuns: examples(500) },
    )
  })

  test('the best step of a long training is on the chart, at its place', () => {
    const steps = Array.from({ length: 1000 }, (_, index) => index)
    const loss = steps.map((step) => (step === 507 ? 0.01 : 1 + step / 1000))
    const [line = []] = lines(drawn(curve(points(steps, loss))))
    expect(line.indexOf(0.01)).toBe(Math.round((507 / 999) * 39))
    expect(line).toHaveLength(40)
  })

  test.each([
    ['ordinary numbers', 1e15],
    ['all finite numbers', Number.MAX_VALUE],
  ])('property: every line has numbers that Mermaid reads, inside the axis: %s', (_, most) => {
    const side = fc
      .uniqueArray(fc.double({ noNaN: true, noDefaultInfinity: true, min: -most, max: most }), {
        minLength: 2,
        maxLength: 60,
      })
      .chain((x) =>
        fc.tuple(
          fc.constant([...x].sort((a, b) => a - b)),
          fc.array(fc.double({ noNaN: true, noDefaultInfinity: true, min: -most, max: most }), {
            minLength: x.length,
            maxLength: x.length,
          }),
        ),
      )
    fc.assert(
      fc.property(side, fc.option(side), ([x, y], other) => {
        for (const chart of allDrawn(curve(points(x, y), other ? points(...other) : undefined))) {
          for (const [, numbers = ''] of chart.matchAll(/^ {2}line \[(.*)\]$/gm))
            expect(numbers).toMatch(/^-?\d+(?:\.\d+)?(?:, -?\d+(?:\.\d+)?)*$/)
          const [, low, high] = /y-axis "[^"]*" (\S+) --> (\S+)/.exec(chart) ?? []
          for (const value of lines(chart).flat())
            expect([value >= Number(low), value <= Number(high)]).toEqual([true, true])
        }
      }),
      {
        numRuns: examples(300),
        examples: [
          [
            [
              [-3.484675935629472e-259, 5.502828142947755e-65],
              [5e-324, 0],
            ],
            null,
          ],
        ],
      },
    )
  })
})

test('a confusion matrix is a table with differences, and one with more than 12 classes is only in the page', () => {
  const [, , , , , matrix] = samplePlots()
  expect(markdownPlot(matrix ?? linePlot())).toBe(
    [
      '| actual ↓, predicted → | <code>cat</code> | <code>dog</code> | <code>bird</code> |',
      '| --- | ---: | ---: | ---: |',
      '| <code>cat</code> | **9** (+1) | 1 (-1) | · |',
      '| <code>dog</code> | · | **8** | 2 |',
      '| <code>bird</code> | 1 (+1) | 1 (+1) | **7** (-2) |',
    ].join('\n'),
  )
  const classes = Array.from({ length: 13 }, (_, index) => String(index))
  const large: ConfusionPlot = {
    kind: 'confusion',
    name: 'l',
    title: 'l',
    x_label: 'x',
    y_label: 'y',
    classes,
    value: classes.map(() => classes.map(() => 1)),
  }
  expect(markdownPlot(large)).toBeUndefined()
})

test('bars are a table with the longest first, and the others are counted', () => {
  const names = Array.from({ length: 25 }, (_, index) => `f${index}`)
  const table =
    markdownPlot({
      ...curve(
        points(
          names,
          names.map((_, index) => index),
        ),
        points(['f24', 'gone'], [20, 100]),
        'category',
      ),
      kind: 'bar',
      x: { label: 'feature', kind: 'category' },
    }) ?? ''
  expect(table.split('\n').slice(0, 4)).toEqual([
    '| feature | This change | Baseline | Change |',
    '| --- | ---: | ---: | ---: |',
    '| <code>gone</code> |  | 100 |  |',
    '| <code>f24</code> | 24 | 20 | +4 |',
  ])
  expect(table).toMatch(/\n\n6 shorter bars are not shown\.$/)
})

describe('the section of plots', () => {
  test('changed plots are drawn up to a limit, and the text says where the others are', () => {
    const plots = samplePlots()
    const text = markdownPlots(plots, 3, {}) ?? ''
    expect(text.match(/^xychart-beta$/gm)).toHaveLength(5)
    expect(text).toContain(
      'Not shown; the files that the inputs `page` and `report` ask for would have them: <code>sc.json</code>',
    )
    expect(text).toContain('The same as in the baseline: <code>cmn.csv</code>, <code>same.svg</code>.')
    expect(markdownPlots(plots, 3, { report: '/r.json' })).toContain(
      'Not shown; `report.json` has them: <code>sc.json</code>',
    )
    expect(markdownPlots(plots, 20, { page: 'page.html' })).toContain(
      'Drawn only in the HTML page: <code>sc.json</code>, <code>roc.png</code>, <code>big.png</code>, <code>area</code>, <code>large</code>.',
    )
    expect(markdownPlots(plots, 20, {})).toContain('Drawn only in the file of the input `page`: <code>sc.json</code>')
    expect(markdownPlots([], 3, {})).toBeUndefined()
  })

  test.each(HOSTILE)('%j as every text of a plot opens and closes no Markdown block', (text) => {
    const markdown = markdownPlots(samplePlots(text), 20, {}) ?? ''
    const charts = [...markdown.matchAll(/```mermaid\n([^]*?)\n```/g)].map(([, chart = '']) => chart)
    expect(charts).toHaveLength(5)
    for (const chart of charts)
      for (const line of chart.split('\n').slice(1))
        expect(line).toMatch(
          /^(?:xychart-beta| {2}(?:title "[^"<>`]*"|[xy]-axis "[^"<>`]*" (?:\[(?:"[^"<>`]*"(?:, )?)+\]|\S+ --> \S+)|line \[[-\d., ]+\]))$/,
        )
    const outside = markdown.replace(/```mermaid\n[^]*?\n```/g, '')
    expect(outside.match(/<(?!\/?code>)/g)).toBeNull()
    for (const [table] of outside.matchAll(/(?:^\|.*\|\n?)+/gm))
      expect(
        new Set(
          table
            .trimEnd()
            .split('\n')
            .map((row) => row.split('|').length),
        ).size,
      ).toBe(1)
  })
})
