import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { readCheckReport } from '../../src/check-reports/read-check-report.js'

/** Reads a file that a real tool wrote: real/make.py and real/make-others.sh make them. */
function read(name: string) {
  const result = readCheckReport(
    readFileSync(new URL(`./real/${name}`, import.meta.url)),
    (text) => text,
    '/home/runner/work/project',
  )
  if ('fault' in result) throw new Error(result.fault)
  const { format, found } = result
  const { failures, omitted } = found.result()
  return {
    format,
    totals: Object.fromEntries(Object.entries(found.totals).filter(([, number]) => number > 0)),
    omitted,
    rows: failures.map(({ outcome, name, message, places: [first] }) => [
      outcome,
      name,
      message,
      ...(first === undefined ? [] : [`${first.file}:${first.line ?? ''}`]),
    ]),
  }
}

const PYTEST = [
  [
    'failed',
    'tests.test_area.TestArea.test_square[1]',
    'assert 2 == (1 * 1)\n +  where 2 = area(1)',
    'tests/test_area.py:16',
  ],
  [
    'failed',
    'tests.test_area.TestArea.test_square[2]',
    'assert 5 == (2 * 2)\n +  where 5 = area(2)',
    'tests/test_area.py:16',
  ],
  [
    'error',
    'tests.test_area.test_needs_database',
    'failed on setup with "RuntimeError: no database"',
    'tests/test_area.py:10',
  ],
]
const EXPECTATIONS = [
  ['failed', 'rows: expect_column_values_to_be_unique(id)', '2 unexpected of 4 (50 %)'],
  ['failed', 'rows: expect_column_values_to_be_between(age)', '2 unexpected of 4 (66.6667 %); min_value 0'],
  ['error', 'rows: expect_column_values_to_not_be_null(city)', 'Error: The column "city" in BatchData does not exist.'],
]
const WARNED = EXPECTATIONS.map(([outcome, ...rest]) => [rest[0]?.includes('between') ? 'warning' : outcome, ...rest])
const CASES = [
  ['failed', 'age: greater_than_or_equal_to(0)', '2 cases'],
  ['failed', 'city: column_in_dataframe', '1 case'],
  ['failed', 'id: field_uniqueness', '2 cases'],
]

describe('the reports of real tools', () => {
  test.each(['pytest.xml', 'pytest-xunit1.xml'])('pytest: %s', (name) => {
    const { rows, ...rest } = read(name)
    expect(rest).toEqual({ format: 'junit', totals: { passed: 1, failed: 2, errors: 1, skipped: 2 }, omitted: 0 })
    expect(rows).toEqual(PYTEST)
  })

  test('pytest: a module that cannot be imported', () => {
    expect(read('pytest-collection.xml')).toEqual({
      format: 'junit',
      totals: { errors: 1 },
      omitted: 0,
      rows: [
        [
          'error',
          'tests.test_import',
          "ModuleNotFoundError: No module named 'absent_module'",
          'tests/test_import.py:1',
        ],
      ],
    })
  })

  test('jest-junit: the message and the innermost frame come from the text', () => {
    expect(read('jest-junit.xml')).toEqual({
      format: 'junit',
      totals: { passed: 1, failed: 2, skipped: 1 },
      omitted: 0,
      rows: [
        [
          'failed',
          'area of a square',
          'Error: expect(received).toBe(expected) // Object.is equality\nExpected: 4\nReceived: 5',
          '/home/runner/work/project/area.test.js:5',
        ],
        ['failed', 'area throws', 'Error: no <database> & no "rows"', '/home/runner/work/project/area.test.js:12'],
      ],
    })
  })

  test('gotestsum: a file is in the folder of its package', () => {
    expect(read('gotestsum.xml')).toEqual({
      format: 'junit',
      totals: { passed: 1, failed: 2, skipped: 1 },
      omitted: 0,
      rows: [
        [
          'failed',
          'example.com/shapes/area.TestSquare/of_two',
          'area_test.go:7: expected 4, got 5',
          'example.com/shapes/area/area_test.go:7',
        ],
        ['failed', 'example.com/shapes/area.TestSquare', 'no message'],
      ],
    })
  })

  test('ruff: SARIF with absolute file addresses', () => {
    expect(read('ruff.sarif')).toEqual({
      format: 'sarif',
      totals: { failed: 3 },
      omitted: 0,
      rows: [
        ['failed', 'ruff I001', 'Import block is un-sorted or un-formatted', '/home/runner/work/project/load.py:1'],
        ['failed', 'ruff F401', '`os` imported but unused', '/home/runner/work/project/load.py:1'],
        ['failed', 'ruff SIM115', 'Use a context manager for opening files', '/home/runner/work/project/load.py:8'],
      ],
    })
  })

  test('bandit: SARIF with a note and results without a level, which are warnings', () => {
    const { totals, rows } = read('bandit.sarif')
    expect(totals).toEqual({ warnings: 3 })
    expect(rows.map(([outcome, name, , place]) => [outcome, name, place])).toEqual([
      ['warning', 'Bandit B307', 'load.py:5'],
      ['warning', 'Bandit B301', 'load.py:8'],
      ['notice', 'Bandit B403', 'load.py:1'],
    ])
  })

  test.each([
    ['gx0-checkpoint.json', EXPECTATIONS],
    ['gx0-validation.json', EXPECTATIONS],
    ['gx1-checkpoint.json', WARNED],
    ['gx1-validation.json', WARNED],
  ])('Great Expectations: %s', (name, rows) => {
    const found = read(name)
    expect(found.format).toBe('great-expectations')
    expect(found.totals['passed']).toBe(1)
    expect([...found.rows].sort()).toEqual([...rows].sort())
  })

  test('Great Expectations: the text that a checkpoint describes itself with', () => {
    const { format, totals, rows } = read('gx1-describe.json')
    expect([format, totals]).toEqual(['great-expectations', { passed: 1, failed: 3 }])
    expect(rows).toContainEqual(['failed', 'expect_column_values_to_be_unique(id)', '2 unexpected of 4 (50 %)'])
  })

  test('Frictionless: one row for each rule of a field, at the first line that breaks it', () => {
    expect(read('frictionless.json')).toEqual({
      format: 'frictionless',
      totals: { failed: 4 },
      omitted: 0,
      rows: [
        ['failed', 'rows.csv: constraint-error, field age', 'constraint "minimum" is "0": 1 row', 'rows.csv:3'],
        ['failed', 'rows.csv: type-error, field age', 'type is "integer/default": 1 row', 'rows.csv:4'],
        ['failed', 'rows.csv: constraint-error, field name', 'constraint "required" is "True": 1 row', 'rows.csv:4'],
        ['failed', 'rows.csv: unique-error, field id', '1 row', 'rows.csv:5'],
      ],
    })
    expect(read('frictionless-valid.json')).toEqual({
      format: 'frictionless',
      totals: { passed: 1 },
      omitted: 0,
      rows: [],
    })
  })

  test('pandera: the message of SchemaErrors, without the values at its end', () => {
    expect(read('pandera.json')).toEqual({
      format: 'pandera',
      totals: { failed: 3 },
      omitted: 0,
      rows: [
        ['failed', 'city: column_in_dataframe', "column 'city' not in dataframe. Columns in dataframe: ['id', 'age']"],
        ['failed', 'id: field_uniqueness', "series 'id' contains duplicate values"],
        [
          'failed',
          'age: greater_than_or_equal_to(0)',
          "Column 'age' failed element-wise validator number 0: greater_than_or_equal_to(0)",
        ],
      ],
    })
  })

  test.each(['pandera-cases.json', 'pandera-cases-columns.json'])('pandera: %s', (name) => {
    const { format, totals, rows } = read(name)
    expect([format, totals]).toEqual(['pandera', { failed: 3 }])
    expect([...rows].sort()).toEqual(CASES)
  })

  test('no message of a data check has a value of the data', () => {
    for (const name of [
      'frictionless.json',
      'pandera.json',
      'pandera-cases.json',
      'gx1-checkpoint.json',
      'gx0-checkpoint.json',
    ])
      for (const [, , message] of read(name).rows) expect(message).not.toMatch(/-3|-7|bob|51/)
  })
})
