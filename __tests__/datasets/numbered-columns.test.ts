import { expect, test } from '@jest/globals'
import { withNumberedColumns } from '../../src/datasets/numbered-columns.js'
import type { TableReport } from '../../src/report/data-report.js'
import type { Policy } from '../../src/settings/settings.js'

const table: TableReport = {
  path: 'data/people.csv',
  format: 'csv',
  rows: 2,
  matched: { by: 'found-key', columns: ['secret_id'] },
  columns: [
    { name: 'secret_id', type: 'VARCHAR', psi: 0.1 },
    { name: 'ann', change: 'renamed', was: 'bob' },
    { name: 'oslo', change: 'removed' },
  ],
}
const policy = (metric: string): Policy => ({ metric, severity: 'error', missing: 'fail' })

test('names that may be values are numbers, and their renames are none', () => {
  const numbered = withNumberedColumns(table, [policy('data/people.csv:rows'), policy('data/other.csv:ann.nulls')])
  expect(numbered).toEqual({
    path: 'data/people.csv',
    format: 'csv',
    rows: 2,
    columns_numbered: true,
    matched: { by: 'found-key', columns: ['column 1'] },
    columns: [
      { name: 'column 1', type: 'VARCHAR', psi: 0.1 },
      { name: 'column 2' },
      { name: 'column 3', change: 'removed' },
    ],
  })
  expect(JSON.stringify(numbered)).not.toMatch(/secret|ann|bob|oslo/)
})

test.each([
  ['a policy', [policy('data/*.csv:ann.nulls')], undefined],
  ['data.keys', [], ['secret_id']],
] as const)('a column that %s names makes the header certain', (_, policies, keys) => {
  expect(withNumberedColumns(table, policies, keys)).toBe(table)
})
