import fc from 'fast-check'
import { askedFiles, askedLeaks, dividePolicies, fitOf, quantitiesOf } from '../../src/datasets/named-data.js'
import { policy } from '../metrics/build.js'

const data = ['data/raw.csv', 'data/images', 'data/tables', 'model.pkl', 'eval']
const metrics = ['metrics.json', 'eval/metrics.json', 'kept.json']

const isOfData = (text: string) =>
  dividePolicies([policy(text)], { data: [...data, 'kept.json'], metrics }).data.length === 1

test.each([
  'data/raw.csv:rows',
  './data/raw.csv:age.nulls',
  'data/*.csv:rows',
  'data/*:size',
  '**/*.csv:rows',
  'data/images:files',
  'data/tables/a.csv:rows',
  'data/tables/**/*.parquet:rows',
  'data/raw.csv:a:b.nulls',
  'model.pkl:size',
  'data/images:leaked(data/raw.csv)',
  // Misspelt.
  'data/rwa.csv:rows',
  'model.pk:size',
  'raw.csv:rows',
  // Without a quantity.
  'data/raw.csv',
])('%s is about data', (text) => {
  expect(isOfData(text)).toBe(true)
})

test.each([
  'accuracy',
  'rows',
  'sklearn:acc',
  'metrics.json:accuracy',
  'metrics.json:rows',
  'eval/metrics.json:f1',
  'eval/*.json:f1',
  'kept.json:auc',
  '*:f1',
  'metrcs.json:rows',
  'other/place.csv:rows',
])('%s is about metrics', (text) => {
  expect(isOfData(text)).toBe(false)
})

test('every policy is of one kind, in its order', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ maxLength: 20 })),
      fc.array(fc.constantFrom(...data, 'a:b', 'x/y.csv')),
      (texts, paths) => {
        const policies = [...texts, ...paths.map((path) => `${path}:rows`)].map((text) => policy(text))
        const divided = dividePolicies(policies, { data, metrics })
        expect(new Set([...divided.data, ...divided.metrics])).toEqual(new Set(policies))
        expect(divided.data.length + divided.metrics.length).toBe(policies.length)
        expect(divided.data).toEqual(policies.filter((each) => divided.data.includes(each)))
      },
    ),
  )
})

test('a literal path names exactly its data and what lies in it', () => {
  const part = fc.stringMatching(/^[a-z0-9_-]{1,6}$/)
  const path = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'))
  fc.assert(
    fc.property(path, path, (one, other) => {
      const fit = fitOf(`${one}:rows`, other)
      expect(fit).toBe(one === other ? 'whole' : one.startsWith(`${other}/`) ? 'inside' : 'none')
      expect(quantitiesOf(`${one}:rows`, other)).toEqual(one === other ? ['rows'] : [])
    }),
  )
})

test('pairs that policies ask about', () => {
  const paths = ['data/test', 'data/train', 'data/train2', 'data/tables']
  const asked = (text: string) => askedLeaks([policy(text)], paths).map(({ path, of }) => `${path} ${of}`)
  expect(asked('data/test:leaked(data/train)')).toEqual(['data/test data/train'])
  expect(asked('data/test:leaked(./data/train/)')).toEqual(['data/test data/train'])
  expect(asked('data/test:leaked(data/train*)')).toEqual(['data/test data/train', 'data/test data/train2'])
  expect(asked('data/*:leaked(data/test)')).toEqual([
    'data/train data/test',
    'data/train2 data/test',
    'data/tables data/test',
  ])
  expect(asked('data/tables/b.csv:leaked(data/tables/a.csv)')).toEqual(['data/tables/b.csv data/tables/a.csv'])
  expect(asked('data/test:leaked(data/trian)')).toEqual([])
  expect(asked('data/test:rows')).toEqual([])
})

test('the files in a folder that policies name, and the ends of patterns', () => {
  const policies = ['t/a.txt:rows', './t/b/c.csv:x.nulls', 't/*.TXT:rows', 't/**:rows', 't:size', 'other/a.csv:rows']
  expect(
    askedFiles(
      policies.map((text) => policy(text)),
      't',
    ),
  ).toEqual({
    files: ['a.txt', 'b/c.csv'],
    suffixes: ['.txt'],
    paths: ['t/a.txt', 't/b/c.csv', 't/*.TXT', 't/**'],
  })
  const ends = (text: string) => askedFiles([policy(text)], 't')?.suffixes
  expect(ends('t/2026/part-*:rows')).toEqual([''])
  expect([ends('t/image-*:unreadable'), ends('t/**/*:rows'), ends('t/v1.*:rows')]).toEqual([[], [], []])
  expect(askedFiles([policy('t/held:leaked(t/train)')], 't')?.paths).toEqual([])
  expect(askedFiles([policy('t:size')], 't')).toBeUndefined()
})
