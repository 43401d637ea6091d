import fc from 'fast-check'
import type { DescribedData } from '../../src/datasets/described-data.js'
import { type DataSides, judgeData } from '../../src/datasets/judge-data.js'
import { accept, isClosing } from '../../src/metrics/acceptance.js'
import type { TableReport } from '../../src/report/data-report.js'
import type { Limit, Policy } from '../../src/settings/settings.js'
import { policy } from '../metrics/build.js'
import { described, folderData, tableData } from './build.js'

const share = (amount: number): Limit => ({ amount, unit: 'share' })
const absolute = (amount: number): Limit => ({ amount, unit: 'absolute' })

const sides = (data: readonly DescribedData[], rest: Partial<DataSides> = {}): DataSides => ({
  described: data,
  held: [],
  elsewhere: [],
  showsValues: false,
  ...rest,
})

/** `+ rule: message` for each result that passed, `- …` for each that failed. */
const shown = (policies: Policy[], on: DataSides): string[] =>
  judgeData(policies, on).map(({ result: { passed, rule, message } }) => `${passed ? '+' : '-'} ${rule}: ${message}`)

const raw: Partial<TableReport> = {
  rows: 1710,
  baseline_rows: 1800,
  added: 10,
  removed: 100,
  changed: 3,
  duplicates: 4,
  baseline_duplicates: 0,
  matched: { by: 'declared-key', columns: ['id'] },
  columns: [
    {
      name: 'age',
      type: 'BIGINT',
      baseline_type: 'BIGINT',
      now: { nulls: 0.2, distinct: 90, min: 1, max: 150, mean: 40, std: 3, quantiles: [1, 2, 3, 4, 5] },
      before: { nulls: 0.01, distinct: 91, min: 1, max: 99, mean: 41, std: 3, quantiles: [1, 2, 3, 4, 6] },
      psi: 0.31,
      distance: 0.1,
    },
    { name: 'city', type: 'VARCHAR', baseline_type: 'VARCHAR', now: { nulls: 0 }, before: { nulls: 0 }, new_values: 2 },
    {
      name: 'zip',
      type: 'VARCHAR',
      baseline_type: 'BIGINT',
      change: 'retyped',
      now: { nulls: 0 },
      before: { nulls: 0 },
    },
    { name: 'income', type: 'DOUBLE', change: 'added', now: { nulls: 0.5 } },
    { name: 'ip', baseline_type: 'VARCHAR', change: 'removed', before: { nulls: 0 } },
  ],
}

describe('quantities of a changed table', () => {
  test.each<[string, Partial<Policy>, string]>([
    [
      'rows',
      { maxDrop: share(0.05) },
      '+ max_drop: 5%: data/raw.csv:rows fell by 90 from 1800 to 1710, within the allowed 90 (5% of the baseline).',
    ],
    [
      'rows',
      { maxDrop: share(0.04) },
      '- max_drop: 4%: data/raw.csv:rows fell by 90 from 1800 to 1710, more than the allowed 72 (4% of the baseline).',
    ],
    ['rows', { unchanged: true }, '- unchanged: data/raw.csv:rows is 1710, and it was 1800 in the baseline.'],
    ['size', { min: 1 }, '+ min: 1: data/raw.csv:size is 2000, at least the required 1.'],
    ['files', { unchanged: true }, '+ unchanged: data/raw.csv:files is 1, as in the baseline.'],
    ['columns', { unchanged: true }, '+ unchanged: data/raw.csv:columns is 4, as in the baseline.'],
    ['added', { max: 9 }, '- max: 9: data/raw.csv:added is 10, above the allowed 9.'],
    ['removed', { max: 100 }, '+ max: 100: data/raw.csv:removed is 100, at most the allowed 100.'],
    ['changed', { max: 3 }, '+ max: 3: data/raw.csv:changed is 3, at most the allowed 3.'],
    ['duplicates', { max: 0 }, '- max: 0: data/raw.csv:duplicates is 4, above the allowed 0.'],
    [
      'schema',
      { unchanged: true },
      '- unchanged: data/raw.csv:schema is 3, and it was 0 in the baseline. Added: income. Removed: ip. Other type: zip (BIGINT, now VARCHAR).',
    ],
    ['age.nulls', { max: 0.01 }, '- max: 0.01: data/raw.csv:age.nulls is 0.2, above the allowed 0.01.'],
    ['age.psi', { max: 0.2 }, '- max: 0.2: data/raw.csv:age.psi is 0.31, above the allowed 0.2.'],
    ['city.new_values', { max: 0 }, '- max: 0: data/raw.csv:city.new_values is 2, above the allowed 0.'],
    [
      'income.psi',
      { max: 0.2 },
      '+ max: 0.2: data/raw.csv:income.psi has nothing to compare with, because the baseline does not have it.',
    ],
    [
      'income.nulls',
      { maxRise: absolute(0) },
      '+ max_rise: 0: data/raw.csv:income.nulls is a new metric: no baseline has it, so `max_rise: 0` has nothing to compare with yet.',
    ],
    [
      'zip.psi',
      { max: 0.2 },
      '- max: 0.2: data/raw.csv:zip.psi cannot be judged: its type was BIGINT, and is VARCHAR.',
    ],
    [
      'ip.nulls',
      { max: 1 },
      '- max: 1: data/raw.csv:ip.nulls is missing: the baseline has 0 in data/raw.csv. If you removed it on purpose, set `missing: ignore` for it or remove its policy.',
    ],
    ['agee.nulls', { max: 1 }, '- max: 1: data/raw.csv has no agee.nulls. Did you mean data/raw.csv:age.nulls?'],
    ['rowz', { min: 1 }, '- min: 1: data/raw.csv:rowz is no quantity of data. Did you mean data/raw.csv:rows?'],
    [
      'age.null',
      { max: 1 },
      '- max: 1: data/raw.csv:age.null is no quantity of data. Did you mean data/raw.csv:age.nulls?',
    ],
  ])('data/raw.csv:%s %j', (name, limits, expected) => {
    expect(shown([policy(`data/raw.csv:${name}`, limits)], sides([tableData('data/raw.csv', raw)]))).toEqual([expected])
  })

  test('a pattern of columns is judged for each column that has a number', () => {
    const results = judgeData([policy('data/*.csv:*.nulls', { max: 0.1 })], sides([tableData('data/raw.csv', raw)]))
    expect(results.map(({ result: { metric, passed } }) => [metric, passed])).toEqual([
      ['data/raw.csv:age.nulls', false],
      ['data/raw.csv:city.nulls', true],
      ['data/raw.csv:zip.nulls', true],
      ['data/raw.csv:income.nulls', false],
      ['data/raw.csv:ip.nulls', false],
    ])
  })

  test('the value of a cell is told only where values are shown', () => {
    const data = [tableData('data/raw.csv', raw)]
    const [hidden] = judgeData([policy('data/raw.csv:age.max', { max: 120 })], sides(data))
    expect(hidden?.result).toEqual({
      metric: 'data/raw.csv:age.max',
      rule: 'max: 120',
      passed: false,
      severity: 'error',
      hidden: true,
      message: 'data/raw.csv:age.max does not meet `max: 120`. Its value is only shown with `data.show: values`.',
    })
    const gone = tableData('data/raw.csv', {
      rows: 1,
      baseline_rows: 1,
      columns: [{ name: 'age', change: 'removed', before: { nulls: 0, max: 4711 } }],
    })
    const [lost] = judgeData([policy('data/raw.csv:age.max', { max: 120 })], sides([gone]))
    expect(lost?.result).not.toHaveProperty('hidden')
    expect(lost?.result.passed).toBe(false)
    expect(JSON.stringify(lost)).not.toContain('4711')
    const [told] = judgeData([policy('data/raw.csv:age.max', { max: 120 })], sides(data, { showsValues: true }))
    expect(told?.result).toMatchObject({ value: 150, baseline: 99, passed: false })
  })

  test('whole rows have no changes, and the message says what gives them', () => {
    const rest = Object.fromEntries(Object.entries(raw).filter(([key]) => key !== 'changed')) as Partial<TableReport>
    const data = [tableData('data/raw.csv', { ...rest, matched: { by: 'rows' } })]
    expect(shown([policy('data/raw.csv:changed', { max: 3 })], sides(data))).toEqual([
      '- max: 3: data/raw.csv:changed cannot be judged: rows were compared as a whole, because the table has no key (set data.keys).',
    ])
  })
})

describe('data that was not read fails', () => {
  const unread = { part: 'content' as const, reason: 'it has 1.2 GB, more than data.limit (500 MB)' }
  const large = described(
    'data/raw.csv',
    { size: 1.2e9, baseline_size: 1e9, unread: [unread] },
    {
      tables: [{ path: 'data/raw.csv', sides: { now: true, before: true }, leaked: [], lookedFor: ['data/test.csv'] }],
    },
  )
  test.each(['rows', 'age.nulls', '*.psi', 'schema', 'duplicates', 'leaked(data/test.csv)'])('%s', (name) => {
    expect(shown([policy(`data/raw.csv:${name}`, { max: 1e9 })], sides([large, described('data/test.csv')]))).toEqual([
      `- max: 1000000000: data/raw.csv:${name} cannot be judged: it has 1.2 GB, more than data.limit (500 MB).`,
    ])
  })
  test('its size is known all the same', () => {
    expect(shown([policy('data/raw.csv:size', { maxRise: share(0.5) })], sides([large]))).toEqual([
      '+ max_rise: 50%: data/raw.csv:size rose by 200000000 from 1000000000 to 1200000000, within the allowed 500000000 (50% of the baseline).',
    ])
  })
  test('a baseline that was not read is not new', () => {
    const data = tableData('data/raw.csv', { rows: 10, columns: [{ name: 'a', now: { nulls: 0.5 } }] })
    expect(shown([policy('data/raw.csv:*.nulls', { maxRise: absolute(0) })], sides([data]))).toEqual([
      '- max_rise: 0: data/raw.csv:a.nulls cannot be compared with the baseline: the baseline of data/raw.csv was not read. Choose another metrics.baseline, or remove `max_rise: 0` for this change.',
    ])
  })
})

describe('folders', () => {
  const images = folderData(
    'data/images',
    95,
    100,
    {},
    { leaked: [{ path: 'data/train', files: 12, baseline_files: 0 }] },
  )
  test.each<[string, Partial<Policy>, boolean]>([
    ['data/images:files', { maxDrop: share(0.05) }, true],
    ['data/images:files', { maxDrop: share(0.04) }, false],
    ['data/images:duplicates', { max: 0 }, false],
    ['data/images:duplicates', { unchanged: true }, false],
  ])('%s %j: %s', (name, limits, passed) => {
    expect(judgeData([policy(name, limits)], sides([images])).map(({ result }) => result.passed)).toEqual([passed])
  })
  test('files of other data in a folder', () => {
    const test_ = { ...images, lookedFor: ['data/train', 'data/other'] }
    const on = sides([test_], { elsewhere: ['data/train', 'data/other'] })
    expect(shown([policy('data/images:leaked(data/train)', { max: 0 })], on)).toEqual([
      '- max: 0: data/images:leaked(data/train) is 12, above the allowed 0.',
    ])
    expect(shown([policy('data/images:leaked(./data/other/)', { max: 0 })], on)).toEqual([
      '+ max: 0: data/images:leaked(data/other) is 0, at most the allowed 0.',
    ])
    expect(shown([policy('data/images:leaked(data/trian)', { max: 0 })], on)).toEqual([
      '- max: 0: No data is named data/trian. Did you mean data/train?',
    ])
  })
  test('rows of a folder are asked of its tables', () => {
    expect(shown([policy('data/images:rows', { min: 1 })], sides([images]))).toEqual([
      '- min: 1: data/images has no rows. It has size, files, duplicates.',
    ])
  })
})

describe('files of a changed folder that neither side has', () => {
  const absent = [
    { path: 'data/images/labls.csv', near: ['data/images/labels.csv', 'data/images/old/labels.csv'] },
    { path: 'data/images/*.onxx', near: [] },
  ]
  const on = sides([folderData('data/images', 10, 9, { absent })])
  test.each([
    [
      'data/images/labls.csv:rows',
      '- min: 1: data/images has no file data/images/labls.csv, neither now nor in the baseline. Did you mean data/images/labels.csv, data/images/old/labels.csv?',
    ],
    [
      'data/images/*.onxx:parameters',
      '- min: 1: data/images has no file data/images/*.onxx, neither now nor in the baseline.',
    ],
    [
      'data/images/labels.csv:rows',
      '+ min: 1: data/images/labels.csv has not changed since the baseline, so `min: 1` was not judged again.',
    ],
    [
      'data/images/labels.csv:rowz',
      '- min: 1: data/images/labels.csv:rowz is no quantity of data. Did you mean data/images/labels.csv:rows?',
    ],
  ])('%s: %s', (name, result) => {
    expect(shown([policy(name, { min: 1 })], on)).toEqual([result])
  })
  test('`missing: ignore` allows one', () => {
    expect(shown([policy('data/images/labls.csv:rows', { min: 1, missing: 'ignore' })], on)).toEqual([
      '+ min: 1: No data has data/images/labls.csv:rows, which `missing: ignore` allows.',
    ])
  })
})

test('a type in a message has no names from the data', () => {
  const table = tableData('data/raw.csv', {
    rows: 1,
    baseline_rows: 1,
    columns: [
      {
        name: 'who',
        type: 'STRUCT("4711" VARCHAR)',
        baseline_type: "ENUM('4712')[]",
        change: 'retyped',
        now: { nulls: 0 },
        before: { nulls: 0 },
      },
    ],
  })
  expect(shown([policy('data/raw.csv:who.psi', { max: 1 })], sides([table]))).toEqual([
    '- max: 1: data/raw.csv:who.psi cannot be judged: its type was ENUM[], and is STRUCT.',
  ])
})

describe('data that did not change', () => {
  const on = sides([], { held: ['data/raw.csv', 'data/tables'] })
  test.each([
    ['data/raw.csv:rows', 'data/raw.csv:rows'],
    ['data/*.csv:age.psi', 'data/raw.csv:age.psi'],
    ['data/tables:files', 'data/tables:files'],
    ['data/tables/a.csv:rows', 'data/tables/a.csv:rows'],
  ])('%s holds', (name, label) => {
    const results = judgeData([policy(name, { max: 0 })], on)
    expect(results.map(({ result: { metric, passed } }) => [metric, passed])).toEqual([[label, true]])
    expect(results[0]?.result.message).toMatch(
      /has not changed since the baseline, so `max: 0` was not judged again\.$/,
    )
  })
  test.each([
    ['raw.csv:rows', 'No data is named raw.csv. Did you mean data/raw.csv?'],
    ['data/raw.csv', 'data/raw.csv is data. Name a quantity of it, such as data/raw.csv:size.'],
  ])('%s: %s', (name, message) => {
    expect(shown([policy(name, { max: 0 })], on)).toEqual([`- max: 0: ${message}`])
  })
  test.each(['data/raw.csv:rowz', 'data/row.csv:rows', 'data/other/a.csv:rows'])(
    '%s, which does not exist, fails',
    (name) => {
      expect(judgeData([policy(name, { max: 0 })], on).map(({ result }) => result.passed)).toEqual([false])
      expect(judgeData([policy(name, { max: 0, missing: 'ignore' })], on).map(({ result }) => result.passed)).toEqual([
        name !== 'data/raw.csv:rowz',
      ])
    },
  )
  test('read for a new policy, its numbers are those of both sides', () => {
    const data = { ...tableData('data/raw.csv', { ...raw, columns: raw.columns?.slice(0, 1) ?? [] }), isChanged: false }
    expect(
      shown(
        [
          policy('data/raw.csv:rows', { unchanged: true }),
          policy('data/raw.csv:schema', { unchanged: true }),
          policy('data/raw.csv:age.psi', { max: 0 }),
          policy('data/raw.csv:age.nulls', { max: 0.01 }),
        ],
        sides([data]),
      ),
    ).toEqual([
      '+ unchanged: data/raw.csv:rows is 1710, as in the baseline.',
      '+ unchanged: data/raw.csv:schema is 0, as in the baseline.',
      '+ max: 0: data/raw.csv:age.psi is 0, at most the allowed 0.',
      '- max: 0.01: data/raw.csv:age.nulls is 0.2, above the allowed 0.01.',
    ])
  })
})

describe('without a baseline', () => {
  const first = tableData(
    'data/raw.csv',
    { rows: 10, columns: [{ name: 'a', now: { nulls: 0, distinct: 3 } }] },
    { sides: { now: true, before: false } },
  )
  test('new data has nothing to compare with', () => {
    expect(
      judgeData(
        [
          policy('data/raw.csv:schema', { unchanged: true }),
          policy('data/raw.csv:a.psi', { max: 0 }),
          policy('data/raw.csv:rows', { maxDrop: share(0) }),
          policy('data/raw.csv:a.nulls', { max: 0 }),
        ],
        sides([first]),
      ).map(({ result }) => result.passed),
    ).toEqual([true, true, true, true])
  })
  test('a baseline that should be there closes the gate', () => {
    expect(
      shown(
        [policy('data/raw.csv:a.psi', { max: 0 }), policy('data/raw.csv:rows', { min: 1, maxDrop: share(0) })],
        sides([first], { noBaseline: 'metrics.baseline is none' }),
      ),
    ).toEqual([
      '- max: 0: data/raw.csv:a.psi cannot be compared: there is no baseline (metrics.baseline is none). Set metrics.baseline, or remove `max: 0`.',
      '+ min: 1: data/raw.csv:rows is 10, at least the required 1.',
      '- max_drop: 0%: data/raw.csv:rows cannot be compared: there is no baseline (metrics.baseline is none). Set metrics.baseline, or remove `max_drop: 0%`.',
    ])
  })
})

test.each(['data/raw.csv:rows', 'data/*.csv:rows'])('a user accepts one policy on data by its name %s', (name) => {
  const policies = [policy('data/*.csv:rows', { maxDrop: share(0) }), policy('data/raw.csv:age.psi', { max: 0 })]
  const judged = judgeData(policies, sides([tableData('data/raw.csv', raw)]))
  const acceptance = { by: 'alice', reason: 'we removed bots', via: 'comment', sha: 'a'.repeat(40) } as const
  accept(judged, [{ ...acceptance, metrics: ['rows'] }])
  expect(judged.map(isClosing)).toEqual([true, true])
  accept(judged, [{ ...acceptance, metrics: [name] }])
  expect(judged.map(isClosing)).toEqual([false, true])
})

test('every policy that names read or known data has a result, and one that fails never loses its message', () => {
  const names = fc.oneof(
    fc.constantFrom(
      'rows',
      'size',
      'files',
      'age.nulls',
      '*.psi',
      'schema',
      'leaked(data/b.csv)',
      'nothing',
      '*',
      'x.y',
    ),
    fc.string({ maxLength: 8 }),
  )
  fc.assert(
    fc.property(
      fc.constantFrom('data/raw.csv', 'data/*.csv', 'data/b.csv', 'data/*/x.csv', 'data/gone'),
      names,
      fc.boolean(),
      fc.constantFrom<Partial<DataSides>>({}, { noBaseline: 'none' }, { showsValues: true }),
      (path, name, isRead, rest) => {
        const data = isRead ? [tableData('data/raw.csv', raw)] : []
        const held = isRead ? ['data/b.csv'] : ['data/raw.csv', 'data/b.csv']
        const results = judgeData([policy(`${path}:${name}`, { max: 1 })], sides(data, { held, ...rest }))
        expect(results.length).toBeGreaterThan(0)
        for (const { result } of results) {
          expect(result.rule).toBe('max: 1')
          expect(result.message).not.toBe('')
          if (result.passed && result.value !== undefined) expect(result.value).toBeLessThanOrEqual(1)
        }
      },
    ),
  )
})

describe('a file in a changed folder', () => {
  const table = (path: string, rows?: number) => ({
    path,
    sides: { now: true, before: true },
    leaked: [],
    lookedFor: [],
    ...(rows === undefined ? {} : { table: { path, format: 'csv' as const, columns: [], rows, baseline_rows: 9 } }),
  })
  const folder = (tables: DescribedData['tables'], reason?: string) =>
    sides([
      folderData(
        'data',
        90,
        90,
        { isFolder: true, tables },
        reason === undefined ? {} : { unread: [{ part: 'content', reason }] },
      ),
    ])

  test('holds where it is not among the changed ones', () => {
    expect(shown([policy('data/a.csv:rows', { min: 5 })], folder([table('data/b.csv', 9)]))).toEqual([
      '+ min: 5: data/a.csv has not changed since the baseline, so `min: 5` was not judged again.',
    ])
  })

  test('fails where it changed and is no table', () => {
    expect(shown([policy('data/a.csv:rows', { min: 5 })], folder([table('data/a.csv')]))).toEqual([
      '- min: 5: data/a.csv:rows cannot be judged: data/a.csv is no table.',
    ])
  })

  test('fails with the reason of the file, not that of the folder', () => {
    const own = folder([table('data/a.csv')], 'one more')
    own.described[0]?.report.unread?.push({ path: 'data/a.csv', part: 'content', reason: 'it is empty' })
    expect(shown([policy('data/a.csv:rows', { min: 5 })], own)).toEqual([
      '- min: 5: data/a.csv:rows cannot be judged: it is empty.',
    ])
  })

  test.each(['data/*.csv:rows', 'data/**:*', 'data/*.csv:age.nulls'])('fails by %s where one was not read', (text) => {
    const [last = ''] = shown([policy(text, { min: 0 })], folder([table('data/a.csv', 9)], 'one more')).slice(-1)
    expect(last).toBe(`- min: 0: ${text} cannot be judged for all of data: one more.`)
  })

  test('is judged where others were not read', () => {
    expect(shown([policy('data/a.csv:rows', { min: 5 })], folder([table('data/a.csv', 9)], 'one more'))).toEqual([
      '+ min: 5: data/a.csv:rows is 9, at least the required 5.',
    ])
  })
})
