import { expect, test } from '@jest/globals'
import { Graph } from '../../../src/pipeline/graph.js'
import { type BuildPaths, isInput } from '../../../src/steps/project/path-roles.js'
import { stagesBelow } from '../../../src/steps/project/project.js'
import { out, project, stage } from '../../lint/build.js'

/** A project at the top of its repository, with a pipeline that reads code, data, parameters and a template file. */
function paths(): BuildPaths {
  const index = project(
    [
      stage('data/raw.csv.dvc', { kind: 'data', file: 'data/raw.csv.dvc', outs: [out('data/raw.csv')] }),
      stage('train', {
        deps: [
          { kind: 'path', path: 'src/train.py' },
          { kind: 'path', path: 'src/lib' },
          { kind: 'path', path: 'data/raw.csv' },
          { kind: 'params', path: 'conf/train.yaml', names: ['lr'], locked: {} },
        ],
        outs: [out('model.bin'), out('metrics.json', { cache: false, metric: true })],
      }),
    ],
    { root: '/project', edges: [['train', 'data/raw.csv.dvc']] },
  )
  return {
    fromGit: (path) => path,
    inGit: (path) => path,
    index,
    graph: new Graph(index),
    stages: stagesBelow(index),
    files: [{ path: 'dvc.yaml', kind: 'pipeline', text: '', data: { vars: ['conf/sizes.yaml:small'] } }],
    run: { settings: { workingDirectory: '/project' } },
  }
}

test.each([
  ['a pipeline', 'dvc.yaml'],
  ['a lock', 'dvc.lock'],
  ['a .dvc file', 'data/raw.csv.dvc'],
  ['a .dvc file that no stage reads', 'other.csv.dvc'],
  ['code', 'src/train.py'],
  ['code in a folder that a stage reads', 'src/lib/deep/util.py'],
  ['a parameter file of a stage', 'conf/train.yaml'],
  ['the parameter file of templates', 'params.yaml'],
  ['a file of vars', 'conf/sizes.yaml'],
  ['requirements', 'requirements.txt'],
  ['a lock of the environment', 'uv.lock'],
  ['the version of Python', '.python-version'],
  ["DVC's configuration", '.dvc/config'],
  ['ignored paths', '.dvcignore'],
  ['ignored paths of a folder', 'src/.dvcignore'],
])('a build reads %s', (_, path) => {
  expect(isInput(paths(), path)).toBe(true)
})

test.each([
  ['a text', 'README.md'],
  ['code that no stage reads', 'src/common.py'],
  ['a file whose name begins like that of an input', 'src/train.py.orig'],
  ['requirements of another folder', 'docs/requirements.txt'],
  ['a result that Git tracks', 'metrics.json'],
  ['a workflow', '.github/workflows/ci.yml'],
  ['the configuration of another folder', 'docs/.dvc/config'],
])('a build does not read %s', (_, path) => {
  expect(isInput(paths(), path)).toBe(false)
})
