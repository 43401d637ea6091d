import { describe, expect, test } from '@jest/globals'
import { evaluatedBy, evaluationStages, isMetric, metricFiles } from '../../src/pipeline/evaluation.js'
import { out, project, stage } from './build.js'

const metric = (path: string) => out(path, { metric: true, cache: false })
const plot = (path: string) => out(path, { plot: true, cache: false })
const train = stage('train', ['data'], ['model'])

describe('the stages that only measure', () => {
  test('evaluationStages are stages that make only metrics and plots', () => {
    expect(
      evaluationStages(project([train, stage('evaluate', ['model'], [metric('m.json'), plot('roc.csv')])])),
    ).toEqual(['evaluate'])
  })

  test('a stage that also makes a model is no evaluation stage', () => {
    expect(evaluationStages(project([stage('train', ['data'], ['model', metric('m.json')])]))).toEqual([])
  })

  test('predictions are part of an evaluation in a stage with a metric', () => {
    const predict = stage('evaluate', ['model'], [metric('m.json'), 'p.csv'])
    expect(evaluationStages(project([train, predict]))).toEqual([])
    expect(evaluationStages(project([train, predict]), ['p.csv'])).toEqual(['evaluate'])
    const alone = stage('predict', ['model'], ['p.csv'])
    const score = stage('score', ['p.csv'], [metric('m.json')])
    expect(evaluationStages(project([train, alone, score]), ['p.csv'])).toEqual(['score'])
  })

  test('an evaluation wrote its outputs and read its dependencies, and no other file', () => {
    const kept = out('kept.csv', { persist: true })
    const isEvaluated = evaluatedBy([stage('evaluate', ['model', 'p.csv'], ['out', kept])])
    expect(['out/p.csv', 'p.csv', 'other.csv', 'kept.csv', 'p.csv.old'].map(isEvaluated)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ])
  })

  test('a stage with plots alone is an evaluation stage only beside one with metrics', () => {
    const curve = stage('curve', ['model'], [plot('c.csv')])
    expect(evaluationStages(project([train, curve]))).toEqual([])
    expect(evaluationStages(project([train, curve, stage('evaluate', ['model'], [metric('m.json')])])).sort()).toEqual([
      'curve',
      'evaluate',
    ])
  })

  test('top-level metrics and plots make an evaluation stage: the file, one inside the output, or its folder', () => {
    const live = stage('evaluate', ['model'], ['eval'])
    expect(evaluationStages(project([train, live], { metrics: ['eval/metrics.json'], plots: ['eval/plots'] }))).toEqual(
      ['evaluate'],
    )
    const files = stage('evaluate', ['model'], ['eval/a.json', 'eval/b.json'])
    expect(evaluationStages(project([train, files], { metrics: ['eval'] }))).toEqual(['evaluate'])
    expect(
      evaluationStages(
        project([train, stage('evaluate', ['model'], ['evaluation'])], { metrics: ['eval/metrics.json'] }),
      ),
    ).toEqual([])
  })

  test('evaluationStages are in an order in which DVC can run them', () => {
    const second = stage('a-report', ['first.json'], [metric('second.json')])
    const first = stage('z-measure', ['model'], [metric('first.json')])
    expect(evaluationStages(project([second, train, first]))).toEqual(['z-measure', 'a-report'])
  })

  test('frozen stages, .dvc files, and stages without outputs or command are no evaluation stages', () => {
    const frozen = stage('evaluate', ['model'], [metric('m.json')], { frozen: true })
    const data = stage('m.json.dvc', [], [metric('n.json')], { kind: 'data' })
    const silent = stage('silent', ['model'], [])
    const bare = stage('bare', ['model'], [metric('o.json')])
    delete bare.cmd
    expect(evaluationStages(project([train, frozen, data, silent, bare]))).toEqual([])
  })
})

describe('metrics files', () => {
  test('metricFiles returns each metrics file once, sorted by path, with the stage that makes it', () => {
    const evaluate = stage('evaluate', ['model'], [metric('z.json')])
    const live = stage('live', ['model'], ['eval'])
    const sample = project([train, evaluate, live], { metrics: ['z.json', 'eval/metrics.json', 'loose.yaml'] })
    expect(metricFiles(sample).map(({ path, stage: owner }) => [path, owner])).toEqual([
      ['eval/metrics.json', 'live'],
      ['loose.yaml', undefined],
      ['z.json', 'evaluate'],
    ])
    expect(isMetric(sample, out('eval'))).toBe(true)
    expect(isMetric(sample, out('model'))).toBe(false)
  })
})
