import { access } from 'node:fs/promises'
import { afterAll, expect, test } from '@jest/globals'
import { cleanUp, tinyProject } from '../support/project.js'
import { step, verdicts } from '../support/rebuild.js'

afterAll(cleanUp)

test('pull: needed downloads the inputs of the evaluation and of the checks, and still judges everything', async () => {
  const alice = await tinyProject()
  await alice.edit('params.yaml', 'a: 3', 'a: 4')
  await alice.dvc('repro')
  await alice.dvc('push')
  // Only a measurement on the pulled model finds this.
  await alice.edit('metrics.json', '0.9100', '0.9900')
  await alice.dvc('commit', '-f', 'evaluate')
  await alice.git('switch', '-q', '-c', 'change')
  await alice.commit('Better numbers')
  const bob = await alice.clone('change')
  const isHere = (path: string) =>
    access(bob.path(path)).then(
      () => true,
      () => false,
    )
  const { code, report } = await bob.here(['validate', '--pull', 'needed'])
  expect([code, report.message]).toEqual([1, expect.stringMatching(/^accuracy: claimed 0\.99, measured 0\.91/)])
  expect(verdicts(report)).toEqual({
    prepare: 'unchanged',
    'train@a': 'unchanged',
    'train@b': 'unchanged',
    evaluate: 'unchanged',
  })
  expect([await isHere('models/a.txt'), await isHere('data/parts/test.csv'), await isHere('data/raw.csv')]).toEqual([
    true,
    true,
    false,
  ])
  expect(report.remote).toMatchObject({ verified: report.remote.objects, missing: [] })
  await bob.write(
    'dvc-ci.yaml',
    'validate:\n  pull: [data/raw.csv]\nchecks:\n  rows: test "$(wc -l < data/raw.csv)" -gt 1\n',
  )
  const named = await bob.here(['validate'])
  expect([step(named.report, 'check rows')?.conclusion, await isHere('data/raw.csv')]).toEqual(['success', true])
  const refused = await bob.here(['validate', '--pull', 'data/row.csv'])
  expect([refused.code, refused.report.message]).toEqual([
    2,
    expect.stringMatching(/^pull: no stage and no \.dvc file makes 'data\/row\.csv'\. Did you mean 'data\/raw\.csv'\?/),
  ])
})

test('stale stages that run get their inputs with pull: needed', async () => {
  const alice = await tinyProject()
  await alice.git('switch', '-q', '-c', 'change')
  await alice.edit('params.yaml', 'a: 3', 'a: 4')
  await alice.commit('Nobody trained')
  const bob = await alice.clone('change')
  const { code, report } = await bob.here(['validate', '--pull', 'needed', '--stale', 'run'])
  expect([report.message, code, verdicts(report)]).toEqual([
    expect.stringMatching(/^2 stages reproduced here \(train@a, evaluate\)/),
    0,
    { prepare: 'unchanged', 'train@a': 'ran', 'train@b': 'unchanged', evaluate: 'ran' },
  ])
  expect(report.metrics.find(({ name }) => name === 'accuracy')).toMatchObject({ value: 0.91, baseline: 0.92 })
  expect(
    await access(bob.path('data/raw.csv')).then(
      () => true,
      () => false,
    ),
  ).toBe(false)
  expect(await bob.status()).toBe('')
})
