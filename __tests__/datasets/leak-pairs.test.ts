import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { leakPairs, SPLIT_WORDS } from '../../src/datasets/leak-pairs.js'
import { isTableName } from '../../src/datasets/table-names.js'

describe('data that must share nothing, by its names', () => {
  test.each<[string[], [string, string][]]>([
    [
      ['data/train', 'data/test', 'data/val'],
      [
        ['data/test', 'data/train'],
        ['data/val', 'data/train'],
      ],
    ],
    [
      ['data/train.csv', 'data/test.csv', 'data/test.parquet'],
      [
        ['data/test.csv', 'data/train.csv'],
        ['data/test.parquet', 'data/train.csv'],
      ],
    ],
    [
      ['X_train.npy', 'y_train.npy', 'X_test.npy', 'y_test.npy'],
      [
        ['X_test.npy', 'X_train.npy'],
        ['y_test.npy', 'y_train.npy'],
      ],
    ],
    [['data/Training/a', 'data/validation/a', 'data/validation/b'], [['data/validation/a', 'data/Training/a']]],
    [['data/train_images', 'data/holdout'], [['data/holdout', 'data/train_images']]],
    [['a/train', 'b/test'], []],
    [['data/train'], []],
    [['trainer', 'latest', 'data/constrained', 'evaluation'], []],
    // The first word counts: all of it is training data.
    [['train/test', 'train/val'], []],
    [[], []],
  ])('%j', (paths, expected) => {
    expect(leakPairs(paths).map(({ path, of }) => [path, of])).toEqual(expected)
  })

  test('each pair is of two paths that were given, the first held out and the second for training', () => {
    const words = [...SPLIT_WORDS.training, ...SPLIT_WORDS.heldOut, 'data', 'x']
    const part = fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 3 }).map((each) => each.join('_'))
    const path = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'))
    fc.assert(
      fc.property(fc.uniqueArray(path, { maxLength: 12 }), (paths) => {
        const pairs = leakPairs(paths)
        expect(new Set(pairs.map(({ path: one, of }) => `${one} ${of}`)).size).toBe(pairs.length)
        for (const { path: one, of } of pairs) {
          expect(paths).toContain(one)
          expect(paths).toContain(of)
          expect(one).toMatch(/test|val|dev|holdout/)
          expect(of).toMatch(/train/)
        }
        // The order of the paths changes only that of the pairs.
        const reversed = leakPairs([...paths].reverse()).map((pair) => JSON.stringify(pair))
        expect(reversed.sort()).toEqual(pairs.map((pair) => JSON.stringify(pair)).sort())
      }),
    )
  })

  test('a thousand paths give at most a hundred pairs', () => {
    const paths = Array.from({ length: 1000 }, (_, index) => `${index}/${index % 2 === 0 ? 'train' : 'test'}`)
    expect(leakPairs([...paths, ...paths.map((path) => path.replace(/^\d+/, 'x'))]).length).toBeLessThanOrEqual(100)
  })
})

test('the limit counts pairs that are wanted', () => {
  const paths = Array.from({ length: 300 }, (_, index) => [`${index}/train`, `${index}/test`]).flat()
  expect(leakPairs(paths, ({ path }) => path === '299/test')).toEqual([{ path: '299/test', of: '299/train' }])
})

test.each([
  ['a.csv', true],
  ['data/A.CSV.GZ', true],
  ['b.parquet', true],
  ['c.jsonl.zst', true],
  ['c.json', true],
  ['csv', false],
  ['a.csv.bz2', false],
  ['a.png', false],
])('%s may be a table: %s', (path, expected) => {
  expect(isTableName(path)).toBe(expected)
})
