import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { Report } from '../../src/report/report.js'
import { type Clone, cleanUp, tinyProject } from '../support/project.js'

afterAll(cleanUp)

/** Metrics of every format, kept in Git and in DVC, one of them in a folder; `q` is the quality that a parameter sets. */
const EVALUATE = `q=$(sed -n 's/^ *q: //p' params.yaml)
mkdir -p eval
echo "{\\"eval\\": {\\"f1\\": 0.$q, \\"deep\\": {\\"er\\": 1}}}" > eval/a.json
printf 'f1: 0.%s\\nby_class:\\n  cat: 0.5\\n  dog: 0.%s\\n' $q $q > eval/b.yaml
printf 'title = "x"\\n[speed]\\nlatency_ms = 1%s\\n' $q > speed.toml
echo "{\\"auc\\": 0.$q, \\"note\\": \\"text\\"}" > kept.json
`
const PIPELINE = `stages:
  evaluate:
    cmd: sh evaluate.sh
    deps: [evaluate.sh, data/raw.csv]
    params: [q]
    metrics:
      - eval/a.json: {cache: false}
      - eval/b.yaml: {cache: false}
      - speed.toml: {cache: false}
      - kept.json
`
let alice: Clone
let clone: Clone

beforeAll(async () => {
  alice = await tinyProject({ 'dvc.yaml': PIPELINE, 'evaluate.sh': EVALUATE, 'params.yaml': 'q: 90\n' })
  await alice.git('tag', 'v1')
  await alice.git('push', '-q', 'origin', 'v1')
  await alice.git('switch', '-q', '-c', 'worse')
  await alice.write('params.yaml', 'q: 80\n')
  await alice.dvc('repro', '-q')
  await alice.dvc('push', '-q')
  await alice.commit('Worse')
  clone = await alice.clone('worse')
})

/** `metric rule`, with `!` in front where it failed. */
const verdicts = (report: Report) =>
  report.policies.map(({ metric, rule, passed }) => `${passed ? '' : '!'}${metric} ${rule}`)

test('policies work on JSON, YAML, TOML, nested keys, globs, and metrics that DVC keeps', async () => {
  const { code, report } = await clone.here([
    'validate',
    '--thresholds',
    `
    eval.f1: { min: 0.85 }
    eval/b.yaml:f1: { min: 0.8 }
    "eval/*:*f1": { max_drop: 10% }
    "by_class.*": { min: 0.5 }
    "speed.toml:**": { max_rise: 5%, max: 200 }
    speed.latency_ms: { max_rise: 5% }
    "*auc": { max_drop: 0.1 }
    auc: { max_drop: 0.09, severity: warning }
  `,
  ])
  expect(verdicts(report)).toEqual([
    '!eval.f1 min: 0.85',
    'f1 min: 0.8',
    '!eval.f1 max_drop: 10%',
    '!f1 max_drop: 10%',
    'by_class.cat min: 0.5',
    'by_class.dog min: 0.5',
    'speed.latency_ms max: 200',
    'speed.latency_ms max_rise: 5%',
    'speed.latency_ms max_rise: 5%',
    'auc max_drop: 0.1',
    '!auc max_drop: 0.09',
  ])
  expect(code).toBe(1)
  expect(report.metrics.find(({ name }) => name === 'auc')).toMatchObject({
    path: 'kept.json',
    value: 0.8,
    committed: 0.8,
    baseline: 0.9,
  })
})

test('a policy on an unknown metric fails with the nearest name; missing: ignore excuses only absent metrics', async () => {
  const { code, report } = await clone.here([
    'validate',
    '--thresholds',
    '{ eval.f2: { min: 0.1 }, "nothing*": { min: 0.1, missing: ignore }, note: { min: 0.1, missing: ignore } }',
  ])
  expect([code, verdicts(report)]).toEqual([1, ['!eval.f2 min: 0.1', 'nothing* min: 0.1', '!note min: 0.1']])
  expect(report.policies[0]?.message).toMatch(/No metric is named eval\.f2\. The nearest (is|are) eval\.f1/)
})

test.each([
  ['tag:v1', 0.9],
  ['branch:main', 0.9],
  ['branch:worse', 0.8],
])('a policy with severity warning on the baseline %s does not close the gate', async (baseline, auc) => {
  const { code, report } = await clone.here([
    'validate',
    '--baseline',
    baseline,
    '--thresholds',
    'auc: { max_drop: 0.05, severity: warning }',
  ])
  expect([code, report.policies[0]]).toMatchObject([0, { baseline: auc, passed: auc === 0.8, severity: 'warning' }])
  expect(report.message.includes('warning: auc fell by 0.1 from 0.9 to 0.8')).toBe(auc === 0.9)
})
