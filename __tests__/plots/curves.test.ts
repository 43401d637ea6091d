import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { confusionOf } from '../../src/plots/confusion.js'
import { curvesOf } from '../../src/plots/curves.js'
import { readPlots } from '../../src/plots/read-plots.js'
import { numberOf, type Row, rowsOf } from '../../src/plots/rows.js'
import { recogniseTemplate } from '../../src/plots/template.js'
import { thinEvenly, thinLine } from '../../src/plots/thin.js'
import { parsePythonJson } from '../../src/text/python-json.js'

const X = { field: 'x', label: 'x' }
const Y = { field: 'y', label: 'y' }
const rows = (points: readonly (readonly [unknown, unknown])[], side: Row['side'] = 'value', series = ''): Row[] =>
  points.map(([x, y]) => ({ side, series, data: { x, y } }))

describe('JSON as Python writes it', () => {
  test.each([
    ['[NaN, Infinity, -Infinity, 1]', [null, null, null, 1]],
    ['{"NaN": "-Infinity and NaN", "a": NaN}', { NaN: '-Infinity and NaN', a: null }],
    ['{"a": "\\"NaN", "b": -Infinity}', { a: '"NaN', b: null }],
    ['{"__proto__": NaN}', JSON.parse('{"__proto__": null}') as unknown],
  ])('the JSON of Python %s is read', (text, value) => {
    expect(parsePythonJson(text)).toEqual(value)
  })

  test.each(['', '{', '[NaN', 'nan'])('the text %j is rejected as JSON', (text) => {
    expect(() => parsePythonJson(text)).toThrow(SyntaxError)
  })
})

describe('lines', () => {
  test('lines run in the order of x, for any order of the file', () => {
    expect(
      curvesOf(
        rows([
          [3, 30],
          ['1', '10'],
          [2, 20],
        ]),
        { kind: 'line', x: X, y: Y },
      ),
    ).toEqual({
      kind: 'line',
      x: { label: 'x', kind: 'number' },
      y: { label: 'y', kind: 'number' },
      series: [{ name: '', value: { x: [1, 2, 3], y: [10, 20, 30], total: 3 } }],
    })
  })

  test('lines leave out values that are no numbers, and have no change where there is one side', () => {
    const curves = curvesOf(
      rows([
        [1, null],
        [2, 'NaN'],
        [3, 'text'],
        [4, true],
        [5, ''],
        [6, 6],
        [null, 7],
      ]),
      { kind: 'line', x: X, y: Y },
    )
    expect(curves?.series).toEqual([{ name: '', value: { x: [6], y: [6], total: 1 } }])
    expect(curves).not.toHaveProperty('changed')
    expect(curvesOf(rows([[1, 'a']]), { kind: 'line', x: X, y: Y })).toBeUndefined()
    expect(curvesOf([], { kind: 'line', x: X, y: Y })).toBeUndefined()
  })

  test('lines over names keep the order of the file', () => {
    const curves = curvesOf(
      rows([
        ['b', 1],
        ['a', 2],
        [3, 4],
      ]),
      { kind: 'line', x: X, y: Y },
    )
    expect(curves).toMatchObject({ x: { kind: 'category' }, series: [{ value: { x: ['b', 'a', '3'], y: [1, 2, 4] } }] })
  })

  test('lines of many points keep peaks and both ends, and have the count of all points', () => {
    const points = Array.from({ length: 10_000 }, (_, index): [number, number] => [
      index,
      index === 4321 ? 99 : Math.sin(index / 500),
    ])
    const value = curvesOf(rows(points), { kind: 'line', x: X, y: Y })?.series[0]?.value
    expect(value).toMatchObject({ total: 10_000 })
    expect(value?.x).toHaveLength(250)
    expect([value?.x[0], value?.x.at(-1), value?.x.includes(4321)]).toEqual([0, 9999, true])
  })

  test('lines that differ only in a point that is not drawn count as changed', () => {
    const points = Array.from({ length: 1000 }, (_, index): [number, number] => [index, 1])
    const other = points.map(([x, y]): [number, number] => [x, x === 500 ? y + 1e-12 : y])
    const compared = (baseline: typeof points) =>
      curvesOf([...rows(points), ...rows(baseline, 'baseline')], { kind: 'line', x: X, y: Y })?.changed
    expect([compared(points), compared(other), compared(points.slice(1))]).toEqual([false, true, true])
  })

  test('lines beyond the limit of series are counted', () => {
    const curves = curvesOf(Array.from({ length: 30 }, (_, index) => rows([[1, index]], 'value', `s${index}`)).flat(), {
      kind: 'line',
      x: X,
      y: Y,
    })
    expect([curves?.series.length, curves?.omitted]).toEqual([12, 18])
  })

  test('a hundred thousand rows are thinned in a short time', () => {
    const many = rows(Array.from({ length: 100_000 }, (_, index): [number, number] => [index, index % 7]))
    expect(curvesOf(many, { kind: 'line', x: X, y: Y })?.series[0]?.value?.total).toBe(100_000)
  })

  test.each(['line', 'scatter'] as const)('a thinned %s keeps the point that a reader looks for', (kind) => {
    const many = rows(Array.from({ length: 5000 }, (_, index): [number, number] => [index, index === 3217 ? 9 : 1]))
    const { x = [], y = [] } = curvesOf(many, { kind, x: X, y: Y })?.series[0]?.value ?? {}
    expect([x[0], x.at(-1), x[y.indexOf(9)], x.length]).toEqual([0, 4999, 3217, 250])
  })

  test('a thinned line over names keeps its last and its extreme names', () => {
    const many = rows(
      Array.from({ length: 500 }, (_, index): [string, number] => [`n${index}`, index === 321 ? -9 : 1]),
    )
    const { x = [] } = curvesOf(many, { kind: 'line', x: X, y: Y })?.series[0]?.value ?? {}
    expect([x[0], x.at(-1), x.includes('n321'), x.length]).toEqual(['n0', 'n499', true, 60])
  })
})

test('a bar plot has the longest bars, in the order of the file', () => {
  const bars = curvesOf(rows(Array.from({ length: 100 }, (_, index) => [`f${index}`, index % 2 ? -index : 0])), {
    kind: 'bar',
    x: X,
    y: Y,
  })
  expect(bars?.series[0]?.value).toMatchObject({ total: 100 })
  expect(bars?.series[0]?.value?.x).toHaveLength(60)
  expect(bars?.series[0]?.value?.x.slice(-2)).toEqual(['f97', 'f99'])
})

test('points over names are drawn by the template', () => {
  expect(curvesOf(rows([['a', 1]]), { kind: 'scatter', x: X, y: Y })).toBeUndefined()
})

describe('confusion', () => {
  const template = { x: X, y: Y, normalized: false }

  test('a confusion matrix counts pairs, with classes in the order of their numbers', () => {
    expect(
      confusionOf(
        [
          ...rows([
            ['10', '9'],
            ['10', '9'],
            [9, 9],
          ]),
          ...rows([['10', '10']], 'baseline'),
        ],
        template,
      ),
    ).toEqual({
      kind: 'confusion',
      x_label: 'x',
      y_label: 'y',
      classes: ['9', '10'],
      value: [
        [1, 2],
        [0, 0],
      ],
      baseline: [
        [0, 0],
        [0, 1],
      ],
      changed: true,
    })
  })

  test('a confusion matrix may have classes with the names of object properties', () => {
    expect(confusionOf(rows([['__proto__', 'constructor']]), template)).toMatchObject({
      classes: ['__proto__', 'constructor'],
      value: [
        [0, 0],
        [1, 0],
      ],
    })
  })

  test('a confusion matrix counts the rare classes that it leaves out', () => {
    const confusion = confusionOf(
      rows(Array.from({ length: 100 }, (_, index): [string, string] => [`c${index}`, 'c0'])),
      template,
    )
    expect([confusion?.classes.length, confusion?.omitted, confusion?.classes[0]]).toEqual([40, 60, 'c0'])
  })

  test('a confusion matrix of no rows is undefined', () => {
    expect(confusionOf([], template)).toBeUndefined()
  })
})

describe('templates', () => {
  const line = {
    data: { values: [] },
    mark: 'line',
    encoding: { x: { field: 'x', type: 'quantitative' }, y: { field: 'y', type: 'quantitative' } },
  }

  test('the templates of DVC are recognized', () => {
    expect(recogniseTemplate(line)).toEqual({ kind: 'line', x: X, y: Y })
    expect(recogniseTemplate({ ...line, mark: { type: 'point' } })).toMatchObject({ kind: 'scatter' })
  })

  test.each([
    [
      'with a scale of its own',
      { ...line, encoding: { ...line.encoding, y: { field: 'y', type: 'quantitative', scale: { type: 'log' } } } },
    ],
    ['with another mark', { ...line, mark: 'area' }],
    ['with colours of its own', { ...line, encoding: { ...line.encoding, color: { field: 'label' } } }],
    ['with a channel more', { ...line, encoding: { ...line.encoding, size: { field: 'z' } } }],
    ['with a transform', { ...line, transform: [{ filter: 'datum.x > 1' }] }],
    [
      'with an aggregate',
      { ...line, encoding: { ...line.encoding, y: { field: 'y', type: 'quantitative', aggregate: 'mean' } } },
    ],
    ['with layers of its own', { ...line, layer: [{ mark: 'line' }] }],
    ['over time', { ...line, encoding: { ...line.encoding, x: { field: 'x', type: 'temporal' } } }],
    ['of nothing', {}],
  ])("%s are the project's own", (_, spec) => {
    expect(recogniseTemplate(spec)).toBeUndefined()
  })
})

describe('thinning', () => {
  const numbers = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 400 })
  /** In ascending order, each once, with the ends and the extreme values. */
  const expectWhole = (
    kept: readonly number[],
    values: readonly (readonly number[])[],
    length: number,
    most: number,
  ) => {
    expect(kept.length).toBe(Math.min(length, most))
    expect([kept[0], kept.at(-1)]).toEqual([0, length - 1])
    expect(kept.every((index, at) => at === 0 || index > (kept[at - 1] ?? 0))).toBe(true)
    for (const each of values) {
      const shown = kept.map((index) => each[index] ?? 0)
      expect([Math.min(...shown), Math.max(...shown)]).toEqual([Math.min(...each), Math.max(...each)])
    }
  }

  test('property: a thinned line keeps its ends, its extreme values and its order, and has the given number of points', () => {
    fc.assert(
      fc.property(numbers, fc.integer({ min: 4, max: 60 }), (ys, most) => {
        const xs = ys.map((_, index) => index)
        expectWhole(thinLine(xs, ys, most), [ys], ys.length, most)
      }),
      { numRuns: 500 },
    )
  })

  test('property: evenly thinned items keep their ends, the extremes of both values and their order', () => {
    fc.assert(
      fc.property(numbers, fc.infiniteStream(fc.integer()), fc.integer({ min: 6, max: 100 }), (xs, stream, most) => {
        const ys = [...stream.take(xs.length)]
        expectWhole(thinEvenly(xs.length, most, xs, ys), [xs, ys], xs.length, most)
      }),
      { numRuns: 500 },
    )
  })
})

describe('the output of DVC', () => {
  test('an output without plots has none', () => {
    expect(readPlots('{}')).toEqual({ plots: [], images: [], problems: [] })
    expect(readPlots('[]')).toEqual({ plots: [], images: [], problems: [] })
    expect(readPlots('{"data": {"a": [], "b": [{"type": "vega"}], "c": 1}}')).toEqual({
      plots: [],
      images: [],
      problems: [],
    })
  })

  test('an error of a plot is reported unless only the baseline lacks the file', () => {
    const errors = [
      { name: 'a.csv', rev: 'abc', type: 'FileNotFoundError', msg: 'no such file' },
      { name: 'a.csv', rev: 'workspace', type: 'FileNotFoundError', msg: '' },
      { rev: 'abc', type: 'DvcException', msg: 'dvc.yaml is broken' },
    ]
    expect(readPlots(JSON.stringify({ errors })).problems).toEqual([
      'a.csv: FileNotFoundError',
      'the plots of the baseline: dvc.yaml is broken',
    ])
  })

  test('a plot with a too large specification is named without it', () => {
    const content = { mark: 'area', data: { values: [{ text: 'x'.repeat(300_000) }] } }
    expect(
      readPlots(JSON.stringify({ data: { big: [{ type: 'vega', revisions: ['workspace'], content }] } })).plots,
    ).toEqual([{ name: 'big', title: 'big', kind: 'template' }])
  })

  test('rows without an origin belong to the baseline, and rows of several files name their file', () => {
    expect(
      rowsOf({
        data: {
          values: [{ rev: 'workspace', filename: 'a', field: 'f' }, { rev: 'x', filename: 'b', field: 'f' }, 1, null],
        },
      }).map(({ side, series }) => [side, series]),
    ).toEqual([
      ['value', 'a'],
      ['baseline', 'b'],
    ])
    expect(rowsOf({})).toEqual([])
  })

  test.each([
    [' 1e3 ', 1000],
    ['', undefined],
    [' ', undefined],
    ['0x', undefined],
    [Infinity, undefined],
    [true, undefined],
    [null, undefined],
    [-0.5, -0.5],
  ])('the value %j is read as a number where it is one', (value, expected) => {
    expect(numberOf(value)).toBe(expected)
  })
})
