import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { Report } from '../../src/report/report.js'
import { type Clone, cleanUp, scratch, tinyProject } from '../support/project.js'
import { withStartedPythons } from '../support/started-pythons.js'

afterAll(cleanUp)

const CUSTOMERS = (from: number, to: number, age = (id: number) => String(20 + (id % 50))) =>
  Array.from({ length: to - from }, (_, index) => `${from + index},${age(from + index)},city ${(from + index) % 5}\n`)
const HEAD = 'id,age,city\n'

const POLICIES = `metrics:
  policies:
    data/customers.csv:rows: { max_drop: 5% }
    data/customers.csv:schema: unchanged
    data/customers.csv:age.nulls: { max: 0.01 }
    data/customers.csv:age.psi: { max: 0.2 }
    data/heldout.csv:leaked(data/customers.csv): { max: 0 }
    data/parts/train.csv:rows: { min: 50 }
`
let alice: Clone

beforeAll(async () => {
  alice = await tinyProject({ 'dvc-ci.yaml': POLICIES })
  await alice.write('data/customers.csv', HEAD + CUSTOMERS(0, 1000).join(''))
  await alice.write('data/heldout.csv', HEAD + CUSTOMERS(5000, 5100).join(''))
  await alice.dvc('add', '-q', 'data/customers.csv', 'data/heldout.csv')
  await alice.dvc('push', '-q')
  await alice.commit('Customers')
})

/** Another clone on a branch in which the customers are these. */
async function customers(branch: string, text: string): Promise<Clone> {
  const clone = await alice.clone()
  await clone.git('switch', '-q', '-c', branch)
  await clone.write('data/customers.csv', text)
  await clone.dvc('add', '-q', 'data/customers.csv')
  await clone.dvc('push', '-q')
  await clone.commit(branch)
  return clone
}

/** The results about one table, with `!` in front where they failed. */
const verdicts = ({ policies }: Report, about = 'data/customers.csv:') =>
  policies
    .filter(({ metric }) => metric.startsWith(about))
    .map(({ metric, rule, passed }) => `${passed ? '' : '!'}${metric.slice(about.length)} ${rule}`)

test('more rows pass, and the report has the numbers without a value of a cell', async () => {
  const clone = await customers('more', HEAD + CUSTOMERS(0, 1200).join(''))
  const { result, pythons } = await withStartedPythons(() => clone.here(['validate']))
  const { code, report } = result
  // One process reads all tables. No other one asks for the Python of its packages.
  expect(pythons).toHaveLength(1)
  expect(verdicts(report)).toEqual(['rows max_drop: 5%', 'schema unchanged', 'age.nulls max: 0.01', 'age.psi max: 0.2'])
  expect(report.data).toHaveLength(1)
  expect(report.data[0]).toMatchObject({
    path: 'data/customers.csv',
    tables: [{ rows: 1200, baseline_rows: 1000, added: 200, removed: 0 }],
  })
  const text = JSON.stringify(report)
  expect(text).not.toContain('city 1')
  expect(text).not.toMatch(/"(?:min|max|mean|std|quantiles|top|bins)":/)
  expect(code).toBe(0)
})

test('values are in the report where the settings ask for them', async () => {
  const clone = await customers('values', HEAD + CUSTOMERS(0, 1001).join(''))
  const { report } = await clone.here(['validate', '--data-show', 'values'])
  const [, age, city] = report.data[0]?.tables?.[0]?.columns ?? []
  expect(age?.now).toMatchObject({ min: 20, max: 69 })
  expect(city?.now?.top?.map(({ value }) => value)).toContain('city 1')
})

test('a dropped column, lost rows and nulls close the gate with numbers', async () => {
  const rows = CUSTOMERS(0, 900, (id) => (id % 10 === 0 ? '' : String(20 + (id % 50)))).map((row) =>
    row.replace(/,city \d/, ''),
  )
  const clone = await customers('worse', `id,age\n${rows.join('')}`)
  const { code, report } = await clone.here(['validate', '--pull', 'none'])
  expect(verdicts(report)).toEqual([
    '!rows max_drop: 5%',
    '!schema unchanged',
    '!age.nulls max: 0.01',
    'age.psi max: 0.2',
  ])
  expect(report.policies.map(({ message }) => message)).toEqual(
    expect.arrayContaining([
      'data/customers.csv:rows fell by 100 from 1000 to 900, more than the allowed 50 (5% of the baseline).',
      'data/customers.csv:schema is 1, and it was 0 in the baseline. Removed: city.',
      'data/customers.csv:age.nulls is 0.1, above the allowed 0.01.',
    ]),
  )
  expect([code, report.error?.id]).toEqual([1, 'gate-closed'])
})

test('rows of the held-out table in the other one close the gate, though that table did not change', async () => {
  const clone = await customers('leak', HEAD + CUSTOMERS(0, 1000).join('') + CUSTOMERS(5000, 5003).join(''))
  const { code, report } = await clone.here(['validate'])
  expect(verdicts(report, 'data/heldout.csv:')).toEqual(['!leaked(data/customers.csv) max: 0'])
  expect(report.policies.find(({ metric }) => metric.includes('leaked'))).toMatchObject({ value: 3, baseline: 0 })
  expect(code).toBe(1)
})

test('a table that was not read closes the gate of its policies, and only warns without one', async () => {
  const clone = await customers('large', HEAD + CUSTOMERS(0, 1100).join(''))
  const limited = await clone.here(['validate', '--data-limit', '1k'])
  expect(verdicts(limited.report)).toEqual([
    '!rows max_drop: 5%',
    '!schema unchanged',
    '!age.nulls max: 0.01',
    '!age.psi max: 0.2',
  ])
  expect(limited.report.policies[0]?.message).toMatch(
    /^data\/customers\.csv:rows cannot be judged: it has .* kB, more than data\.limit \(1 kB\)\.$/,
  )
  const free = await clone.here(['validate', '--data-limit', '1k', '--thresholds', 'accuracy: { min: 0.5 }'])
  expect([free.code, free.report.data[0]?.unread?.[0]?.part]).toEqual([0, 'content'])
  expect(free.report.steps.find(({ name }) => name === 'data')?.conclusion).toBe('warning')
  const unread = await clone.here(['validate', '--data-diff', 'files'])
  expect(unread.report.policies[0]?.message).toBe(
    'data/customers.csv:rows cannot be judged: `data.diff: files` leaves it out.',
  )
})

test('a table in a folder is judged by its own path', async () => {
  const clone = await alice.clone()
  await clone.git('switch', '-q', '-c', 'parts')
  await clone.dvc('pull', '-q')
  await clone.edit('src/prepare.sh', 'head -n 60', 'head -n 30')
  await clone.dvc('repro', '-q')
  await clone.dvc('push', '-q')
  await clone.commit('Fewer rows')
  const { code, report } = await clone.here(['validate'])
  expect(verdicts(report, 'data/parts/')).toEqual(['!train.csv:rows min: 50'])
  expect(code).toBe(1)
})

test('a broken Parquet table', async () => {
  const clone = await customers('broken', 'PAR1 this is not the rest of a table PAR1')
  const { code, report } = await clone.here(['validate'])
  expect(verdicts(report)[0]).toBe('!rows max_drop: 5%')
  expect(code).toBe(1)
})

test('a retraining rejects a broken export with numbers, before it trains and with nothing changed', async () => {
  const clone = await alice.clone()
  const export_ = join(await scratch(), 'new.csv')
  await writeFile(export_, HEAD + CUSTOMERS(0, 20, () => '').join(''))
  const before = await clone.git('ls-remote', 'origin')
  const { code, report } = await clone.here(['retrain', '--yes', '--data', `data/customers.csv=${export_}`])
  expect(verdicts(report).slice(0, 3)).toEqual(['!rows max_drop: 5%', 'schema unchanged', '!age.nulls max: 0.01'])
  expect(report.error).toMatchObject({
    id: 'gate-closed',
    message: expect.stringContaining('data/customers.csv:rows fell by 980 from 1000 to 20'),
    remedy: expect.stringContaining('Nothing was built.'),
  })
  expect(code).toBe(1)
  expect(report.stages.filter(({ verdict }) => verdict === 'ran')).toEqual([])
  expect(await clone.git('ls-remote', 'origin')).toBe(before)
  expect(await clone.status()).toBe('')
})

test('the first build of a project applies bounds, and has nothing to compare with', async () => {
  const clone = await alice.clone()
  const { report, code } = await clone.here(['validate', '--baseline', 'none'])
  expect(verdicts(report)).toEqual([
    '!rows max_drop: 5%',
    '!schema unchanged',
    'age.nulls max: 0.01',
    '!age.psi max: 0.2',
  ])
  expect(report.data).toEqual([])
  expect(code).toBe(1)
})

test('a plot is no table of data', async () => {
  const clone = await alice.clone()
  await clone.git('switch', '-q', '-c', 'plots')
  await clone.write('data/curve.csv', 'x,y\n1,2\n')
  await clone.write('dvc.yaml', `${await clone.read('dvc.yaml')}plots:\n  - data/curve.csv\n`)
  await clone.dvc('add', '-q', 'data/curve.csv')
  await clone.dvc('push', '-q')
  await clone.commit('plots')
  const { report } = await clone.here(['validate'])
  expect(report.data.find(({ path }) => path === 'data/curve.csv')).toEqual({
    path: 'data/curve.csv',
    change: 'added',
    size: 8,
  })
})

test('policies on files of a folder hold beyond the number of tables that are read, and for files of any name', async () => {
  const base = await alice.clone()
  const names = ['labels.txt', ...Array.from({ length: 60 }, (_, each) => `${String(each).padStart(2, '0')}.csv`)]
  const write = (rows: (name: string) => number) =>
    Promise.all(names.map((name) => base.write(`data/many/${name}`, HEAD + CUSTOMERS(0, rows(name)).join(''))))
  await write(() => 50)
  await base.write(
    'dvc-ci.yaml',
    'metrics: { policies: { data/many/59.csv:rows: { min: 9 }, data/many/labels.txt:rows: { min: 9 }, data/many/*.csv:rows: { min: 9 } } }\n',
  )
  await base.dvc('add', '-q', 'data/many')
  await base.commit('Many')
  await base.git('switch', '-q', '-c', 'fewer')
  await write((name) => (['labels.txt', '59.csv'].includes(name) ? 5 : 51))
  await base.dvc('add', '-q', 'data/many')
  await base.dvc('push', '-q')
  await base.commit('Fewer')
  const { report, code } = await base.here(['validate'])
  expect(report.policies.filter(({ passed }) => !passed).map(({ message }) => message)).toEqual([
    'data/many/59.csv:rows is 5, below the required 9.',
    'data/many/labels.txt:rows is 5, below the required 9.',
    'data/many/59.csv:rows is 5, below the required 9.',
    'data/many/*.csv:rows cannot be judged for all of data/many: 11 further changed tables of it, because 50 are read at most.',
  ])
  expect(code).toBe(1)
})
