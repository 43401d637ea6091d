import fc from 'fast-check'
import { dataGist, dataText, isDescribed, isNotable } from '../../src/report/data-lines.js'
import type { ColumnReport, DataReport, TableReport } from '../../src/report/data-report.js'
import { countsOnly, folderData, plainData, tableData, unreadData } from './data-sample.js'

const table = (changes: Partial<TableReport>): DataReport => {
  const item = tableData()
  return { ...item, tables: (item.tables ?? []).map((each) => ({ ...each, columns: [], ...changes })) }
}
const matched = { by: 'rows' } as const

test.each<[string, DataReport, string]>([
  [
    'a table',
    tableData(),
    '1,997 rows (+200), 1 new column (income), 1 column removed (fax), 1 column of another type (zip: BIGINT → VARCHAR), age drifted (PSI 0.31)',
  ],
  [
    'a folder',
    folderData(),
    '1,240 files (130 added, 10 removed, 3 modified, 1 renamed), +4 MB, 5 duplicates (+3), 12 files are also in data/images/train (3 before)',
  ],
  [
    'what is too large',
    unreadData(),
    '1.2 GB (+100 MB); content not read: it has 1.2 GB, more than data.limit (500 MB)',
  ],
  ['a file', plainData(), '59.2 kB (+1.2 kB)'],
  ['new data', { path: 'a', change: 'added', size: 5 }, 'new, 5 B'],
  ['removed data', { path: 'a', change: 'deleted', baseline_size: 5 }, 'removed (5 B)'],
  ['data of unknown size', { path: 'a', change: 'modified' }, 'changed'],
  ['data of one size', { path: 'a', change: 'modified', size: 5, baseline_size: 5 }, 'changed, 5 B'],
  ['fewer rows', table({ matched, rows: 1700, added: 0, removed: 97 }), '1,700 rows (-97)'],
  ['changed rows', table({ rows: 1797, added: 0, removed: 0, changed: 12 }), '1,797 rows (12 changed)'],
  ['rows of several kinds', table({ added: 203, removed: 3 }), '1,997 rows (203 added, 3 removed)'],
  ['the same rows', table({ rows: 1797, added: 0 }), 'the same 1,797 rows'],
  ['duplicates', table({ duplicates: 1, baseline_duplicates: 0 }), '1,997 rows (+200), 1 duplicate row (+1)'],
  [
    'nulls',
    table({ columns: [{ name: 'a', now: { nulls: 0.5 }, before: { nulls: 0.1 } }] }),
    '1,997 rows (+200), a has more nulls (0.1 → 0.5)',
  ],
  [
    'many drifted columns',
    table({ columns: [0.3, 0.2, 0.9, 0.199].map((psi, index): ColumnReport => ({ name: `c${index}`, psi })) }),
    '1,997 rows (+200), c2 drifted (PSI 0.9), c0 drifted (PSI 0.3), 1 more column drifted',
  ],
  [
    'a renamed column',
    table({ columns: [{ name: 'b', was: 'a', change: 'renamed' }] }),
    '1,997 rows (+200), 1 column probably renamed (a → b)',
  ],
  [
    'a table of a folder',
    {
      ...folderData(),
      leaked: [],
      tables: [{ path: 'data/images/test/labels.csv', format: 'csv', rows: 5, baseline_rows: 4, columns: [] }],
    },
    '1,240 files (130 added, 10 removed, 3 modified, 1 renamed), +4 MB, 5 duplicates (+3), labels.csv: 5 rows (+1)',
  ],
  [
    'data that left other data',
    { path: 'a', change: 'modified', size: 2, baseline_size: 1, leaked: [{ path: 'b', rows: 0, baseline_rows: 2 }] },
    '2 B (+1 B), 0 rows are also in b (2 before)',
  ],
  [
    'one shared row, one unread file and more',
    {
      path: 'a',
      change: 'added',
      leaked: [{ path: 'b', rows: 1 }],
      unread: [
        { path: 'a/x.csv', part: 'content', reason: 'row 3 has 4 fields.' },
        { part: 'files', reason: 'gone' },
      ],
    },
    'new, 1 row is also in b; a/x.csv not read: row 3 has 4 fields (and 1 more part)',
  ],
])('%s', (_, item, text) => {
  expect(dataText(item)).toBe(text)
})

test('the gist has the schema in one fact and one drift', () => {
  expect(dataGist(tableData())).toBe('1,997 rows (+200), schema changed (3 columns), age drifted (PSI 0.31)')
  expect(dataGist(table({ columns: [{ name: 'a', change: 'added' }] }))).toBe('1,997 rows (+200), 1 new column')
})

test('sizes alone are no description', () => {
  expect([plainData(), tableData(), folderData(), unreadData()].map(isDescribed)).toEqual([false, true, true, true])
})

test('lines say the same with and without values', () => {
  for (const item of [tableData(), folderData(), unreadData()]) {
    expect(dataText(countsOnly(item))).toBe(dataText(item))
    expect(dataGist(countsOnly(item))).toBe(dataGist(item))
  }
})

test('every schema change, drift and change of nulls or categories is notable, and nothing else', () => {
  fc.assert(
    fc.property(
      fc.record(
        {
          change: fc.constantFrom('added' as const, 'removed' as const, 'retyped' as const, 'renamed' as const),
          psi: fc.double({ min: 0, max: 2, noNaN: true }),
          new_values: fc.nat(3),
          vanished_values: fc.nat(3),
        },
        { requiredKeys: [] },
      ),
      fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
      (facts, [now, before]) => {
        const expected =
          facts.change !== undefined ||
          (facts.psi ?? 0) >= 0.1 ||
          Math.abs(now - before) >= 0.01 ||
          (facts.new_values ?? 0) > 0 ||
          (facts.vanished_values ?? 0) > 0
        expect(isNotable({ name: 'a', now: { nulls: now }, before: { nulls: before }, ...facts })).toBe(expected)
      },
    ),
  )
})
