import { expect, test } from '@jest/globals'
import { Graph } from '../../../src/pipeline/graph.js'
import { resolveStages } from '../../../src/steps/project/select-stages.js'
import { project, stage } from '../../lint/build.js'

const index = project([stage('evaluate'), stage('train@a'), stage('train@b'), stage('prepare')], {
  edges: [
    ['train@a', 'prepare'],
    ['train@b', 'prepare'],
    ['evaluate', 'train@a'],
    ['evaluate', 'train@b'],
  ],
})
const known = { graph: new Graph(index), stages: index.stages }

test('the name of a matrix stands for all of its stages, in an order in which they can run', () => {
  expect(resolveStages(known, ['evaluate', 'train', 'prepare'], 'force')).toEqual([
    'prepare',
    'train@a',
    'train@b',
    'evaluate',
  ])
  expect(resolveStages(known, ['train@b'], 'force')).toEqual(['train@b'])
})

test.each([
  ['trian', "stages: there is no stage 'trian'. Did you mean 'train'?"],
  ['evalaute', "stages: there is no stage 'evalaute'. Did you mean 'evaluate'?"],
  ['train@z', "stages: there is no stage 'train@z'. Did you mean 'train@a'?"],
  ['publish', "stages: there is no stage 'publish'. The stages are evaluate, train@a, train@b, prepare."],
])('the unknown stage %s is rejected with the setting and the nearest name', (name, message) => {
  let error: unknown
  try {
    resolveStages(known, ['prepare', name], 'stages')
  } catch (caught) {
    error = caught
  }
  expect(error).toMatchObject({ id: 'stage-unknown', text: message })
})
