import { expect, test } from '@jest/globals'
import { leakFinding } from '../../src/report/leak-finding.js'

test('shared files are a warning with their number, the first names and both remedies', () => {
  const first = ['a.png', 'b.png', 'c.png', 'd.png']
  expect(leakFinding('data/test', { path: 'data/train', files: 12, baseline_files: 2, first })).toEqual({
    rule: 'data-leaked',
    path: 'data/test',
    severity: 'warning',
    message:
      '12 files of data/test are also in data/train (2 in the baseline): a.png, b.png, c.png and 9 more. A model that was trained on its test data looks better than it is. Remove them from one of the two, or allow them with the policy `"data/test:leaked(data/train)": { max: 12 }`.',
  })
})

test('one row has the singular, and no names', () => {
  expect(leakFinding('test.csv', { path: 'train.csv', rows: 1 })?.message).toMatch(
    /^1 row of test\.csv is also in train\.csv\. A model/,
  )
})

test.each([
  [{ files: 0, baseline_files: 3 }, undefined],
  [{ rows: 0 }, undefined],
  [{ files: 3, baseline_files: 3 }, 'notice'],
  [{ files: 2, baseline_files: 3 }, 'notice'],
  [{ files: 4, baseline_files: 3 }, 'warning'],
  [{ rows: 5, baseline_rows: 0 }, 'warning'],
  [{ files: 1 }, 'warning'],
])('%j is %s', (numbers, severity) => {
  expect(leakFinding('a', { path: 'b', ...numbers })?.severity).toBe(severity)
})
