import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type Clone, cleanUp, tinyProject } from '../support/project.js'

afterAll(cleanUp)

/** A table of slices, and a file of a dimension. The recall of the region `us` follows a parameter. */
const EVALUATE = `q=$(sed -n 's/^ *q: //p' params.yaml)
mkdir -p slices
echo "{\\"accuracy\\": 0.95, \\"slices\\": [{\\"region\\": \\"eu\\", \\"recall\\": 0.9, \\"n\\": 120}, {\\"region\\": \\"us\\", \\"recall\\": 0.$q, \\"n\\": 40}, {\\"region\\": \\"xx\\", \\"recall\\": 0.1, \\"n\\": 3}]}" > metrics.json
printf 'old: {recall: 0.8, n: 70}\\n' > slices/age.yaml
if [ "$q" != 70 ]; then printf 'young: {recall: 0.9, n: 90}\\n' >> slices/age.yaml; fi
`
const PIPELINE = `stages:
  evaluate:
    cmd: sh evaluate.sh
    deps: [evaluate.sh, data/raw.csv]
    params: [q]
    metrics:
      - metrics.json: {cache: false}
      - slices/age.yaml
`
let clone: Clone

beforeAll(async () => {
  const alice = await tinyProject({ 'dvc.yaml': PIPELINE, 'evaluate.sh': EVALUATE, 'params.yaml': 'q: 85\n' })
  await alice.git('switch', '-q', '-c', 'worse')
  await alice.write('params.yaml', 'q: 70\n')
  await alice.dvc('repro', '-q')
  await alice.dvc('push', '-q')
  await alice.commit('Worse for one region')
  clone = await alice.clone('worse')
})

test('a change that is worse for one slice fails, and the report names the slice', async () => {
  const { code, report, stdout } = await clone.here([
    'validate',
    '--thresholds',
    'worst(slices/region:recall): { min: 0.75, max_drop: 10%, min_support: 30 }',
  ])
  expect(report.policies).toMatchObject([
    {
      metric: 'worst(slices/region:recall)',
      rule: 'min: 0.75',
      passed: false,
      value: 0.7,
      baseline: 0.85,
      message:
        'recall of region=us, the worst of 2 slices, is 0.7, below the required 0.75. 1 slice with fewer than 30 rows is not judged.',
    },
    { rule: 'max_drop: 10%', passed: false, slice: { label: 'recall of region=us', of: 2, failed: 1, small: 1 } },
  ])
  expect(code).toBe(1)
  expect(report.metrics.find(({ slice }) => slice?.value === 'us')).toMatchObject({
    path: 'metrics.json',
    value: 0.7,
    committed: 0.7,
    baseline: 0.85,
    slice: { dimension: 'region', metric: 'recall', support: 40, baseline_support: 40 },
  })
  expect(stdout).toMatch(/Slices\n.*\n.*recall {2}region=xx/)
})

test('a slice that is gone fails, and a warning only warns', async () => {
  const thresholds = 'worst(slices/age:recall): { min: 0.5, severity: warning }'
  const { code, report } = await clone.here(['validate', '--thresholds', thresholds])
  expect(code).toBe(0)
  expect(report.policies).toMatchObject([
    {
      passed: false,
      message: expect.stringContaining('recall of age=young, the worst of 2 slices, is missing: the baseline has 0.9'),
      slice: { path: 'slices/age.yaml', name: 'young.recall' },
    },
  ])
})

test('min_support outside of worst(…) is rejected with its line and an example', async () => {
  const { code, report } = await clone.here(['validate', '--thresholds', 'accuracy: { min: 0.5, min_support: 30 }'])
  expect(code).not.toBe(0)
  expect(JSON.stringify(report.error)).toContain('worst(slices/*:recall)')
})
