import fc from 'fast-check'
import { diffParams } from '../../src/metrics/params.js'

const diff = (head: unknown, base: unknown) =>
  diffParams(new Map([['params.yaml', head]]), new Map([['params.yaml', base]]))

test('changed, new and removed parameters have dotted names', () => {
  expect(
    diff({ train: { C: 2, kind: 'svm' }, seed: 1, extra: null }, { seed: 1, train: { C: 1, kind: 'svm', old: true } }),
  ).toEqual([
    { path: 'params.yaml', name: 'train.C', baseline: 1, value: 2 },
    { path: 'params.yaml', name: 'extra', value: null },
    { path: 'params.yaml', name: 'train.old', baseline: true },
  ])
})

test.each<[string, unknown, unknown, number]>([
  ['lists are values', { a: [1, 2] }, { a: [1, 3] }, 1],
  ['equal lists', { a: [1, { x: 1, y: 2 }] }, { a: [1, { y: 2, x: 1 }] }, 0],
  ['order of keys', { a: 1, b: 2 }, { b: 2, a: 1 }, 0],
  ['kinds', { a: 1, b: true, c: null }, { a: '1', b: 1, c: 'null' }, 3],
  ['minus zero and NaN', { a: -0, b: NaN }, { a: 0, b: NaN }, 0],
  ['dates', { a: new Date(0) }, { a: new Date(1) }, 1],
  ['equal dates', { a: new Date(0) }, { a: new Date(0) }, 0],
  ['maps are objects', new Map([['a', new Map([['b', 1]])]]), { a: { b: 1 } }, 0],
  ['an empty mapping is a value', { a: {} }, { a: null }, 1],
  ['a file that is gone', undefined, { a: 1 }, 1],
  ['a mapping that became a value', { a: 1 }, { a: { b: 1 } }, 2],
])('the differences of parameters are counted: %s', (_title, head, base, count) => {
  expect(diff(head, base)).toHaveLength(count)
})

test('changed parameters are sorted by file, with JSON values', () => {
  const head = new Map<string, unknown>([
    ['z.yaml', { a: Infinity }],
    ['b.yaml', { a: 123456789012345678901234567890n, d: new Date(0) }],
  ])
  expect(diffParams(head, new Map())).toEqual([
    { path: 'b.yaml', name: 'a', value: '123456789012345678901234567890' },
    { path: 'b.yaml', name: 'd', value: '1970-01-01T00:00:00.000Z' },
    { path: 'z.yaml', name: 'a', value: 'Infinity' },
  ])
})

test('the depth of parameters is limited, for mappings, lists and cycles', () => {
  const nest = (wrap: (inner: unknown) => unknown) =>
    Array.from({ length: 3_000 }).reduce<unknown>((inner) => wrap(inner), 1)
  const itself: Record<string, unknown> = {}
  itself['itself'] = itself
  for (const head of [nest((inner) => ({ a: inner })), { a: nest((inner) => [inner]) }, itself]) {
    const [param] = diff(head, {})
    expect(JSON.stringify(param)).toContain('(more than 100 levels deep)')
  }
})

test('parameters may have the names of object properties', () => {
  expect(diff(JSON.parse('{"__proto__":{"x":1},"constructor":2}'), {}).map(({ name }) => name)).toEqual([
    '__proto__.x',
    'constructor',
  ])
  expect(diff({ a: JSON.parse('[{"__proto__":1}]') as unknown }, { a: [{}] })).toHaveLength(1)
})

test('property: parameters equal themselves, and both directions name the same differences', () => {
  const params = fc.dictionary(fc.string(), fc.jsonValue())
  fc.assert(
    fc.property(params, params, (a, b) => {
      expect(diff(a, structuredClone(a))).toEqual([])
      const names = (reports: { name: string }[]) => reports.map(({ name }) => name).sort()
      expect(names(diff(a, b))).toEqual(names(diff(b, a)))
    }),
  )
})
