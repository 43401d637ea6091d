import { expect, test } from '@jest/globals'
import type { TrackedRun } from '../../../src/mlflow/runs.js'
import { folderClash } from '../../../src/steps/publish/tag-names.js'
import { isSameRepository } from '../../../src/steps/tracking/model-owner.js'
import { summaryOf } from '../../../src/steps/tracking/stage-runs.js'

const run = (params: Record<string, string>, metrics: Record<string, number>): TrackedRun => ({
  id: 'r',
  experimentId: '1',
  status: 'FINISHED',
  artifactUri: '',
  startTime: 0,
  params: new Map(Object.entries(params)),
  metrics: new Map(Object.entries(metrics)),
  tags: new Map(),
  modelIds: [],
})

test('the run of the build has the params on which all stages agree, and the metrics of one stage alone', () => {
  const { params, metrics } = summaryOf([
    run({ kind: 'linear', part: 'a' }, { loss: 1, a: 2 }),
    run({ kind: 'linear', part: 'b' }, { loss: 1, b: 3 }),
  ])
  expect([Object.fromEntries(params), Object.fromEntries(metrics)]).toEqual([{ kind: 'linear' }, { a: 2, b: 3 }])
})

test.each([
  [['p'], ['p/q'], { name: 'p', other: 'p/q' }],
  [['p/v2'], ['p'], { name: 'p/v2', other: 'p' }],
  [['p', 'p/v1'], [], { name: 'p', other: 'p/v1' }],
  [['p-v1'], ['p', 'p-v0', 'p-v11'], undefined],
  [['p/v2'], ['p/v1', 'pq'], undefined],
])('Git can store the tags %j beside %j or not', (names, existing, clash) => {
  expect(folderClash(names, existing)).toEqual(clash)
})

test.each([
  ['team/a', 'Team/A', true],
  ['a', 'team/a', true],
  ['team/a', 'other/a', false],
  ['a', 'b', false],
])('%s and %s are one repository: %s', (one, other, same) => {
  expect(isSameRepository(one, other)).toBe(same)
})
