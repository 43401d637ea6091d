import { rm } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Finding, Report } from '../../src/report/report.js'
import { type Clone, cleanUp, rules, TINY, tinyProject } from '../support/project.js'
import { damage, hashOf } from '../support/rebuild.js'

afterAll(cleanUp)

/** Verdict and causes of each stage in a few words. */
function told(report: Report): Record<string, string> {
  return Object.fromEntries(
    report.stages.map(({ name, verdict, causes }) => [
      name,
      [verdict, ...causes.map(({ kind, path }) => `${kind}:${path ?? ''}`)].join(' '),
    ]),
  )
}

/** Rule, place and message of the findings that are errors. */
function errors(report: Report): [string, string, string][] {
  return report.lint
    .filter(({ severity }) => severity === 'error')
    .map((finding: Finding) => [finding.rule, `${finding.path ?? ''}:${finding.line ?? ''}`, finding.message])
}

const UNCHANGED = { prepare: 'unchanged', 'train@a': 'unchanged', 'train@b': 'unchanged', evaluate: 'unchanged' }

/** Validates the workspace as it is and proves that nothing of it was changed: neither what Git sees nor dvc.lock nor an output. */
async function validateUntouched(clone: Clone): Promise<{ code: number; report: Report }> {
  const state = async () => [
    await clone.status(),
    await clone.read('dvc.lock').catch(() => ''),
    await clone.read('models/a.txt'),
    await clone.read('metrics.json'),
  ]
  const before = await state()
  const { code, report } = await clone.here(['validate'])
  expect(await state()).toEqual(before)
  return { code, report }
}

describe('a change without dvc repro', () => {
  let clone: Clone

  beforeAll(async () => {
    clone = await (
      await tinyProject({
        'params.yaml': 'train:\n  a:\n    depth: 3\n    name: [x]\n  b: 5\n',
        'src/train.sh': 'mkdir -p models\necho "  $1: 4" > models/$1.txt\n',
      })
    ).clone()
    await clone.dvc('pull', '-q')
  })

  const restore = async () => {
    await clone.git('reset', '-q', '--hard')
    await clone.git('clean', '-qfd')
    await clone.dvc('checkout', '-q', '--force')
  }

  test('an unchanged project has no stale stage', async () => {
    const { code, report } = await validateUntouched(clone)
    expect([code, told(report), rules(report)]).toEqual([0, UNCHANGED, []])
  })

  test('changed code makes each stage that reads it stale at its line, and later stages through them', async () => {
    await clone.edit('src/train.sh', 'mkdir', 'set -e\nmkdir')
    const { code, report } = await validateUntouched(clone)
    expect(code).toBe(1)
    expect(told(report)).toEqual({
      ...UNCHANGED,
      'train@a': 'stale code:src/train.sh',
      'train@b': 'stale code:src/train.sh',
      evaluate: 'stale upstream:train@a upstream:train@b',
    })
    expect(errors(report)).toEqual([
      ['stale-stage', 'dvc.yaml:6', 'dvc.lock is stale: dvc repro would run train@a (src/train.sh has changed).'],
      ['stale-stage', 'dvc.yaml:6', 'dvc.lock is stale: dvc repro would run train@b (src/train.sh has changed).'],
      [
        'stale-stage',
        'dvc.yaml:13',
        'dvc.lock is stale: dvc repro would run evaluate (train@a, which it needs, is stale; train@b, which it needs, is stale).',
      ],
    ])
    expect(report.lint[0]?.fix).toBe('dvc repro && dvc push && git add dvc.lock && git commit -a')
    expect(report.message).toBe(
      'dvc.lock is stale: dvc repro would run train@a (src/train.sh has changed); stale too: train@b, evaluate.',
    )
    await restore()
  })

  test('a changed .dvc file makes the stages that read it stale', async () => {
    await clone.write('data/raw.csv', 'a,b\n')
    await clone.dvc('add', '-q', 'data/raw.csv')
    await clone.dvc('push', '-q')
    const { code, report } = await validateUntouched(clone)
    expect([code, told(report)]).toEqual([
      1,
      {
        prepare: 'stale data:data/raw.csv',
        'train@a': 'stale upstream:prepare',
        'train@b': 'stale upstream:prepare',
        evaluate: 'stale upstream:train@a upstream:train@b upstream:prepare',
      },
    ])
    expect(errors(report)[0]).toEqual([
      'stale-stage',
      'data/raw.csv.dvc:5',
      expect.stringContaining('data/raw.csv has changed'),
    ])
    await restore()
  })

  test('changed data without dvc add is a finding at its .dvc file, and stays unchanged', async () => {
    await clone.write('data/raw.csv', 'unsaved\n')
    const { code, report } = await validateUntouched(clone)
    expect([code, await clone.read('data/raw.csv')]).toEqual([1, 'unsaved\n'])
    expect(report.steps.find(({ name }) => name === 'pull')).toMatchObject({
      conclusion: 'success',
      message: expect.stringContaining('kept because of uncommitted changes: data/raw.csv') as unknown,
    })
    expect(errors(report)).toContainEqual([
      'data-changed',
      'data/raw.csv.dvc:5',
      'data/raw.csv differs from data/raw.csv.dvc.',
    ])
    expect(told(report)).toMatchObject({ prepare: 'stale data:data/raw.csv' })
    await restore()
  })

  test('a changed parameter is reported as one value of its mapping, before and after', async () => {
    await clone.edit('params.yaml', 'depth: 3', 'depth: 4')
    const { code, report } = await validateUntouched(clone)
    expect([code, told(report)]).toEqual([
      1,
      { ...UNCHANGED, 'train@a': 'stale params:params.yaml:train.a.depth', evaluate: 'stale upstream:train@a' },
    ])
    expect(errors(report)[0]?.[2]).toBe('dvc.lock is stale: dvc repro would run train@a (train.a.depth: 3 -> 4).')
    await restore()
  })

  test('a changed command makes its stage stale', async () => {
    await clone.edit('dvc.yaml', 'sh src/prepare.sh\n', 'bash src/prepare.sh\n')
    const { code, report } = await validateUntouched(clone)
    expect(code).toBe(1)
    expect(told(report)).toMatchObject({
      prepare: 'stale command:dvc.yaml',
      evaluate: 'stale upstream:train@a upstream:train@b upstream:prepare',
    })
    expect(errors(report).find(([, , message]) => message?.includes('run prepare'))?.[1]).toBe('dvc.yaml:3')
    await restore()
  })

  test('a new stage and a new instance of a matrix without dvc repro are stale', async () => {
    await clone.edit('dvc.yaml', 'model: [a, b]', 'model: [a, b, c]')
    await clone.edit('params.yaml', '  b: 5', '  b: 5\n  c: 1')
    const { code, report } = await validateUntouched(clone)
    expect([code, told(report)]).toEqual([1, { ...UNCHANGED, 'train@c': 'stale command:dvc.lock' }])
    expect(errors(report)).toEqual([
      [
        'stale-stage',
        'dvc.yaml:6',
        'dvc.lock is stale: dvc repro would run train@c (it has no entry in dvc.lock: it was never reproduced, or dvc.lock was not committed).',
      ],
    ])
    await restore()
  })

  test('a fresh clone without dvc.lock has only stale stages', async () => {
    const fresh = await clone.clone()
    await fresh.git('rm', '-q', 'dvc.lock')
    const { code, report } = await fresh.here(['validate'])
    expect(code).toBe(1)
    expect(report.stages.map(({ verdict }) => verdict)).toEqual(['stale', 'stale', 'stale', 'stale'])
    expect(report.stages.every(({ causes }) => causes[0]?.kind === 'command' && causes[0].path === 'dvc.lock')).toBe(
      true,
    )
    expect(report.steps.find(({ name }) => name === 'evaluate')).toMatchObject({ conclusion: 'skipped' })
    expect(await fresh.status()).toBe('D  dvc.lock')
  })

  test('an output that a user edited makes its stage stale', async () => {
    await clone.edit('metrics.json', '0.', '0.0')
    const { code, report } = await validateUntouched(clone)
    expect([code, told(report)]).toEqual([1, { ...UNCHANGED, evaluate: 'stale data:metrics.json' }])
    expect(rules(report)).toEqual(['metric-claim', 'stale-stage'])
    const [, place = ''] = errors(report).find(([rule]) => rule === 'stale-stage') ?? []
    const [file, line] = place.split(':')
    expect([file, (await clone.read('dvc.lock')).split('\n')[Number(line) - 1]]).toEqual([
      'dvc.lock',
      '    - path: metrics.json',
    ])
    await restore()
  })

  test('a missing dependency that no stage makes is a finding, and its stage is stale', async () => {
    await rm(clone.path('src/prepare.sh'))
    const { code, report } = await clone.here(['validate'])
    expect([code, told(report)]).toEqual([1, { ...UNCHANGED, prepare: 'stale missing:src/prepare.sh' }])
    expect(errors(report)).toEqual([
      [
        'dependency-missing',
        'dvc.yaml:2',
        'prepare needs src/prepare.sh, which is missing in the workspace, and no stage makes it. Commit it, or remove it from the deps of prepare.',
      ],
    ])
    await restore()
  })

  test('a stale stage in the run cache is reported as such if its outputs are in the cache', async () => {
    const before = await clone.read('dvc.lock')
    await clone.edit('params.yaml', 'depth: 3', 'depth: 9')
    await clone.edit('src/train.sh', 'a: 4', 'a: 4').catch(() => undefined)
    await clone.dvc('repro', '-q', 'train@a')
    await clone.write('dvc.lock', before)
    const cached = await validateUntouched(clone)
    expect(cached.code).toBe(1)
    expect(errors(cached.report)[0]).toEqual([
      'stale-stage',
      'params.yaml:3',
      'dvc.lock is stale: dvc repro would take the outputs of train@a from the run cache (train.a.depth: 3 -> 9).',
    ])
    expect(told(cached.report)).toMatchObject({ 'train@a': 'stale params:params.yaml:train.a.depth' })
    await restore()
  })
})

test('frozen and always-changed stages are notices at their lines, not failures', async () => {
  const alice = await tinyProject({
    'dvc.yaml': `${TINY['dvc.yaml'] ?? ''}  now:\n    cmd: date > now.txt\n    always_changed: true\n    outs: [now.txt]\n`,
  })
  await alice.edit('dvc.yaml', '  prepare:\n', '  prepare:\n    frozen: true\n')
  await alice.edit('src/prepare.sh', 'mkdir', 'true\nmkdir')
  await alice.commit('Frozen')
  const clone = await alice.clone()
  const { code, report } = await clone.here(['validate'])
  expect([code, report.conclusion]).toEqual([0, 'success'])
  expect(told(report)).toEqual({ ...UNCHANGED, prepare: 'frozen', now: 'unchanged always:' })
  expect(report.lint).toEqual([
    {
      rule: 'frozen-stage',
      path: 'dvc.yaml',
      line: 2,
      severity: 'notice',
      message: 'prepare is frozen, so its inputs are not checked.',
    },
    {
      rule: 'always-changed',
      path: 'dvc.yaml',
      line: 21,
      severity: 'notice',
      message: 'now runs with every dvc repro, so dvc-ci cannot tell whether it is up to date.',
    },
  ])
  expect(await clone.status()).toBe('')
})

test('pull: none finds a broken link between two stages, but not changes of missing data', async () => {
  const alice = await tinyProject()
  await alice.edit('params.yaml', 'b: 5', 'b: 6')
  await alice.dvc('repro', '-q', '--single-item', 'train@b')
  await alice.dvc('push', '-q')
  await alice.commit('Half reproduced')
  const clone = await alice.clone()
  const { code, report } = await clone.here(['validate', '--pull', 'none'])
  expect([code, told(report)]).toEqual([1, { ...UNCHANGED, evaluate: 'stale data:models/b.txt' }])
  expect(await clone.status()).toBe('')
  // That the remote has lost the object as well hides nothing.
  await damage(alice.storage, await hashOf(alice, 'models/b.txt'), 'removed')
  const lost = await clone.here(['validate', '--pull', 'none'])
  expect([lost.code, told(lost.report), lost.report.remote.missing.map(({ paths }) => paths)]).toEqual([
    1,
    { ...UNCHANGED, evaluate: 'stale data:models/b.txt' },
    [['models/b.txt']],
  ])
})
