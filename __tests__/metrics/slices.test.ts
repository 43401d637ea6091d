import fc from 'fast-check'
import { compareMetrics } from '../../src/metrics/compare.js'
import { medianOf } from '../../src/metrics/median.js'
import { parseMetricsFile } from '../../src/metrics/metrics-file.js'
import { MAX_RECORDS } from '../../src/metrics/slice-table.js'
import { examples } from '../support/turn.js'
import { files } from './build.js'

/** `name = value [metric of dimension=value]` of each entry; a problem by its kind. */
function entries(path: string, content: unknown): string[] {
  const text = typeof content === 'string' ? content : JSON.stringify(content)
  const { leaves, problem } = parseMetricsFile(path, text)
  if (problem !== undefined) return [problem.message]
  return [...leaves].map(([name, leaf]) => {
    const { slice } = leaf
    const of =
      slice === undefined ? '' : ` [${slice.isSupport ? 'rows' : slice.metric} of ${slice.dimension}=${slice.value}]`
    return `${name} = ${'value' in leaf ? leaf.value : leaf.problem.kind}${of}`
  })
}

const TABLE = [
  { region: 'eu', recall: 0.9, n: 120 },
  { region: 'us', recall: 0.8, n: 30 },
]
const NAMES = [
  'slices.region.eu.recall = 0.9 [recall of region=eu]',
  'slices.region.eu.n = 120 [rows of region=eu]',
  'slices.region.us.recall = 0.8 [recall of region=us]',
  'slices.region.us.n = 30 [rows of region=us]',
]

test('nested keys and a table of records have the same names and slices', () => {
  const nested = { slices: { region: { eu: { recall: 0.9, n: 120 }, us: { recall: 0.8, n: 30 } } } }
  expect(entries('m.json', nested)).toEqual(NAMES)
  expect(entries('m.json', { slices: TABLE })).toEqual(NAMES)
})

test('a table of YAML and TOML is read like one of JSON', () => {
  const yaml = 'slices:\n- {region: eu, recall: 0.9, n: 120}\n- {region: us, recall: 0.8, n: 30}\n'
  const toml = '[[slices]]\nregion="eu"\nrecall=0.9\nn=120\n[[slices]]\nregion="us"\nrecall=0.8\nn=30\n'
  expect(entries('m.yaml', yaml)).toEqual(NAMES)
  expect(entries('m.toml', toml)).toEqual(NAMES)
})

test.each<[string, string, unknown, string[]]>([
  ['a file of a dimension', 'eval/slices/age.json', { old: { f1: 0.5 } }, ['old.f1 = 0.5 [f1 of age=old]']],
  ['a table at the top', 'slices.json', [{ a: 'x', f1: 1 }], ['a.x.f1 = 1 [f1 of a=x]']],
  [
    'several columns, and a flag',
    'm.json',
    { t: [{ a: 'x', b: true, f1: 1 }] },
    ['t.a+b.x+true.f1 = 1 [f1 of a+b=x+true]'],
  ],
  [
    'a metric of several keys',
    'm.json',
    { slices: { a: { x: { f1: { macro: 1 } } } } },
    ['slices.a.x.f1.macro = 1 [f1.macro of a=x]'],
  ],
  ['a value with a dot', 'm.json', { slices: { v: { '1.2': { f1: 1 } } } }, ['slices.v.1.2.f1 = 1 [f1 of v=1.2]']],
  [
    'a null as a value',
    'm.json',
    { t: [{ a: 'x', f1: 1 }, { a: null, f1: 0 }, { f1: 2 }] },
    ['t.a.x.f1 = 1 [f1 of a=x]', 't.a.null.f1 = duplicate [f1 of a=null]'],
  ],
  [
    'a support that is no whole number',
    'm.json',
    { t: [{ a: 'x', n: 1.5, Support: 3 }] },
    ['t.a.x.n = 1.5 [n of a=x]', 't.a.x.Support = 3 [rows of a=x]'],
  ],
  [
    'NaN, null and quoted numbers',
    'm.json',
    '{"t":[{"a":"x","f1":NaN,"p":null,"q":"0.5"},{"a":"y","f1":1,"p":1,"q":1}]}',
    [
      't.a.x.f1 = not-finite [f1 of a=x]',
      't.a.x.p = other [p of a=x]',
      't.a.x.q = quoted [q of a=x]',
      't.a.y.f1 = 1 [f1 of a=y]',
      't.a.y.p = 1 [p of a=y]',
      't.a.y.q = 1 [q of a=y]',
    ],
  ],
  [
    'two records of one slice',
    'm.json',
    {
      t: [
        { a: 'x', f1: 1, n: 1 },
        { a: 'x', f1: 1, n: 1 },
      ],
    },
    ['t.a.x.f1 = duplicate [f1 of a=x]', 't.a.x.n = duplicate [rows of a=x]'],
  ],
  ['a repeated key of a record', 'm.json', '{"t":[{"a":"x","f1":1,"f1":0}]}', ['t.a.x.f1 = duplicate [f1 of a=x]']],
  ['too few keys', 'm.json', { slices: { eu: { recall: 1 } } }, ['slices.eu.recall = 1']],
  ['one number in the file of a dimension', 'slices/age.json', { recall: 1 }, ['recall = 1']],
])('slices: %s', (_, path, content, expected) => {
  expect(entries(path, content)).toEqual(expected)
})

test.each<[string, unknown]>([
  ['an empty list', []],
  ['numbers', [1, 2]],
  ['records without a text', [{ epoch: 1, loss: 2 }]],
  ['records without a number', [{ a: 'x', b: 'y' }]],
  ['a list among the values', [{ a: 'x', f1: [1] }]],
  ['a mapping among the values', [{ a: 'x', f1: { b: 1 } }]],
  ['a number among the records', [{ a: 'x', f1: 1 }, 3]],
  [
    'a column of texts and numbers only',
    [
      { a: 'x', f1: 1 },
      { a: 2, f1: 1 },
    ],
  ],
  ['a long text', [{ a: 'x'.repeat(201), f1: 1 }]],
  [
    'a log of training',
    [1, 2, 3].flatMap((epoch) => ['train', 'test'].map((phase) => ({ phase, epoch, loss: 1 / epoch }))),
  ],
  ['more than ten columns of texts', [{ ...Object.fromEntries([...'abcdefghijk'].map((name) => [name, 'x'])), f1: 1 }]],
  ['too many records', Array.from({ length: MAX_RECORDS + 1 }, (_, index) => ({ a: `x${index}`, f1: 1 }))],
])('a list stays a list: %s', (_, list) => {
  expect(entries('m.json', { accuracy: 1, list })).toEqual(['accuracy = 1', 'list = other'])
})

test('a record that names two slices makes no table', () => {
  expect(entries('m.json', '{"list":[{"a":"x","a":"y","f1":1}]}')).toEqual(['list = other'])
})

test('a list of logs under the key slices is a table, whose slices have several values', () => {
  const slices = [1, 2].flatMap((f1) => ['x', 'y'].map((a) => ({ a, f1 })))
  expect(entries('m.json', { slices })).toEqual([
    'slices.a.x.f1 = duplicate [f1 of a=x]',
    'slices.a.y.f1 = duplicate [f1 of a=y]',
  ])
})

test('thousands of records with keys of their own are read in one pass', () => {
  const list = Array.from({ length: 9_000 }, (_, index) => ({ a: `x${index}`, [`k${index}`]: 1, [`l${index}`]: 2 }))
  expect(entries('m.json', { list })).toHaveLength(18_000)
})

test('a list at the top that is no table is no metrics file', () => {
  expect(entries('m.json', [1, 2])).toEqual(['m.json cannot be read: it holds a list, not names with numbers'])
})

test('a YAML list with an alias bomb stays a list', () => {
  const bomb = `a: &a {x: t, f1: 1}\nlist:\n${'- *a\n'.repeat(2_000)}b: 1\n`
  expect(entries('m.yaml', bomb)).toEqual(['a.x = other', 'a.f1 = 1', 'list = other', 'b = 1'])
})

test('a table with more cells than a metrics file may have rejects the file', () => {
  const wide = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`m${index}`, 1]))
  const table = Array.from({ length: 4_000 }, (_, index) => ({ a: `x${index}`, ...wide }))
  expect(entries('m.json', { table, other: table })).toEqual(['m.json cannot be read: it has more than 100000 entries'])
})

test('the report has the number of rows with each metric of a slice, and not as a metric', () => {
  const sides = {
    committed: files({ 'm.json': { slices: TABLE } }),
    baseline: files({ 'm.json': { slices: { region: { eu: { recall: 0.95, n: 100 } } } } }),
  }
  expect(compareMetrics(sides)).toEqual([
    {
      name: 'slices.region.eu.recall',
      path: 'm.json',
      value: 0.9,
      baseline: 0.95,
      change: 0.9 - 0.95,
      slice: { dimension: 'region', value: 'eu', metric: 'recall', support: 120, baseline_support: 100 },
    },
    {
      name: 'slices.region.us.recall',
      path: 'm.json',
      value: 0.8,
      slice: { dimension: 'region', value: 'us', metric: 'recall', support: 30 },
    },
  ])
})

test('the median of several evaluations keeps the slices', () => {
  const run = (recall: number, n: number) => files({ 'm.json': { slices: [{ region: 'eu', recall, n }] } })
  const committed = medianOf([run(0.7, 10), run(0.9, 13)])
  expect(compareMetrics({ committed })).toMatchObject([
    { name: 'slices.region.eu.recall', value: 0.8, slice: { value: 'eu', support: 11 } },
  ])
})

test('any JSON is read in bounded time and without a crash, and each slice has its name once', () => {
  const scalar = fc.oneof(fc.double(), fc.string(), fc.boolean(), fc.constant(null), fc.constantFrom('eu', 'us'))
  const records = fc.array(fc.dictionary(fc.constantFrom('a', 'b', 'n', 'f1', '__proto__', 'slices'), scalar), {
    maxLength: 6,
  })
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.oneof(records, fc.jsonValue())), (content) => {
      const { leaves } = parseMetricsFile('m.json', JSON.stringify(content))
      for (const [name, { slice }] of leaves) {
        if (slice === undefined) continue
        expect(name.endsWith(`${slice.dimension}.${slice.value}.${slice.metric}`)).toBe(true)
      }
    }),
    { numRuns: examples(100) },
  )
})
