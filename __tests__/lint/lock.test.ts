import { describe, expect, test } from '@jest/globals'
import { unmatchedStages } from '../../src/lint/lock.js'
import { found, lintInput, out, project, stage } from './build.js'

const PIPELINE = 'stages:\n  prepare:\n    cmd: run prepare\n  train:\n    cmd: run train\n'
const md5 = '0123456789abcdef0123456789abcdef'

describe('lock-missing', () => {
  test('a dvc.yaml without a dvc.lock is a finding, with the command that creates it', () => {
    expect(found('lock-missing', { files: { 'dvc.yaml': PIPELINE } })).toEqual([
      {
        rule: 'lock-missing',
        path: 'dvc.yaml',
        line: 1,
        severity: 'error',
        fix: 'dvc repro && git add dvc.lock',
        message:
          'dvc.yaml has 2 stages and there is no dvc.lock, so the data and the model of this commit are unknown.',
      },
    ])
    expect(found('lock-missing', { files: { 'a b/dvc.yaml': PIPELINE } })).toMatchObject([
      { fix: "dvc repro 'a b/dvc.yaml' && git add 'a b/dvc.lock'" },
    ])
    expect(
      found('lock-missing', { prefix: 'sub', dvcRoot: 'sub', files: { 'sub/in/dvc.yaml': PIPELINE } }),
    ).toMatchObject([{ path: 'sub/in/dvc.yaml', fix: 'dvc --cd sub repro in/dvc.yaml && git add sub/in/dvc.lock' }])
  })

  test.each<[string, Parameters<typeof found>[1]]>([
    ['there is one', { files: { 'dvc.yaml': PIPELINE, 'dvc.lock': "schema: '2.0'\nstages: {}\n" } }],
    ['it is there and ignored', { files: { 'dvc.yaml': PIPELINE }, present: ['dvc.lock'], ignored: ['dvc.lock'] }],
    ['dvc.yaml has only metrics', { files: { 'dvc.yaml': 'metrics:\n- metrics.json\n' } }],
    ['no stages', { files: { 'dvc.yaml': 'stages: {}\n' } }],
    ['there are only .dvc files', { files: { 'data.csv.dvc': `outs:\n- md5: ${md5}\n  path: data.csv\n` } }],
  ])('lock-missing finds nothing where %s', (_, input) => expect(found('lock-missing', input)).toEqual([]))
})

describe('lock-not-committed', () => {
  const files = { 'dvc.yaml': PIPELINE, 'dvc.lock': "schema: '2.0'\nstages: {}\n" }
  test('a dvc.lock that Git does not track is a finding', () => {
    expect(found('lock-not-committed', { files, untracked: ['dvc.lock'] })).toMatchObject([
      { path: 'dvc.lock', severity: 'error', fix: 'git add dvc.lock' },
    ])
  })

  test('lock-not-committed finds nothing where dvc.lock is tracked, absent or ignored', () => {
    expect(found('lock-not-committed', { files })).toEqual([])
    expect(found('lock-not-committed', { files: { 'dvc.yaml': PIPELINE } })).toEqual([])
    expect(
      found('lock-not-committed', { files: { 'dvc.yaml': PIPELINE }, present: ['dvc.lock'], ignored: ['dvc.lock'] }),
    ).toEqual([])
  })
})

describe('lock-out-of-step', () => {
  const train = stage('train', {
    deps: [
      { kind: 'path', path: 'train.py', hash: md5 },
      { kind: 'params', path: 'params.yaml', names: ['lr'], locked: { lr: 1 } },
    ],
    outs: [out('model.pkl', { hash: md5 })],
  })
  const entry =
    '    cmd: run train\n    deps:\n    - path: train.py\n      md5: x\n    params:\n      params.yaml:\n        lr: 0.1\n    outs:\n    - path: model.pkl\n      md5: x\n'
  const lock = (text: string) => ({ 'dvc.yaml': PIPELINE, 'dvc.lock': `schema: '2.0'\nstages:\n  train:\n${text}` })
  const ask = (text: string, changed = train) =>
    found('lock-out-of-step', { files: lock(text), project: project([changed]) })

  test('a stage that a rollback made stale is a notice, and the rule needs the history only for such stages', () => {
    const stale = lock(entry.replace('run train', 'run train --fast'))
    const why = 'the base branch is held since 2026-11-28 by alice: wrong labels'
    const input = { files: stale, project: project([train]) }
    expect(found('lock-out-of-step', { ...input, held: { stages: new Set(['train']), why } })).toMatchObject([
      {
        severity: 'notice',
        message: `dvc.lock does not match train: its command differs. A rollback made it stale: ${why}.`,
      },
    ])
    expect(found('lock-out-of-step', { ...input, held: { stages: new Set(['other']), why } })).toMatchObject([
      { severity: 'error' },
    ])
    expect(unmatchedStages(lintInput(input))).toEqual([
      { name: 'train', verdict: 'stale', causes: [expect.objectContaining({ kind: 'command' })] },
    ])
    expect(unmatchedStages(lintInput({ ...input, files: lock(entry) }))).toEqual([])
  })

  test('a lock entry that matches its stage is no finding', () => expect(ask(entry)).toEqual([]))

  test.each<[string, string, RegExp]>([
    ['another command', entry.replace('run train', 'run train --fast'), /its command differs/],
    [
      'a dependency that it lacks',
      entry.replace('train.py', 'old.py'),
      /the dependency train\.py has no entry; dvc.yaml does not declare the dependency old\.py/,
    ],
    ['an output that it lacks', entry.replace('model.pkl', 'old.pkl'), /the output model\.pkl has no entry/],
    ['a parameter that it lacks', entry.replace('lr', 'momentum'), /the parameter lr of params\.yaml has no entry/],
  ])('lock-out-of-step reports %s', (_, text, message) => {
    const [finding, ...more] = ask(text)
    expect(more).toEqual([])
    expect(finding).toMatchObject({
      path: 'dvc.yaml',
      line: 4,
      severity: 'error',
      fix: 'dvc repro train && git add dvc.lock',
    })
    expect(finding?.message).toMatch(message)
  })

  test('many differences of one stage give one finding', () => {
    expect(ask('    cmd: x\n    outs:\n    - path: a\n    - path: b\n')).toMatchObject([
      { message: expect.stringMatching(/; and 3 more\.$/) as unknown },
    ])
  })

  test('a stage without an entry in dvc.lock is an error', () => {
    const files = { 'dvc.yaml': PIPELINE, 'dvc.lock': "schema: '2.0'\nstages: {}\n" }
    const unlocked = stage('train', { outs: [out('model.pkl')] })
    expect(found('lock-out-of-step', { files, project: project([unlocked]) })).toMatchObject([
      { message: expect.stringContaining('no entry for train') as unknown, severity: 'error' },
    ])
    expect(found('lock-out-of-step', { files, project: project([{ ...unlocked, frozen: true }]) })).toEqual([])
  })

  test('paths in dvc.lock start at the working directory of the stage, and paths outside of the repository are not checked', () => {
    const moved = stage('train', {
      wdir: 'src',
      deps: [
        { kind: 'path', path: 'data/x' },
        { kind: 'path', path: '../../abs/y' },
        { kind: 'external', path: 's3://b/k' },
      ],
      outs: [out('src/m')],
    })
    const text =
      '    cmd: run train\n    deps:\n    - path: ../data/x\n    - path: /abs/y\n    - path: s3://b/k\n    outs:\n    - path: m\n'
    expect(ask(text, moved)).toEqual([])
    expect(ask(text.replace('path: m', 'path: n'), moved)).toHaveLength(1)
  })

  test('stages of matrices and of other folders are found by their names in dvc.lock', () => {
    const inner = stage('sub/dvc.yaml:train@a-1', { file: 'sub/dvc.yaml', wdir: 'sub', outs: [out('sub/a.txt')] })
    const files = {
      'sub/dvc.yaml': 'stages:\n  other: {cmd: x}\n  train:\n    matrix: {m: [a-1]}\n    cmd: y\n',
      'sub/dvc.lock': "schema: '2.0'\nstages:\n  train@a-1:\n    cmd: run other\n    outs:\n    - path: a.txt\n",
    }
    expect(found('lock-out-of-step', { files, project: project([inner]) })).toMatchObject([
      { path: 'sub/dvc.yaml', line: 3, fix: 'dvc repro sub/dvc.yaml:train@a-1 && git add sub/dvc.lock' },
    ])
  })

  test('entries of removed stages give a notice, because DVC ignores them', () => {
    const files = {
      'dvc.yaml': PIPELINE,
      'dvc.lock': `schema: '2.0'\nstages:\n  train:\n${entry}  gone@1:\n    cmd: x\n`,
    }
    expect(found('lock-out-of-step', { files, project: project([train]) })).toMatchObject([
      {
        path: 'dvc.lock',
        line: 14,
        severity: 'notice',
        message: expect.stringContaining('still has gone@1') as unknown,
      },
    ])
    expect(found('lock-out-of-step', { files: { 'dvc.lock': files['dvc.lock'] }, project: project([]) })).toMatchObject(
      [{ severity: 'notice' }],
    )
  })

  test('lock-out-of-step finds nothing without the project, and nothing in a dvc.lock with conflict marks', () => {
    expect(found('lock-out-of-step', { files: lock('    cmd: x\n') })).toEqual([])
    expect(
      found('lock-out-of-step', {
        files: { ...lock(''), 'dvc.lock': '<<<<<<< HEAD\nstages: {}\n=======\nstages: {}\n>>>>>>> x\n' },
        project: project([train]),
      }),
    ).toEqual([])
  })
})
