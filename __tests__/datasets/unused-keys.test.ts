import { expect, test } from '@jest/globals'
import { unusedKeys } from '../../src/datasets/unused-keys.js'

const data = [{ path: 'data/raw.csv', isFolder: false }, { path: 'data/parts', isFolder: true }, { path: 'data/new' }]

test.each([
  ['data/raw.csv', true],
  ['data/*.csv', true],
  ['**', true],
  ['data/parts/train.csv', true],
  ['data/parts/*.csv', true],
  ['data/new', true],
  ['data/new/a.csv', true],
  ['data/rw.csv', false],
  ['data/parts', false],
  ['data/raw.csv/a.csv', false],
  ['raw.csv', false],
])('the entry %s of data.keys is about a table: %j', (entry, isUsed) => {
  expect(unusedKeys([entry], data)).toEqual(isUsed ? [] : [entry])
})
