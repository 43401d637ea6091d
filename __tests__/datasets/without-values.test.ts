import fc from 'fast-check'
import { typeWithoutNames, withoutValues } from '../../src/datasets/without-values.js'
import type { ColumnReport, ColumnValues, DataReport } from '../../src/report/data-report.js'

/** No name, type or number of the other parts has it. */
const SECRET = 'cell-4711'

const values: fc.Arbitrary<ColumnValues> = fc.record(
  {
    nulls: fc.constant(0.25),
    distinct: fc.constant(3),
    min: fc.constant(SECRET),
    max: fc.constant(SECRET),
    mean: fc.constant(4711),
    std: fc.constant(4711),
    quantiles: fc.constant([4711, 4711]),
    top: fc.constant([{ value: SECRET, share: 0.5 }]),
  },
  { requiredKeys: ['nulls'] },
)
const column: fc.Arbitrary<ColumnReport> = fc.record(
  {
    name: fc.constant('age'),
    change: fc.constantFrom('added' as const, 'retyped' as const),
    was: fc.constant('years'),
    type: fc.constant('BIGINT'),
    baseline_type: fc.constant('VARCHAR'),
    now: values,
    before: values,
    psi: fc.constant(0.3),
    distance: fc.constant(0.1),
    new_values: fc.constant(2),
    vanished_values: fc.constant(1),
    histogram: fc.record(
      {
        now: fc.constant([0.5, 0.5]),
        before: fc.constant([1, 0]),
        bins: fc.constantFrom([SECRET], [4711, 4711, 4711]),
      },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: ['name'] },
)
const report: fc.Arbitrary<DataReport> = fc.array(column).map((columns) => ({
  path: 'data/raw.csv',
  change: 'modified' as const,
  tables: [{ path: 'data/raw.csv', format: 'csv' as const, rows: 10, columns }],
}))

test('no value of a cell stays, and every count, share and name does', () => {
  fc.assert(
    fc.property(report, (data) => {
      const shown = withoutValues(data)
      expect(JSON.stringify(shown)).not.toMatch(/4711/)
      const kept = JSON.stringify(data, (key, value: unknown) =>
        ['min', 'max', 'mean', 'std', 'quantiles', 'top', 'bins'].includes(key) ? undefined : value,
      )
      expect(shown).toEqual(JSON.parse(kept))
    }),
  )
})

test('a key that reports do not have yet stays out', () => {
  const data = {
    path: 'a.csv',
    change: 'modified',
    tables: [
      { path: 'a.csv', format: 'csv', columns: [{ name: 'a', now: { nulls: 0, mode: SECRET }, example: SECRET }] },
    ],
  } as unknown as DataReport
  expect(JSON.stringify(withoutValues(data))).not.toContain(SECRET)
})

test('data without tables stays as it is', () => {
  const data: DataReport = { path: 'a', change: 'added', size: 3 }
  expect(withoutValues(data)).toEqual(data)
})

test.each([
  ['BIGINT', 'BIGINT'],
  ['DECIMAL(18,3)', 'DECIMAL(18,3)'],
  ['VARCHAR[]', 'VARCHAR[]'],
  ['STRUCT("a@b.org" BIGINT)', 'STRUCT'],
  ['STRUCT("a" STRUCT("b)[" INTEGER))[][3]', 'STRUCT[][3]'],
  ["ENUM('red', 'line\nbreak')", 'ENUM'],
  ['MAP(VARCHAR, STRUCT("a" INTEGER))', 'MAP'],
])('the type %s is told as %s', (type, expected) => {
  expect(typeWithoutNames(type)).toBe(expected)
})
