import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Report } from '../../src/report/report.js'
import { type Clone, cleanUp, rules, scratch, TINY, tinyProject } from '../support/project.js'

afterAll(cleanUp)

const accuracy = (report: Report) => report.metrics.find(({ name }) => name === 'accuracy')
const found = (report: Report, rule: string) => report.lint.filter((finding) => finding.rule === rule)
const DROP = ['--thresholds', 'accuracy: { max_drop: 0.05 }']
const SCRIPT = TINY['src/evaluate.sh'] ?? ''

async function deliver(clone: Clone, message: string): Promise<void> {
  await clone.dvc('repro', '-q')
  await clone.dvc('push', '-q')
  await clone.commit(message)
}

describe('a change of the evaluation', () => {
  let alice: Clone

  beforeAll(async () => {
    alice = await tinyProject()
    await alice.git('switch', '-q', '-c', 'strict')
    // What was 1 - 8/100 is 1 - 8/50 now, for the old model too; the new one has 9.
    await alice.edit('src/evaluate.sh', 's / 100', 's / 50')
    await alice.edit('src/evaluate.sh', /^/, 'echo "run ${MLFLOW_RUN_ID:-none} at ${MLFLOW_TRACKING_URI:-nowhere}"\n')
    await alice.edit('params.yaml', 'a: 3', 'a: 4')
    await deliver(alice, 'A stricter evaluation and a model that is a little worse')
  })

  test('a changed evaluation measures the baseline model again from the remote, and restores the checkout', async () => {
    const clone = await alice.clone('strict')
    const { code, report, stdout } = await clone.here(['validate', ...DROP], { MLFLOW_RUN_ID: 'ours' })
    expect([code, report.message]).toEqual([0, expect.stringContaining('1 rule held')])
    expect(accuracy(report)).toEqual({
      name: 'accuracy',
      path: 'metrics.json',
      value: 0.82,
      committed: 0.82,
      baseline: 0.84,
      baseline_measured: true,
      change: expect.closeTo(-0.02) as unknown,
      direction: 'up',
    })
    expect(report.policies).toMatchObject([
      {
        passed: true,
        baseline: 0.84,
        message: expect.stringMatching(
          /fell by 0\.02 from 0\.84 to 0\.82, within the allowed 0\.05\. The baseline was measured with the same evaluation\./,
        ) as unknown,
      },
    ])
    expect(found(report, 'baseline-measured-again')).toMatchObject([
      { severity: 'notice', path: 'dvc.yaml', message: expect.stringContaining('(src/evaluate.sh)') as unknown },
    ])
    expect(report.steps.find(({ name }) => name === 'evaluate')?.message).toBe('measured by evaluate; the baseline too')
    expect(stdout).toMatch(/measured here$/m)
    // Whatever the evaluation of the baseline's model logs with MLflow is not of this change's run.
    expect(stdout).toMatch(/run ours at nowhere[^]*run none at file:/)
    expect([await clone.status(), await clone.read('models/a.txt'), await clone.read('metrics.json')]).toEqual([
      '',
      await alice.read('models/a.txt'),
      await alice.read('metrics.json'),
    ])
  })

  test('a changed evaluation is compared with committed metrics, with a warning, if that model is gone', async () => {
    const lock = await alice.git('show', 'main:dvc.lock')
    const hash = /path: models\/a\.txt\n\s*hash: md5\n\s*md5: (\S+)/.exec(lock)?.[1] ?? ''
    await rm(join(alice.storage, 'files', 'md5', hash.slice(0, 2), hash.slice(2)))
    const clone = await alice.clone('strict')
    const { code, report } = await clone.here(['validate', ...DROP])
    expect([code, accuracy(report)]).toMatchObject([1, { value: 0.82, baseline: 0.92 }])
    expect(accuracy(report)).not.toHaveProperty('baseline_measured')
    expect(found(report, 'baseline-not-comparable')).toMatchObject([
      {
        severity: 'warning',
        message: expect.stringMatching(
          /\(src\/evaluate\.sh\), and the baseline was not measured again: DVC cannot download models\/a\.txt of the baseline: /,
        ) as unknown,
      },
    ])
    expect([await clone.status(), await clone.read('models/a.txt')]).toEqual(['', await alice.read('models/a.txt')])
    const none = await clone.here(['validate', '--evaluate', 'none'])
    expect(found(none.report, 'baseline-not-comparable')).toMatchObject([
      { severity: 'warning', message: expect.stringContaining('evaluate: none measures nothing') as unknown },
    ])
    const command = await clone.here([
      'validate',
      '--evaluate',
      '{ command: sh src/evaluate.sh, metrics: metrics.json }',
    ])
    expect(found(command.report, 'baseline-not-comparable')).toMatchObject([
      {
        severity: 'warning',
        path: 'src/evaluate.sh',
        message: expect.stringContaining('dvc-ci does not know all files that a command reads') as unknown,
      },
    ])
  })

  test('a changed evaluation of the same model needs no download, and a new metric stays new', async () => {
    await alice.git('switch', '-q', 'main')
    await alice.git('switch', '-q', '-c', 'same')
    await alice.edit('src/evaluate.sh', 's / 100', 's / 50')
    await alice.edit('src/evaluate.sh', '{\\"accuracy', '{\\"f1\\": 0.5, \\"accuracy')
    await deliver(alice, 'Another evaluation of the same model')
    const { code, report } = await (await alice.clone('same')).here([
      'validate',
      '--thresholds',
      '{ accuracy: { max_drop: 0.05 }, f1: { min: 0.6, max_drop: 0.1 } }',
    ])
    expect([code, accuracy(report)]).toMatchObject([
      1,
      { value: 0.84, baseline: 0.84, baseline_measured: true, change: 0 },
    ])
    expect(report.policies.map(({ metric, rule, passed }) => [metric, rule, passed])).toEqual([
      ['accuracy', 'max_drop: 0.05', true],
      ['f1', 'min: 0.6', false],
      ['f1', 'max_drop: 0.1', true],
    ])
    expect(found(report, 'baseline-measured-again')[0]?.message).toMatch(/The model is the one of the baseline/)
  })
})

describe('a held-out test set', () => {
  test('both models are measured on a test set that changed with the model', async () => {
    const alice = await tinyProject({
      'dvc.yaml': (TINY['dvc.yaml'] ?? '').replace('models/b.txt, data/parts]', 'models/b.txt, data/test.csv]'),
      'src/evaluate.sh': SCRIPT.replace('s / 100', 's / rows').replace(
        '-v s=',
        '-v rows="$(wc -l < data/test.csv)" -v s=',
      ),
      'data/test.csv.dvc': null,
      'data/test.csv': Array.from({ length: 100 }, (_, row) => `${row}\n`).join(''),
      '.gitignore': '/data/test.csv\n',
    })
    await alice.git('rm', '-q', '--cached', '--ignore-unmatch', 'data/test.csv')
    await alice.write('.gitignore', '')
    await alice.dvc('add', '-q', 'data/test.csv')
    await alice.dvc('push', '-q')
    await alice.commit('A test set')
    await alice.git('switch', '-q', '-c', 'smaller')
    await alice.write('data/test.csv', Array.from({ length: 50 }, (_, row) => `${row}\n`).join(''))
    await alice.dvc('add', '-q', 'data/test.csv')
    await alice.edit('params.yaml', 'a: 3', 'a: 4')
    await deliver(alice, 'Fewer rows')
    const { code, report } = await (await alice.clone('smaller')).here(['validate', ...DROP])
    expect([code, accuracy(report)]).toMatchObject([0, { value: 0.82, baseline: 0.84, baseline_measured: true }])
    expect(found(report, 'baseline-measured-again')[0]?.message).toContain('(data/test.csv)')
  })
})

describe('noise', () => {
  test('repeat uses the median of several evaluations, and a failed one of them closes the gate', async () => {
    const counter = join(await scratch(), 'count')
    const alice = await tinyProject()
    const clone = await alice.clone()
    // 0.90, 0.99, 0.92: the second evaluation is an outlier.
    const noisy = `n=$(cat "$COUNTER" 2>/dev/null || echo 0); echo $((n + 1)) > "$COUNTER"; v=$(echo 0.90 0.99 0.92 | cut -d ' ' -f $((n % 3 + 1)))\n`
    await clone.write(
      'src/evaluate.sh',
      `${noisy}echo "{\\"accuracy\\": $v}" > metrics.json\necho step,loss > curve.csv\n`,
    )
    const three = await clone.here(['validate', '--repeat', '3'], { COUNTER: counter })
    expect(accuracy(three.report)).toMatchObject({ value: 0.92, committed: 0.92 })
    expect(three.report.steps.find(({ name }) => name === 'evaluate')?.message).toMatch(
      /^measured by evaluate, the median of 3/,
    )
    await clone.git('checkout', '-q', '.')
    // The counter is at 3: of three evaluations the last one fails.
    await clone.write('.git/measure.sh', `${noisy}[ $n -lt 5 ] && echo "{\\"accuracy\\": $v}" > metrics.json\n`)
    const command = ['--evaluate', '{ command: sh .git/measure.sh, metrics: metrics.json }']
    const failing = await clone.here(['validate', '--repeat', '3', ...command], { COUNTER: counter })
    expect([failing.code, failing.report.steps.find(({ name }) => name === 'evaluate')]).toMatchObject([
      1,
      { conclusion: 'failure' },
    ])
    expect(await clone.status()).toBe('')
  })

  test('a drop within the noise band passes with a note, and min still applies', async () => {
    const alice = await tinyProject()
    for (const value of [4, 3, 5]) {
      await alice.edit('params.yaml', /a: \d+/, `a: ${value}`)
      await alice.dvc('repro', '-q')
      await alice.dvc('push', '-q')
      await alice.commit(`CI: build\n\nDvc-Ci-Source: ${await alice.head()}`)
    }
    await alice.git('switch', '-q', '-c', 'change')
    await alice.edit('params.yaml', 'a: 5', 'a: 7')
    await deliver(alice, 'Accuracy 0.88, was 0.90; builds had 0.91, 0.92, 0.90')
    const clone = await alice.clone('change', '--depth=1')
    const limits = ['--thresholds', 'accuracy: { min: 0.89, max_drop: 0.001 }']
    const without = await clone.here(['validate', ...limits])
    expect(without.report.policies.map(({ passed }) => passed)).toEqual([false, false])
    const banded = await clone.here(['validate', ...limits, '--noise', '{ builds: 3, sigma: 2 }'])
    expect(banded.report.policies).toMatchObject([
      { rule: 'min: 0.89', passed: false },
      { rule: 'max_drop: 0.001', passed: true },
    ])
    // Successive builds differ by 0.01 and 0.02: the deviation is sqrt((0.0001 + 0.0004) / 4).
    expect(banded.report.policies[1]?.message).toMatch(
      /more than the allowed 0\.001, but within the noise of 0\.02236\d* \(2 standard deviations of the last 3 official builds\)/,
    )
    const narrow = await clone.here(['validate', ...limits, '--noise', '{ builds: 3, sigma: 1 }'])
    expect(narrow.report.policies[1]).toMatchObject({
      passed: false,
      message: expect.stringContaining('and more than the noise of') as unknown,
    })
    await clone.git('checkout', '-q', '--detach', 'HEAD~3')
    const few = await clone.here(['validate', '--baseline', 'none', '--noise', '3'])
    expect([few.code, rules(few.report)]).toEqual([0, []])
  })
})
