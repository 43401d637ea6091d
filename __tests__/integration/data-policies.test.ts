import { cp, rm } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { Report } from '../../src/report/report.js'
import { type Clone, cleanUp, type Outcome, tinyProject } from '../support/project.js'

afterAll(cleanUp)

const POLICIES = `metrics:
  policies:
    accuracy: { min: 0.5 }
    data/images:files: { max_drop: 10% }
    data/images:duplicates: { max: 0 }
    data/test:leaked(data/train): { max: 0 }
    data/parts:files: unchanged
    data/train/0.txt:lines: { min: 1 }
    data/train/00.txt:lines: { min: 1 }
    data/train/sub:leaked(data/test): { max: 0 }
`
let alice: Clone

beforeAll(async () => {
  alice = await tinyProject({ 'dvc-ci.yaml': POLICIES })
  for (let each = 0; each < 20; each++) {
    await alice.write(`data/images/cat/${each}.jpg`, `cat ${each}`)
    await alice.write(`data/train/${each}.txt`, `train ${each}`)
  }
  await alice.write('data/train/sub/0.txt', 'train sub')
  for (let each = 0; each < 4; each++) await alice.write(`data/test/${each}.txt`, `test ${each}`)
  await alice.dvc('add', '-q', 'data/images', 'data/train', 'data/test')
  await alice.dvc('push', '-q')
  await alice.commit('Images')
})

/** `metric rule`, with `!` in front where it failed. */
const verdicts = ({ policies }: Report) =>
  policies.map(({ metric, rule, passed }) => `${passed ? '' : '!'}${metric} ${rule}`)

const stepOf = ({ report }: Outcome, name: string) => report.steps.find((step) => step.name === name)

test('a change of no data holds its policies unread', async () => {
  const clone = await alice.clone()
  await clone.git('switch', '-q', '-c', 'nothing')
  await clone.commit('Nothing')
  const outcome = await clone.here(['validate'])
  expect(verdicts(outcome.report)).toEqual([
    'data/images:files max_drop: 10%',
    'data/images:duplicates max: 0',
    'data/test:leaked(data/train) max: 0',
    'data/parts:files unchanged',
    'data/train/0.txt:lines min: 1',
    'data/train/00.txt:lines min: 1',
    'data/train/sub:leaked(data/test) max: 0',
    'accuracy min: 0.5',
  ])
  expect(outcome.report.policies[0]?.message).toBe(
    'data/images has not changed since the baseline, so `max_drop: 10%` was not judged again.',
  )
  expect(outcome.report.data).toEqual([])
  expect(outcome.code).toBe(0)
})

test('fewer files and test files in the training data close the gate, also without a pull', async () => {
  const clone = await alice.clone()
  await clone.git('switch', '-q', '-c', 'worse')
  await clone.dvc('pull', '-q')
  for (const each of [1, 2, 3]) await rm(clone.path(`data/images/cat/${each}.jpg`))
  await clone.write('data/images/cat/copy.jpg', 'cat 0')
  await cp(clone.path('data/test/0.txt'), clone.path('data/train/sub/new.txt'))
  await clone.dvc('add', '-q', 'data/images', 'data/train')
  await clone.dvc('push', '-q')
  await clone.commit('Worse')
  const outcome = await (await clone.clone('worse')).here(['validate', '--pull', 'none'])
  expect(verdicts(outcome.report)).toEqual([
    'data/images:files max_drop: 10%',
    '!data/images:duplicates max: 0',
    '!data/test:leaked(data/train) max: 0',
    'data/parts:files unchanged',
    'data/train/0.txt:lines min: 1',
    '!data/train/00.txt:lines min: 1',
    '!data/train/sub:leaked(data/test) max: 0',
    'accuracy min: 0.5',
  ])
  expect(outcome.report.policies[5]?.message).toContain(
    'data/train has no file data/train/00.txt, neither now nor in the baseline. Did you mean data/train/0.txt',
  )
  expect(outcome.report.data.map(({ path, folder }) => [path, folder?.files, folder?.baseline_files])).toEqual([
    ['data/images', 18, 20],
    ['data/train', 22, 21],
  ])
  expect(outcome.report.error?.id).toBe('gate-closed')
  expect(outcome.code).toBe(1)
})

test('new policies are applied to data that did not change', async () => {
  const clone = await alice.clone()
  await clone.git('switch', '-q', '-c', 'stricter')
  await clone.edit('dvc-ci.yaml', 'max_drop: 10%', 'min: 21')
  await clone.commit('Stricter')
  const { report, code } = await clone.here(['validate'])
  expect(verdicts(report)).toContain('!data/images:files min: 21')
  expect(verdicts(report)).toContain('data/images:duplicates max: 0')
  expect(report.data).toEqual([])
  expect(code).toBe(1)
})

test('a name that no data has fails, and the message has the nearest', async () => {
  const clone = await alice.clone()
  const { report, code } = await clone.here([
    'validate',
    '--thresholds',
    '{ data/imges:files: { min: 1 }, data/images:fils: { min: 1 }, data/test:leaked(data/trian): { max: 0 } }',
  ])
  expect(report.policies.map(({ passed, message }) => [passed, message])).toEqual([
    [false, 'No data is named data/imges. Did you mean data/images?'],
    [false, 'data/images:fils is no quantity of data. Did you mean data/images:files?'],
    [false, 'No data is named data/trian. Did you mean data/train?'],
  ])
  expect(code).toBe(1)
})

test('a rebuild is rejected before its first stage, and changes nothing', async () => {
  const clone = await alice.clone()
  await clone.dvc('pull', '-q')
  for (const each of [1, 2, 3]) await rm(clone.path(`data/images/cat/${each}.jpg`))
  await clone.dvc('add', '-q', 'data/images')
  await clone.dvc('push', '-q')
  await clone.commit('Fewer images')
  const before = await clone.git('rev-parse', 'origin/main')
  const outcome = await clone.here(['rebuild', '--yes', '--thresholds', 'data/images:files: { max_drop: 10% }'])
  expect(outcome.report.error).toMatchObject({
    id: 'gate-closed',
    remedy: expect.stringContaining('Nothing was built.'),
  })
  expect(outcome.code).toBe(1)
  expect(stepOf(outcome, 'data')?.conclusion).toBe('failure')
  expect(stepOf(outcome, 'reproduce')).toBeUndefined()
  expect(await clone.git('ls-remote', 'origin', 'refs/heads/main')).toContain(before)
  expect(await clone.status()).toBe('')
  // Back, for the other tests.
  await clone.git('reset', '-q', '--hard', 'HEAD~1')
  await clone.git('push', '-q', '--force', 'origin', 'main')
})

test('outputs are judged after the build that makes them', async () => {
  const clone = await alice.clone()
  const rejected = await clone.here(['rebuild', '--yes', '--thresholds', 'data/parts:files: { min: 3 }'])
  expect(verdicts(rejected.report)).toEqual(['!data/parts:files min: 3'])
  expect(stepOf(rejected, 'reproduce')?.conclusion).toBe('success')
  expect(rejected.report.error?.id).toBe('gate-closed')
  const built = await clone.here(['rebuild', '--yes', '--thresholds', 'data/parts:files: { min: 2 }'])
  expect([built.code, verdicts(built.report)]).toEqual([0, ['data/parts:files min: 2']])
})

test('a plan rejects bad data before it starts a machine', async () => {
  const clone = await alice.clone()
  const { report, code } = await clone.here([
    'plan',
    '--yes',
    '--plan-for',
    'retrain',
    '--stages',
    'all',
    '--thresholds',
    'data/images:files: { min: 99 }',
  ])
  expect([code, report.error?.id]).toEqual([1, 'gate-closed'])
  expect(report.fanout?.plan).toBeUndefined()
})

test('stale stages are not run on data that the gate rejects', async () => {
  const clone = await alice.clone()
  await clone.git('switch', '-q', '-c', 'stale')
  await clone.write('data/raw.csv', '1,2\n')
  await clone.dvc('add', '-q', 'data/raw.csv')
  await clone.dvc('push', '-q')
  await clone.commit('One row')
  const stale = async (policy: string) => {
    const outcome = await clone.here([
      'validate',
      '--stale',
      'run',
      '--thresholds',
      `{ accuracy: { min: 0 }, ${policy} }`,
    ])
    const { policies, stages } = outcome.report
    return {
      stages: [...new Set(stages.map(({ verdict }) => verdict))],
      // A number of an output belongs to the data before, and one of source data never does.
      policies: policies.map(({ metric, passed, stale: older }) => [metric, passed, older ?? false]),
    }
  }
  expect(await stale('data/raw.csv:size: { min: 100 }, data/parts:files: { min: 1 }')).toEqual({
    stages: ['stale'],
    policies: [
      ['data/raw.csv:size', false, false],
      ['data/parts:files', true, true],
      ['accuracy', true, true],
    ],
  })
  expect(await stale('data/raw.csv:size: { min: 1, severity: warning }, data/parts:files: { min: 3 }')).toEqual({
    stages: ['ran'],
    policies: [
      ['data/raw.csv:size', true, false],
      ['data/parts:files', false, false],
      ['accuracy', true, false],
    ],
  })
})

test('the first build has nothing to compare with, and meets the bounds', async () => {
  const first = await tinyProject({ 'dvc-ci.yaml': POLICIES.replace(/ {4}data\/(images|test|train).*\n/g, '') })
  const { report, code } = await first.here(['rebuild', '--yes', '--force', 'train@a'])
  expect(report.policies.map(({ metric, passed }) => [metric, passed])).toEqual([
    ['data/parts:files', true],
    ['accuracy', true],
  ])
  expect(code).toBe(0)
})

test('without a baseline, leaks are looked for in data that no policy is about', async () => {
  const clone = await alice.clone()
  const { report } = await clone.here(['validate', '--baseline', 'none'])
  expect(report.policies.find(({ metric }) => metric.includes('leaked'))).toMatchObject({
    metric: 'data/test:leaked(data/train)',
    passed: true,
    value: 0,
  })
})
