import { pullsOf } from '../../../src/steps/history/read-pulls.js'
import { sampleBuilds } from '../../report/builds-sample.js'

const START = Date.parse('2026-02-01T00:00:00Z')
const headOf = (hour: number) => `${hour}`.padStart(40, 'a')
const run = (number: string, hour: number, accuracy: number, status = 'FINISHED') => ({
  id: '',
  experimentId: '1',
  status,
  artifactUri: '',
  startTime: START + hour * 3_600_000,
  params: new Map(),
  metrics: new Map([['accuracy', accuracy]]),
  tags: new Map([
    ['dvc-ci.pull-request', number],
    ['dvc-ci.head', headOf(hour)],
  ]),
  modelIds: [],
})

test('a pull request has the metrics of its last complete run since the first build, oldest first', () => {
  const newestFirst = [
    run('7', 9, 0.5, 'RUNNING'),
    run('8', 8, 0.8),
    run('7', 7, 0.7, 'FAILED'),
    run('7', 6, 0.6),
    run('9', 5, NaN),
    run('', 4, 0.4),
    run('-1', 3, 0.3),
    { ...run('10', 2, 0.2), startTime: NaN },
    { ...run('11', 2, 0.2), startTime: 1e300 },
    {
      ...run('13', 2, 0.2),
      tags: new Map([
        ['dvc-ci.pull-request', '13'],
        ['dvc-ci.head', 'x'.repeat(5_000)],
      ]),
    },
    run('12', -24 * 60, 0.1),
  ]
  expect(pullsOf(newestFirst, sampleBuilds())).toEqual([
    { number: 7, head: headOf(7), at: '2026-02-01T07:00:00.000Z', values: [0.7, null, null] },
    { number: 8, head: headOf(8), at: '2026-02-01T08:00:00.000Z', values: [0.8, null, null] },
  ])
})

test('of two files with one metric each has its own name in MLflow', () => {
  const { list } = sampleBuilds()
  const metrics = ['a.json', 'b.json'].map((path) => ({ name: 'accuracy', path, values: [] }))
  const measured = { ...run('7', 7, 1), metrics: new Map([['b.json/accuracy', 0.9]]) }
  expect(pullsOf([measured], { list, metrics, params: [], data: [] })[0]?.values).toEqual([null, 0.9])
})
