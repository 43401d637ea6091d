import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type Clone, cleanUp, rules, tinyProject } from '../support/project.js'

afterAll(cleanUp)

const CONFIGURATION = `validate:
  evaluate: { command: sh evaluate.sh, metrics: score.json }
metrics:
  policies:
    score: { min: 0.5, max_drop: 0.05 }
`
/** The score is the first line of the data, in hundredths. */
const EVALUATE = `head -n 1 data/raw.csv | awk -F, '{ printf "{\\"score\\": %.2f}\\n", 0.8 + $1 / 100 }' > score.json\n`

describe('a repository with .dvc files and no pipeline, evaluated by a command', () => {
  let alice: Clone

  beforeAll(async () => {
    alice = await tinyProject({
      'dvc.yaml': null,
      'dvc-ci.yaml': CONFIGURATION,
      'evaluate.sh': EVALUATE,
      'score.json': '{"score": 0.80}\n',
    })
  })

  test('the values of an evaluation command are compared with the committed ones and the baseline', async () => {
    const clone = await alice.clone()
    const { code, report } = await clone.here(['validate'])
    expect([code, report.message]).toEqual([0, expect.stringContaining('2 rules held')])
    expect(rules(report)).toEqual([])
    expect(report.metrics).toEqual([
      { name: 'score', path: 'score.json', value: 0.8, committed: 0.8, baseline: 0.8, change: 0, direction: 'up' },
    ])
    expect(await clone.status()).toBe('')
  })

  test('a false claim and a drop below the baseline are both reported', async () => {
    await alice.git('switch', '-q', '-c', 'worse')
    await alice.edit('data/raw.csv', /^0,/, '-10,')
    await alice.dvc('add', '-q', 'data/raw.csv')
    await alice.dvc('push', '-q')
    await alice.edit('score.json', '0.80', '0.85')
    await alice.commit('Other data')
    const { code, report } = await (await alice.clone('worse')).here(['validate'])
    expect(code).toBe(1)
    expect(report.lint.find(({ rule }) => rule === 'metric-claim')?.message).toMatch(
      /score: claimed 0\.85, measured 0\.7 /,
    )
    expect(report.policies).toMatchObject([
      { rule: 'min: 0.5', passed: true, value: 0.7 },
      { rule: 'max_drop: 0.05', passed: false, value: 0.7, baseline: 0.8 },
    ])
  })

  test('a rebuild without a pipeline is a success', async () => {
    const { code, report } = await (await alice.clone('main')).here(['rebuild', '--yes'])
    expect([code, report.conclusion]).toEqual([0, 'success'])
    expect(report.message).toMatch(/no pipeline/)
  })
})

describe('a rebuild of a pipeline whose metric only a command measures', () => {
  test('the gate of a rebuild judges the values that the command measures on the new model', async () => {
    const alice = await tinyProject({
      'dvc-ci.yaml':
        'validate:\n  evaluate: { command: sh measure.sh, metrics: size.json }\nmetrics:\n  policies:\n    size: { min: 10 }\n',
      'measure.sh': `echo "{\\"size\\": $(sed -n 's/^ *a: //p' models/a.txt)}" > size.json\n`,
    })
    await alice.edit('params.yaml', 'a: 3', 'a: 12')
    await alice.commit('Larger')
    const good = await alice.clone()
    const { report } = await good.here(['rebuild'])
    expect(report).toMatchObject({ conclusion: 'success', policies: [{ metric: 'size', value: 12, passed: true }] })
    expect(await good.status()).toBe('')
    await alice.git('pull', '-q')
    await alice.edit('params.yaml', 'a: 12', 'a: 9')
    await alice.commit('Smaller')
    const bad = await (await alice.clone()).here(['rebuild'])
    expect([bad.code, bad.report.conclusion, bad.report.commit]).toEqual([1, 'failure', undefined])
    expect(bad.report.message).toContain('size is 9')
  })
})
