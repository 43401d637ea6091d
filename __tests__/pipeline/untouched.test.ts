import { describe, expect, test } from '@jest/globals'
import { Graph } from '../../src/pipeline/graph.js'
import { untouchedStages } from '../../src/pipeline/untouched.js'
import type { Cause, StageReport } from '../../src/report/report.js'
import { project, stage } from './build.js'

/** Two pipelines: raw.csv -> clean -> train, and words.txt -> count. */
const graph = new Graph(
  project([
    stage('data/raw.csv.dvc', [], ['data/raw.csv'], { kind: 'data', file: 'data/raw.csv.dvc' }),
    stage('clean', ['data/raw.csv', 'src/clean.py'], ['data/clean.csv']),
    stage('train', ['data/clean.csv', 'src/train.py', 'src/lib'], ['model.pkl']),
    stage('count', ['words.txt', 'src/count.py'], ['count.txt']),
  ]),
)
const stale = (name: string, ...causes: Cause[]): StageReport => ({ name, verdict: 'stale', causes })
const changed = (path: string): Cause => ({ kind: 'code', path, message: `${path} has changed` })
/** A rollback made both stale: the code is newer than dvc.lock. */
const STALE = [stale('train', changed('src/train.py')), stale('count', changed('src/count.py'))]

describe('a stale stage is inherited from the base', () => {
  test.each<[string, string[], string[], string[]]>([
    ['a change of no input touches no stage', [], [], ['train', 'count']],
    ['a changed dependency touches its stage', ['src/train.py'], [], ['count']],
    ['a file in a dependency that is a folder touches its stage', ['src/lib/a.py'], [], ['count']],
    ['a dependency of a stage before it touches it', ['src/clean.py'], [], ['count']],
    ['the .dvc file of its source data touches it', ['data/raw.csv.dvc'], [], ['count']],
    ['a changed entry of dvc.lock touches its stage', [], ['count'], ['train']],
    ['a changed entry of a stage before it touches it', [], ['clean'], ['count']],
    ['the environment touches no stage', ['requirements.txt'], [], ['train', 'count']],
    ['a change of dvc.yaml touches every stage', ['dvc.yaml'], [], []],
  ])('%s', (_, inputs, entries, untouched) => {
    expect([...untouchedStages(STALE, graph, { inputs, entries: new Set(entries) })]).toEqual(untouched)
  })

  test('a changed parameter touches the stages for which it is a cause, and those with another command', () => {
    const some = [
      stale('train', { kind: 'params', path: 'params.yaml:C', message: 'C: 1 -> 2' }),
      stale('count', changed('src/count.py')),
      stale('clean', { kind: 'command', path: 'dvc.yaml', message: 'its command is not the one in dvc.lock' }),
    ]
    const touched = { inputs: ['params.yaml'], entries: new Set<string>() }
    expect([...untouchedStages(some, graph, touched)]).toEqual(['count'])
    // A template cannot read the code or the text of another stage.
    const other = { inputs: ['src/count.py', 'words.txt'], entries: new Set<string>() }
    expect([...untouchedStages(some, graph, other)]).toEqual(['train', 'clean'])
    expect([...untouchedStages(some, graph, { ...other, inputs: ['settings.py'] })]).toEqual(['count'])
  })
})
