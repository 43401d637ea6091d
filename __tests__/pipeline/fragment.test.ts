import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  type FanOutPlan,
  jobsBefore,
  planDigest,
  planFault,
  readPlan,
  writePlan,
} from '../../src/pipeline/fan-out-plan.js'
import {
  checkFragment,
  type Fragment,
  foreignFragment,
  LARGEST_FILES,
  parseFragment,
} from '../../src/pipeline/fragment.js'
import { Graph } from '../../src/pipeline/graph.js'
import { putEntries, readEntry } from '../../src/pipeline/lock-entries.js'
import { placementOf } from '../../src/pipeline/placement.js'
import { dep, out, project, stage } from './build.js'

const SHA = 'c'.repeat(40)
const PLAN: FanOutPlan = {
  schema: 1,
  sha: SHA,
  run: '42',
  directory: '.',
  force: 'all',
  jobs: [
    { id: '1-prepare', level: 1, stages: ['prepare'] },
    { id: '2-train', level: 2, stages: ['train@a', 'train@b'] },
    { id: '3-evaluate', level: 3, stages: ['evaluate'] },
  ],
}
const GRAPH = new Graph(
  project([
    stage('prepare', ['data'], ['parts']),
    stage('train@a', ['parts'], ['m/a']),
    stage('train@b', ['parts'], ['m/b']),
    stage('evaluate', ['m/a', 'm/b'], ['metrics.json']),
  ]),
)
const ALL = new Set(['prepare', 'train@a', 'train@b', 'evaluate'])

describe('the plan as text', () => {
  test('a plan is equal after it is written and read, and a long one is compressed', () => {
    expect(readPlan(writePlan(PLAN) ?? '')).toEqual(PLAN)
    const held = { ...PLAN, held: ['train@b'] }
    expect(readPlan(writePlan(held) ?? '')).toEqual(held)
    expect(planDigest(held)).not.toBe(planDigest(PLAN))
    const long = {
      ...PLAN,
      jobs: Array.from({ length: 2_000 }, (_, index) => ({
        id: `1-${index}`,
        level: 1,
        stages: [`projects/one/dvc.yaml:train@${index}`],
      })),
    }
    const text = writePlan(long) ?? ''
    expect(text.length).toBeLessThan(100_000)
    expect(text).toMatch(/^gz:/)
    expect(readPlan(text)).toEqual(long)
    expect(planDigest(long)).not.toBe(planDigest(PLAN))
    const data = [
      {
        file: 'raw.dvc',
        text: 'outs:\n- path: raw\n',
        path: 'raw',
        mode: 'append' as const,
        from: 'new.csv',
        changed: true,
      },
    ]
    const again: FanOutPlan = {
      ...PLAN,
      flow: 'retrain',
      request: {
        digest: '0123456789ab',
        stages: ['prepare'],
        params: { 'params.yaml:a': 1, 'params.yaml:b': null },
        reason: 'more',
        data,
      },
    }
    expect(readPlan(writePlan(again) ?? '')).toEqual(again)
    const digests = [
      PLAN,
      { ...PLAN, flow: 'validate' as const },
      again,
      ...[{ params: { 'params.yaml:a': 2 } }, { data: [] }, { reason: 'less' }].map((change) => ({
        ...again,
        request: { digest: '0123456789ab', stages: ['prepare'], params: {}, data, ...change },
      })),
    ].map(planDigest)
    expect(new Set(digests).size).toBe(digests.length)
    const huge = {
      ...PLAN,
      jobs: [
        {
          id: '1',
          level: 1,
          stages: Array.from({ length: 40_000 }, (_, index) => `${planDigest({ ...PLAN, run: String(index) })}`),
        },
      ],
    }
    expect(writePlan(huge)).toBeUndefined()
  })

  test.each([
    '',
    '{',
    'null',
    '[]',
    '{"schema":2}',
    'gz:!!!',
    JSON.stringify({ ...PLAN, more: 1 }),
    JSON.stringify({ ...PLAN, jobs: [{ id: '../x', level: 1, stages: ['a'] }] }),
    JSON.stringify({ ...PLAN, sha: 'HEAD' }),
  ])('a text that is no plan is rejected: %.30s', (text) => {
    expect(readPlan(text)).toEqual({ reason: expect.any(String) })
  })

  test('a plan whose jobs do not fit the build is rejected with the reason', () => {
    expect(planFault(PLAN.jobs, GRAPH, ALL)).toBeUndefined()
    const [first, second, third] = PLAN.jobs as [
      FanOutPlan['jobs'][number],
      FanOutPlan['jobs'][number],
      FanOutPlan['jobs'][number],
    ]
    expect(planFault([first, second], GRAPH, ALL)).toBe('evaluate is in no job')
    expect(planFault([...PLAN.jobs, { id: 'x', level: 3, stages: ['train@a'] }], GRAPH, ALL)).toBe(
      'train@a is in two jobs, 2-train and x',
    )
    expect(planFault([first, { ...second, level: 1 }, third], GRAPH, ALL)).toBe(
      'train@a needs prepare, which does not come before it',
    )
    expect(
      planFault([{ id: 'x', level: 1, stages: ['train@a', 'prepare', 'train@b', 'evaluate'] }], GRAPH, ALL),
    ).toContain('does not come before it')
    expect(planFault([first, second, { ...third, id: '2-TRAIN' }], GRAPH, ALL)).toBe('there are two jobs 2-TRAIN')
    expect(planFault(PLAN.jobs, GRAPH, new Set(['prepare']))).toContain('which this build does not run')
  })

  test('the needs of a job are all jobs whose outputs it uses, directly or not', () => {
    expect(jobsBefore(PLAN, PLAN.jobs[2] ?? { id: '', level: 1, stages: [] }, GRAPH).map(({ id }) => id)).toEqual([
      '1-prepare',
      '2-train',
    ])
    expect(jobsBefore(PLAN, PLAN.jobs[0] ?? { id: '', level: 1, stages: [] }, GRAPH)).toEqual([])
  })
})

describe('a fragment', () => {
  const JOB = { id: '2-train', level: 2, stages: ['train'] }
  const plan: FanOutPlan = { ...PLAN, jobs: [JOB] }
  const train = stage('train', [], [out('models/m.pkl'), out('metrics.json', { cache: false, metric: true })], {
    wdir: 'sub',
    file: 'sub/dvc.yaml',
    name: 'sub/dvc.yaml:train',
    deps: [dep('sub/data.csv')],
  })
  const scope = {
    directory: '/srv/project',
    stages: [{ ...train, name: 'train' }],
    forced: new Set(['train']),
    loose: ['extra.json'],
  }
  const ENTRY = `  train:
    cmd: python train.py
    deps:
    - path: data.csv
      hash: md5
      md5: ${'a'.repeat(32)}
      size: 3
    outs:
    - path: ../metrics.json
      hash: md5
      md5: ${'b'.repeat(32)}
      size: 3
    - path: ../models/m.pkl
      hash: md5
      md5: ${'c'.repeat(32)}.dir
      size: 3
      nfiles: 2
`
  const good: Fragment = {
    schema: 1,
    sha: SHA,
    run: '42',
    plan: planDigest(plan),
    job: '2-train',
    conclusion: 'success',
    seconds: 3,
    log: 'done',
    stages: [{ name: 'train', verdict: 'ran', seconds: 2, entry: ENTRY }],
    files: [{ path: 'metrics.json', content: Buffer.from('{}').toString('base64'), executable: false }],
  }
  const check = (change: Partial<Fragment>) => checkFragment({ ...good, ...change }, scope)
  const entry = (from: string | RegExp, to: string) =>
    check({ stages: [{ name: 'train', verdict: 'ran', entry: ENTRY.replace(from, to) }] })

  test('a fragment that fits its job is accepted with its lock entries', () => {
    const text = JSON.stringify(good)
    expect(parseFragment(text)).toEqual(good)
    expect(foreignFragment(good, plan, JOB)).toBeUndefined()
    const checked = checkFragment(good, scope)
    expect('reason' in checked ? checked.reason : checked.records.get('train')?.entry.text).toBe(ENTRY)
    expect(check({ files: [{ path: 'extra.json', content: '', executable: true }] })).not.toHaveProperty('reason')
    const far = {
      ...train,
      name: 'train',
      deps: [
        ...train.deps,
        dep('../../data/far.csv'),
        { kind: 'params' as const, path: 'sub/p.yaml', names: ['k'], locked: {} },
      ],
    }
    const text2 = ENTRY.replace(
      '    outs:',
      `    - path: /data/far.csv\n      md5: ${'d'.repeat(32)}\n    - path: s3://bucket/x\n      etag: abc\n    params:\n      p.yaml:\n        k: 1\n    outs:`,
    )
    expect(
      checkFragment(
        { ...good, stages: [{ name: 'train', verdict: 'ran', entry: text2 }] },
        { ...scope, stages: [far] },
      ),
    ).not.toHaveProperty('reason')
  })

  test.each<[string, Partial<Fragment>, RegExp]>([
    ['another commit', { sha: '0'.repeat(40) }, /it is of the commit 0000000/],
    ['another run', { run: '7' }, /workflow run 7, and this is 42/],
    ['another plan', { plan: '0'.repeat(64) }, /another plan/],
    ['another job', { job: 'other' }, /of the job other/],
    ['other stages', { stages: [] }, /has the stages \(none\)/],
  ])('a fragment of %s is rejected', (_, change, reason) => {
    expect(foreignFragment({ ...good, ...change }, plan, JOB)).toMatch(reason)
  })

  test.each<[string, unknown]>([
    ['nothing', ''],
    ['half', JSON.stringify(good).slice(0, -3)],
    ['another shape', '[]'],
    ['another schema', { ...good, schema: 2 }],
    ['an unknown key', { ...good, run_this: 'id' }],
    ['content that is no base64', { ...good, files: [{ path: 'metrics.json', content: '$(id)', executable: false }] }],
    ['a log without end', { ...good, log: 'x'.repeat(20_000) }],
    ['a verdict of its own', { ...good, stages: [{ name: 'train', verdict: 'fine' }] }],
    ['a job with a path', { ...good, job: '../../x' }],
  ])('a fragment that is %s is rejected', (_, content) => {
    expect(parseFragment(typeof content === 'string' ? content : JSON.stringify(content))).toEqual({
      reason: expect.any(String),
    })
  })

  test.each<[string, ReturnType<typeof check>, RegExp]>([
    ['an entry of another stage', entry('  train:', '  other:'), /not the entry of train alone/],
    ['two entries', entry(/$/, ENTRY.replace('train', 'evil')), /not the entry of train alone/],
    ['no entry', check({ stages: [{ name: 'train', verdict: 'ran' }] }), /no entry of dvc\.lock/],
    ['a section of its own', entry(/$/, 'datasets: []\n'), /./],
    ['another output', entry('../models/m.pkl', '../../.git/config'), /other outputs than dvc.yaml declares/],
    [
      'an output less',
      entry(/ {4}- path: \.\.\/models[^]*$/, ''),
      /other outputs than dvc\.yaml declares: models\/m\.pkl/,
    ],
    ['a hash that is a path', entry(/c{32}\.dir/, '../../../etc/passwd'), /no valid DVC hash/],
    ['no hash', entry(/ {6}hash: md5\n {6}md5: c{32}\.dir\n/, ''), /has no hash for \.\.\/models\/m\.pkl/],
    ['a dependency less', entry('path: data.csv', 'path: other.csv'), /lacks the dependency sub\/data\.csv/],
    [
      'a dependency more',
      entry('    outs:', `    - path: ../more.csv\n      md5: ${'d'.repeat(32)}\n    outs:`),
      /has the dependency more\.csv, which dvc\.yaml does not declare/,
    ],
    [
      'a parameter more',
      entry('    outs:', '    params:\n      params.yaml:\n        k: 1\n    outs:'),
      /has the parameter params\.yaml, which/,
    ],
    [
      'a hash of another kind',
      entry(/hash: md5\n {6}md5: c{32}\.dir/, 'hash: sha256\n      md5: ../x'),
      /no valid DVC hash/,
    ],
    [
      'a file of a folder that leads out of it',
      entry('nfiles: 2\n', 'nfiles: 2\n      files:\n      - relpath: ../../.git/hooks/x\n'),
      /has files outside of \.\.\/models\/m\.pkl/,
    ],
    ['foreign line ends', entry(/\n/g, '\r\n'), /line ends/],
    [
      'a forced stage that did not run',
      check({ stages: [{ name: 'train', verdict: 'unchanged', entry: ENTRY }] }),
      /train was unchanged, but this build forces it to run/,
    ],
    [
      'a file that is a folder too',
      check({ files: [...good.files, { path: 'metrics.json/x', content: '', executable: false }] }),
      /metrics\.json as a file and as the folder of metrics\.json\/x/,
    ],
    [
      'a failed stage',
      check({ stages: [{ name: 'train', verdict: 'failed' }] }),
      /failed, but the job is reported as successful/,
    ],
    [
      'a file that is no output',
      check({ files: [{ path: 'dvc.yaml', content: '', executable: false }] }),
      /no Git output of its stages/,
    ],
    [
      'a file that DVC keeps',
      check({ files: [{ path: 'models/m.pkl', content: '', executable: false }] }),
      /no Git output of its stages/,
    ],
    [
      'a path that leads out',
      check({ files: [{ path: 'metrics.json/../../x', content: '', executable: false }] }),
      /no Git output of its stages/,
    ],
    ['a hash of a foreign path', check({ hashes: { '../evil': 'a'.repeat(64) } }), /no output of its stages/],
    ['a file twice', check({ files: [...good.files, ...good.files] }), /twice/],
    [
      'too much',
      check({ files: [{ path: 'metrics.json', content: 'A'.repeat(LARGEST_FILES * 1.4), executable: false }] }),
      /the limit is/,
    ],
  ])('a fragment with %s is rejected', (_, checked, reason) => {
    expect('reason' in checked ? checked.reason : 'taken').toMatch(reason)
  })
})

describe('entries of dvc.lock', () => {
  const lock = (names: string[], mark = '') =>
    `schema: '2.0'\nstages:\n${names.map((name) => `  ${name}:\n    cmd: make ${name}${mark}\n`).join('')}`
  const entries = (names: string[]) =>
    new Map(
      names.map((name) => {
        const read = readEntry(name, `  ${name}:\n    cmd: make ${name} again\n`)
        if ('reason' in read) throw new Error(read.reason)
        return [name, read] as const
      }),
    )

  test('new lock entries replace the old ones in place, further ones come last, and no other byte changes', () => {
    expect(putEntries(lock(['a', 'b', 'c']), entries(['d', 'b']))).toBe(
      lock(['a', 'b', 'c', 'd']).replace('make b', 'make b again').replace('make d', 'make d again'),
    )
    expect(putEntries('', entries(['a']))).toBe(lock(['a'], ' again'))
    expect(putEntries("# ours\nschema: '2.0'\nstages: {}\n", entries(['a']))).toBe(`# ours\n${lock(['a'], ' again')}`)
    expect(
      putEntries("schema: '2.0'\nstages:\n  a:\n    cmd: &x one\n  b:\n    cmd: *x\n", entries(['a'])),
    ).toMatchObject({ reason: expect.any(String) })
    expect(putEntries("schema: '1.0'\n", entries(['a']))).toMatchObject({ reason: expect.stringContaining('schema') })
  })

  test('property: a lock has all new entries, and the order of the jobs makes no difference', () => {
    const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e@1', 'f-2'), { maxLength: 6 })
    fc.assert(
      fc.property(names, names, (before, after) => {
        const own = entries(after)
        const whole = putEntries(before.length === 0 ? '' : lock(before), own)
        const added = after.filter((name) => !before.includes(name))
        expect(whole).toBe(
          after.length === 0 && before.length === 0
            ? "schema: '2.0'\nstages: {}\n"
            : [...before, ...added].reduce(
                (text, name) => `${text}  ${name}:\n    cmd: make ${name}${after.includes(name) ? ' again' : ''}\n`,
                "schema: '2.0'\nstages:\n",
              ),
        )
        const steps = after.reduce<ReturnType<typeof putEntries>>(
          (text, name) => (typeof text === 'string' ? putEntries(text, entries([name])) : text),
          before.length === 0 ? '' : lock(before),
        )
        if (after.length > 0) expect(steps).toBe(whole)
      }),
      { numRuns: 100 },
    )
  })
})

describe('the machine that a stage asks for', () => {
  const fallback = { runsOn: 'ubuntu-latest' }
  test.each([
    [undefined, undefined],
    [{ 'dvc-ci': null }, undefined],
    [{ other: 1 }, undefined],
    [{ 'dvc-ci': { cpus: 4 } }, undefined],
    [{ 'dvc-ci': { 'runs-on': 'gpu' } }, { runsOn: 'gpu' }],
    [
      { 'dvc-ci': { 'runs-on': ['self-hosted', 'gpu'], container: 'team/cuda:12' } },
      { runsOn: ['self-hosted', 'gpu'], container: 'team/cuda:12' },
    ],
    [{ 'dvc-ci': { container: 'python:3.12' } }, { runsOn: 'ubuntu-latest', container: 'python:3.12' }],
    [{ 'dvc-ci': { 'runs-on': 7 } }, { reason: expect.stringContaining('runs-on'), remedy: expect.any(String) }],
    [{ 'dvc-ci': { container: 'a b' } }, { reason: expect.stringContaining('container'), remedy: expect.any(String) }],
    [{ 'dvc-ci': 'gpu' }, { reason: expect.stringContaining('is not a mapping'), remedy: expect.any(String) }],
  ])('a stage with the meta %j asks for the right machine', (meta, placement) => {
    expect(placementOf(meta === undefined ? {} : { meta }, fallback)).toEqual(placement)
  })
})
