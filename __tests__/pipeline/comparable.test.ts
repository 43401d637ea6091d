import { describe, expect, test } from '@jest/globals'
import { evaluationChanges, evaluationReads, type LockedInputs } from '../../src/pipeline/comparable.js'
import { out, project, stage } from './build.js'

const source = (path: string) => stage(`${path}.dvc`, [], [path], { kind: 'data', file: `${path}.dvc` })
const evaluate = (...reads: string[]) =>
  stage('evaluate', ['src/evaluate.py', ...reads], [out('metrics.json', { cache: false, metric: true })])
const sorted = (stages: Parameters<typeof project>[0], settings: Parameters<typeof project>[1] = {}) => {
  const { measured, isMeasured } = evaluationReads(project(stages, settings), ['evaluate'])
  return { measured: measured.map(({ path, shared }) => `${path}${shared ? ' (shared)' : ''}`), isMeasured }
}

describe('evaluation reads', () => {
  test('evaluationReads measures outputs of other stages and their source data, and takes held-out data and code as the evaluation', () => {
    const { measured, isMeasured } = sorted([
      source('data/train.csv'),
      source('data/test.csv'),
      stage('prepare', ['data/train.csv'], ['data/parts']),
      stage('train', ['data/parts', 'src/model.py'], ['models/m.bin']),
      evaluate('models/m.bin', 'data/parts/valid.csv', 'data/train.csv', 'data/test.csv', 'src/model.py'),
    ])
    expect(measured).toEqual(['data/parts (shared)', 'models/m.bin', 'data/train.csv (shared)'])
    expect(
      ['models/m.bin', 'data/parts/valid.csv', 'metrics.json', 'data/test.csv', 'src/evaluate.py', 'src/model.py'].map(
        isMeasured,
      ),
    ).toEqual([true, true, true, false, false, false])
  })

  test('evaluationReads recognizes a model without a stage by its name, its format or its artifact', () => {
    expect(
      sorted([source('weights/w.bin'), source('data/test.csv'), evaluate('weights/w.bin', 'data/test.csv')]).measured,
    ).toEqual(['weights/w.bin'])
    expect(
      sorted([source('a.bin'), source('b.bin'), evaluate('a.bin', 'b.bin')], {
        artifacts: [{ file: 'dvc.yaml', name: 'a', path: 'a.bin', type: 'model' }],
      }).measured,
    ).toEqual(['a.bin'])
    // In Git only the format counts: src/model.py is code.
    expect(sorted([evaluate('clf.joblib', 'src/model.py')]).measured).toEqual(['clf.joblib'])
    const features = [source('raw.csv'), stage('featurize', ['raw.csv'], ['features']), source('model.bin')]
    expect(sorted([...features, evaluate('features', 'model.bin')]).measured).toEqual(['features', 'model.bin'])
  })

  test('evaluationReads measures nothing for a stage without a model among its inputs, because it may train one itself', () => {
    const alone = [
      [source('a.bin'), source('b.bin'), evaluate('a.bin', 'b.bin')],
      [evaluate('numbers.txt')],
      [source('raw.csv'), stage('prepare', ['raw.csv'], ['parts']), evaluate('parts')],
    ]
    expect(alone.map((stages) => sorted(stages).measured)).toEqual([[], [], []])
  })
})

test('evaluationChanges names paths, parameters and the command that differ, and ignores measured files', () => {
  const inputs = (deps: Record<string, string>, params: Record<string, string> = {}, cmd = '"x"'): LockedInputs => ({
    cmd,
    deps: new Map(Object.entries(deps)),
    params: new Map(Object.entries(params)),
  })
  const changes = (now: LockedInputs, before?: LockedInputs) =>
    evaluationChanges('evaluate', now, before, (path) => path === 'model')
  expect(changes(inputs({ model: '1', code: '1' }), inputs({ model: '2', code: '1' }))).toEqual([])
  expect(
    changes(
      inputs({ code: '1', added: '1' }, { 'params.yaml:k': '1' }, '"y"'),
      inputs({ code: '2', gone: '1' }, { 'params.yaml:k': '2' }),
    ),
  ).toEqual(['added', 'code', 'gone', 'params.yaml:k', 'the command of evaluate'])
  expect(changes(inputs({}))).toEqual(['the stage evaluate is new'])
})
