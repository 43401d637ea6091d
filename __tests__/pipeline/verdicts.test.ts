import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { Graph } from '../../src/pipeline/graph.js'
import type { ProjectStatus } from '../../src/pipeline/project.js'
import { isUnlocked, verdicts } from '../../src/pipeline/verdicts.js'
import { isChange } from '../../src/report/report.js'
import { dep, out, project, stage } from './build.js'

const CHAIN = project([
  stage('raw.dvc', [], ['raw'], { kind: 'data' }),
  stage('prepare', ['raw', 'src/prepare.py'], ['parts']),
  stage('train', ['parts', 'src/train.py'], ['model']),
  stage('evaluate', ['model'], [out('metrics.json', { metric: true, cache: false })]),
])
const inGit = (path: string) => path.startsWith('src') || path === 'metrics.json'

/** Verdicts and causes in a few words. */
function told(status: ProjectStatus, sample = CHAIN): Record<string, string> {
  return Object.fromEntries(
    verdicts(sample, status, inGit).map(({ name, verdict, causes }) => [
      name,
      [verdict, ...causes.map(({ kind, path }) => `${kind}:${path ?? ''}`)].join(' '),
    ]),
  )
}

describe('verdicts', () => {
  test('stages without differences are unchanged', () => {
    expect(told({})).toEqual({ prepare: 'unchanged', train: 'unchanged', evaluate: 'unchanged' })
  })

  test('a changed input is code if Git tracks it, else data, and stages after it are stale', () => {
    expect(told({ train: { deps: { 'src/train.py': 'modified', parts: 'modified' } } })).toEqual({
      prepare: 'unchanged',
      train: 'stale code:src/train.py data:parts',
      evaluate: 'stale upstream:train',
    })
  })

  test('a changed .dvc file makes its readers stale and is no stage itself', () => {
    expect(told({ prepare: { deps: { raw: 'modified' } }, 'raw.dvc': { outs: { raw: 'modified' } } })).toEqual({
      prepare: 'stale data:raw',
      train: 'stale upstream:prepare',
      evaluate: 'stale upstream:train',
    })
  })

  test('absent data makes only its own stage stale', () => {
    expect(told({ train: { outs: { model: 'not in cache' } }, evaluate: { deps: { model: 'deleted' } } })).toEqual({
      prepare: 'unchanged',
      train: 'stale missing:model',
      evaluate: 'stale missing:model',
    })
    expect(told({ train: { outs: { model: 'deleted' } } })).toMatchObject({
      train: 'stale missing:model',
      evaluate: 'unchanged',
    })
  })

  test('an address that its server lacks is named without its credentials, and is no file of this machine', () => {
    const address = 'https://me:hunter22@host/d.csv?sig=secret'
    const reader = project([stage('a', [address], ['out'])])
    const [absent] = verdicts(reader, { a: { deps: { [address]: 'deleted' } } }, inGit)
    expect(absent?.causes).toEqual([
      {
        kind: 'missing',
        path: 'https://host/d.csv',
        message: 'its server has no file https://host/d.csv, which it reads',
      },
    ])
    const [changed] = verdicts(reader, { a: { deps: { [address]: 'modified' } } }, inGit)
    expect(changed?.causes[0]).toMatchObject({ kind: 'data', message: 'https://host/d.csv has changed' })
  })

  test('changed parameters are named one by one with both values, at any depth', () => {
    const [, train] = verdicts(
      CHAIN,
      {
        train: {
          params: {
            'params.yaml': {
              train: {
                status: 'modified',
                old: { lr: 0.1, net: { depth: 2, act: 'relu' } },
                new: { lr: 0.1, net: { depth: 3, act: 'relu' } },
              },
              seed: { status: 'new', new: 7 },
              gone: { status: 'deleted', old: [1, 2] },
            },
          },
        },
      },
      inGit,
    )
    expect(train?.causes).toEqual([
      { kind: 'params', path: 'params.yaml:train.net.depth', message: 'train.net.depth: 2 -> 3' },
      { kind: 'params', path: 'params.yaml:seed', message: 'seed is new: 7' },
      { kind: 'params', path: 'params.yaml:gone', message: 'gone is gone, it was [1,2]' },
    ])
  })

  test('an absent parameter file is a cause', () => {
    expect(told({ train: { params: { 'conf.yaml': 'deleted' } } })).toMatchObject({
      train: 'stale params:conf.yaml',
      evaluate: 'stale upstream:train',
    })
  })

  test('a long value of a parameter is shortened', () => {
    const [, train] = verdicts(
      CHAIN,
      { train: { params: { p: { text: { status: 'modified', old: 'x'.repeat(500), new: 'y' } } } } },
      inGit,
    )
    expect(train?.causes[0]?.message).toHaveLength('text: '.length + 60 + ' -> "y"'.length)
  })

  test('a changed command and a changed output are causes', () => {
    expect(told({ prepare: { command: true }, train: { outs: { model: 'modified' } } })).toEqual({
      prepare: 'stale command:dvc.yaml',
      train: 'stale data:model upstream:prepare',
      evaluate: 'stale upstream:train',
    })
    expect(told({ train: { checksum: true } })).toMatchObject({ train: 'stale command:dvc.yaml' })
  })

  test('a stage that was never reproduced has that as its only cause', () => {
    const fresh = stage('new', [], [out('x')], { file: 'sub/dvc.yaml', deps: [dep('y', null)] })
    delete fresh.outs[0]?.hash
    expect(isUnlocked(fresh)).toBe(true)
    const [report] = verdicts(
      project([fresh]),
      { new: { deps: { y: 'new' }, outs: { x: 'deleted' }, command: true } },
      inGit,
    )
    expect(report).toMatchObject({ verdict: 'stale', causes: [{ kind: 'command', path: 'sub/dvc.lock' }] })
    expect(report?.causes[0]?.message).toMatch(/never reproduced/)
  })

  test('always-changed stages are not stale, and make no other stage stale', () => {
    expect(told({ prepare: { always: true } })).toEqual({
      prepare: 'unchanged always:',
      train: 'unchanged',
      evaluate: 'unchanged',
    })
    expect(told({ prepare: { always: true, command: true } })).toMatchObject({
      prepare: 'stale command:dvc.yaml always:',
    })
  })

  test('a frozen stage stays frozen when its needs change, and its readers have verdicts of their own', () => {
    const frozen = project(CHAIN.stages.map((each) => (each.name === 'train' ? { ...each, frozen: true } : each)))
    expect(told({ prepare: { command: true } }, frozen)).toEqual({
      prepare: 'stale command:dvc.yaml',
      train: 'frozen',
      evaluate: 'unchanged',
    })
    expect(told({ train: { outs: { model: 'deleted' } } }, frozen)).toMatchObject({ train: 'frozen missing:model' })
  })

  test('a folder of unknown state is no cause', () => {
    expect(told({ evaluate: { deps: { models: 'unknown' } } })).toMatchObject({ evaluate: 'unchanged' })
  })

  test('a new dependency in dvc.yaml is a cause', () => {
    expect(told({ train: { deps: { 'src/new.py': 'new' } } })).toMatchObject({ train: 'stale code:src/new.py' })
  })

  test('property: every stage has one verdict in the order of the project, and only changed stages and those after them are stale', () => {
    const sample = fc.array(
      fc.record({ reads: fc.array(fc.nat(), { maxLength: 3 }), frozen: fc.boolean(), changed: fc.boolean() }),
      { minLength: 1, maxLength: 10 },
    )
    fc.assert(
      fc.property(sample, (rows) => {
        const random = project(
          rows.map(({ reads, frozen }, index) =>
            stage(`s${index}`, index === 0 ? [] : reads.map((read) => `out${read % index}`), [`out${index}`], {
              frozen,
            }),
          ),
        )
        const status: ProjectStatus = Object.fromEntries(
          rows.flatMap(({ changed }, index) => (changed ? [[`s${index}`, { command: true }]] : [])),
        )
        const reports = verdicts(random, status, () => true)
        expect(reports.map(({ name }) => name)).toEqual(random.stages.map(({ name }) => name))
        const roots = rows.flatMap(({ changed, frozen }, index) => (changed && !frozen ? [`s${index}`] : []))
        const below = new Graph(random).withDownstream(roots)
        for (const { name, verdict, causes } of reports) {
          const { frozen } = random.stages.find((each) => each.name === name) ?? { frozen: false }
          expect(verdict).toBe(frozen ? 'frozen' : below.has(name) ? 'stale' : 'unchanged')
          if (verdict === 'stale') expect(causes.filter(isChange).length).toBeGreaterThan(0)
        }
      }),
    )
  })
})
