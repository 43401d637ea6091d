import { existsSync } from 'node:fs'
import { link, lstat, readFile, rm } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Report } from '../../src/report/report.js'
import { type Clone, cleanUp, rules, TINY, tinyProject } from '../support/project.js'

afterAll(cleanUp)

const POLICY = 'metrics:\n  policies:\n    accuracy: { min: 0.5 }\n'
const PIPELINE = TINY['dvc.yaml'] ?? ''
const SCRIPT = TINY['src/evaluate.sh'] ?? ''
const step = (report: Report, name = 'evaluate') => report.steps.find((each) => each.name === name)
const found = (report: Report, rule: string) => report.lint.filter((finding) => finding.rule === rule)

/** Bytes, inode, links and times of files: what an evaluation must leave as they are. */
async function fingerprint(clone: Clone, paths: readonly string[]): Promise<unknown[]> {
  return Promise.all(
    paths.map(async (path) => {
      const { ino, nlink, mtimeMs, mode } = await lstat(clone.path(path))
      return [path, ino, nlink, mtimeMs, mode, (await readFile(clone.path(path))).toString('base64')]
    }),
  )
}

describe('measurement', () => {
  let clone: Clone

  beforeAll(async () => {
    clone = await (await tinyProject({ 'dvc-ci.yaml': POLICY })).clone()
    await clone.dvc('pull', '-q')
  })

  test('an evaluation leaves bytes, times, inodes and links of the checkout unchanged', async () => {
    await rm(clone.path('models/b.txt'))
    const hash = /path: models\/b\.txt\n\s*hash: md5\n\s*md5: (\S+)/.exec(await clone.read('dvc.lock'))?.[1] ?? ''
    await link(clone.path('.dvc/cache/files/md5', hash.slice(0, 2), hash.slice(2)), clone.path('models/b.txt'))
    const paths = [
      'metrics.json',
      'curve.csv',
      'models/a.txt',
      'models/b.txt',
      'data/raw.csv',
      '.gitignore',
      'params.yaml',
    ]
    const [before, lock] = [await fingerprint(clone, paths), await clone.read('dvc.lock')]
    const { code, report } = await clone.here(['validate'])
    expect([code, step(report)?.message]).toEqual([0, 'measured by evaluate'])
    expect(await fingerprint(clone, paths)).toEqual(before)
    expect([await clone.read('dvc.lock'), await clone.status()]).toEqual([lock, ''])
  })

  test('a claim within the tolerance is not reported, and one beyond it is reported with both values', async () => {
    await clone.edit('metrics.json', '0.9200', '0.9201')
    await clone.dvc('commit', '-q', '-f', 'evaluate')
    const near = await clone.here(['validate', '--tolerance', '0.1%'])
    expect([near.code, rules(near.report)]).toEqual([0, []])
    const far = await clone.here(['validate'])
    expect([far.code, rules(far.report)]).toEqual([1, ['metric-claim']])
    expect(far.report.message).toMatch(/accuracy: claimed 0\.9201, measured 0\.92 /)
    expect(far.report.metrics.find(({ name }) => name === 'accuracy')).toMatchObject({ value: 0.92, committed: 0.9201 })
    await clone.git('reset', '-q', '--hard')
  })

  test('evaluate: none trusts the committed metrics, and a named stage or a command measures them', async () => {
    const none = await clone.here(['validate', '--evaluate', 'none'])
    expect([none.code, step(none.report)]).toMatchObject([
      0,
      {
        conclusion: 'skipped',
        message: expect.stringContaining('evaluate: none; the committed metrics count') as unknown,
      },
    ])
    const named = await clone.here(['validate', '--evaluate', 'train,evaluate'])
    expect([named.code, step(named.report)?.message]).toEqual([0, 'measured by train@a, train@b, evaluate'])
    const command = await clone.here([
      'validate',
      '--evaluate',
      '{ command: "sh src/evaluate.sh", metrics: metrics.json }',
    ])
    expect([command.code, step(command.report)?.message]).toEqual([0, "measured by 'sh src/evaluate.sh'"])
    expect(await clone.status()).toBe('')
  })

  test.each([
    [
      'fails',
      'echo "no such column" >&2; exit 3\n',
      /The evaluation by evaluate failed: failed to run: sh src\/evaluate\.sh, exited with 3;/,
      ['evaluation-failed'],
    ],
    [
      'writes nothing',
      'echo step,loss > curve.csv\n',
      /The evaluation by evaluate failed: .*metrics\.json.*does not exist/,
      ['evaluation-failed'],
    ],
    [
      'takes too long',
      'sleep 60\n',
      /The evaluation by evaluate failed: it took longer than 2 s \(evaluate-timeout\);/,
      ['evaluation-failed'],
    ],
    [
      'writes NaN',
      `${SCRIPT}sed -i 's/0.9200/NaN/' metrics.json\n`,
      /accuracy: claimed 0\.92\d*, measured NaN/,
      ['baseline-measured-again', 'metric-claim'],
    ],
  ])('an evaluation that %s closes the gate, and the committed files are restored', async (_, script, says, told) => {
    const before = await clone.read('metrics.json')
    await clone.write('src/evaluate.sh', script)
    const started = performance.now()
    const { code, report } = await clone.here(['validate', '--evaluate-timeout', '2s'])
    expect(performance.now() - started).toBeLessThan(30_000)
    expect(code).toBe(1)
    expect(rules(report)).toEqual([...told, 'stale-stage'].sort())
    expect(report.message).toMatch(says)
    expect(report.policies).toMatchObject([{ metric: expect.stringContaining('accuracy') as unknown, passed: false }])
    expect([await clone.read('metrics.json'), await clone.status()]).toEqual([before, 'M src/evaluate.sh'])
    await clone.git('reset', '-q', '--hard')
  })

  test('changes of an evaluation to other tracked files are reported and undone', async () => {
    await clone.write('src/evaluate.sh', `${SCRIPT}echo more >> params.yaml\necho x > left.txt\n`)
    const { report } = await clone.here(['validate'])
    expect(found(report, 'evaluation-changes-files')).toMatchObject([{ path: 'params.yaml', severity: 'warning' }])
    expect(found(report, 'evaluation-leaves-files')).toMatchObject([{ path: 'left.txt', severity: 'notice' }])
    expect(await clone.read('params.yaml')).toBe(TINY['params.yaml'])
    await clone.git('reset', '-q', '--hard')
    await clone.git('clean', '-qfd')
  })

  test('a check that changes the model is reported, and the changed model is not measured', async () => {
    const { code, report } = await clone.here(['validate', '--checks', 'tamper: "sed -i s/3/1/ models/a.txt"'])
    expect(code).toBe(1)
    expect(found(report, 'evaluation-inputs')).toMatchObject([
      { path: 'dvc.yaml', severity: 'error', message: expect.stringContaining('models/a.txt') as unknown },
    ])
    await clone.dvc('checkout', '-q', '--force')
  })

  test('the next run restores the workspace after a killed evaluation', async () => {
    const paths = ['metrics.json', 'curve.csv', 'dvc.lock']
    const before = await Promise.all(paths.map((path) => clone.read(path)))
    await clone.write('src/evaluate.sh', 'touch started\nsleep 120\n')
    const { child, outcome } = clone.start(['validate'])
    outcome.catch(() => undefined)
    while (!existsSync(clone.path('started'))) await sleep(50)
    expect(existsSync(clone.path('metrics.json'))).toBe(false)
    child.kill('SIGKILL')
    await outcome.catch(() => undefined)
    await clone.git('checkout', '-q', '--', 'src/evaluate.sh')
    await rm(clone.path('started'), { force: true })
    const { code, stdout, stderr } = await clone.here(['validate'])
    expect([code, await clone.status()]).toEqual([0, ''])
    expect(stdout + stderr).toMatch(/metrics\.json was restored: an earlier run of dvc-ci was killed\./)
    expect(await Promise.all(paths.map((path) => clone.read(path)))).toEqual(before)
  })
})

describe('which stages measure', () => {
  test('metrics that a training stage writes are claims that no evaluation measures: a notice', async () => {
    const alice = await tinyProject({
      'dvc.yaml': `stages:\n  train:\n    cmd: sh src/train.sh a && echo '{"loss":1}' > train.json\n    deps: [src/train.sh, data/raw.csv]\n    outs: [models/a.txt]\n    metrics: [{train.json: {cache: false}}]\n`,
      'src/train.sh': 'mkdir -p models; echo m > models/$1.txt\n',
    })
    const { code, report } = await (await alice.clone()).here(['validate'])
    expect([code, rules(report), found(report, 'metric-not-measured')[0]]).toMatchObject([
      0,
      ['metric-not-measured'],
      { path: 'dvc.yaml', line: 2, severity: 'notice' },
    ])
  })

  test('metrics and plots inside a folder that DVC keeps, as DVCLive writes them, are measured', async () => {
    const alice = await tinyProject({
      'dvc.yaml': `${PIPELINE.slice(0, PIPELINE.indexOf('    metrics:'))}    outs: [eval]\nmetrics: [eval/metrics.json]\nplots: [{eval/curve.csv: {x: step, y: loss}}]\n`,
      'src/evaluate.sh': `mkdir -p eval\n${SCRIPT.replaceAll('metrics.json', 'eval/metrics.json').replaceAll('curve.csv', 'eval/curve.csv')}`,
      'dvc-ci.yaml': POLICY,
    })
    const clone = await alice.clone()
    const { code, report } = await clone.here(['validate'])
    expect([code, step(report)?.message, rules(report)]).toEqual([0, 'measured by evaluate', []])
    expect(report.metrics.find(({ name }) => name === 'accuracy')).toMatchObject({
      path: 'eval/metrics.json',
      value: 0.92,
      committed: 0.92,
      baseline: 0.92,
    })
    expect(await clone.status()).toBe('')
  })

  test('metrics that DVC keeps are claims too, and belong to the baseline', async () => {
    const alice = await tinyProject({
      'dvc.yaml': PIPELINE.replace('      - metrics.json: {cache: false}', '      - metrics.json'),
      'dvc-ci.yaml': POLICY,
    })
    await alice.git('switch', '-q', '-c', 'change')
    await alice.edit('params.yaml', 'a: 3', 'a: 4')
    await alice.dvc('repro', '-q')
    await alice.edit('metrics.json', '0.9100', '0.9900')
    await alice.dvc('commit', '-q', '-f', 'evaluate')
    await alice.dvc('push', '-q')
    await alice.commit('A claim')
    const { code, report } = await (await alice.clone('change')).here(['validate'])
    expect(code).toBe(1)
    expect(report.metrics.find(({ name }) => name === 'accuracy')).toMatchObject({
      value: 0.91,
      committed: 0.99,
      baseline: 0.92,
    })
    expect(report.message).toMatch(/claimed 0\.99, measured 0\.91 /)
  })

  test('an evaluation is not repeated if the official build of the baseline measured the same inputs', async () => {
    const alice = await tinyProject({ 'dvc-ci.yaml': POLICY })
    await alice.edit('params.yaml', 'a: 3', 'a: 4')
    await alice.commit('Other parameters')
    const built = await (await alice.clone()).here(['rebuild', '--yes'])
    expect(built.report.conclusion).toBe('success')
    await alice.git('pull', '-q')
    await alice.git('switch', '-q', '-c', 'docs')
    await alice.write('README.md', '# docs\n')
    await alice.commit('Documentation')
    const same = await (await alice.clone('docs')).here(['validate'])
    expect([same.code, step(same.report)]).toMatchObject([
      0,
      {
        conclusion: 'skipped',
        message: expect.stringMatching(/the official build at [0-9a-f]{7} measured the same model/) as unknown,
      },
    ])
    await alice.dvc('pull', '-q')
    await alice.edit('params.yaml', 'b: 5', 'b: 6')
    await alice.dvc('repro', '-q')
    await alice.dvc('push', '-q')
    await alice.commit('A change')
    const other = await (await alice.clone('docs')).here(['validate'])
    expect([other.code, step(other.report)?.message]).toEqual([0, 'measured by evaluate'])
  })
})
