import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type Clone, cleanUp, tinyProject } from '../support/project.js'

afterAll(cleanUp)

/** 400 rows, of which the parameter q says how many in 100 are predicted well, and their accuracy. */
const EVALUATE = `q=$(sed -n 's/^ *q: //p' params.yaml)
awk -v q="$q" 'BEGIN {
  print "id,truth,predicted,region" > "predictions.csv"
  for (i = 0; i < 400; i++) {
    y = i % 2; good = (i * 7919 % 100 < q); hits += good
    print i "," y "," (good ? y : 1 - y) "," (i % 4 == 0 ? "us" : "eu") > "predictions.csv"
  }
  printf "{\\"accuracy\\": %.4f}\\n", hits / 400 > "metrics.json"
}'
`
const PIPELINE = `stages:
  evaluate:
    cmd: sh evaluate.sh
    deps: [evaluate.sh, data/raw.csv]
    params: [q]
    outs: [predictions.csv]
    metrics:
      - metrics.json: {cache: false}
`
const PREDICTIONS = '{ path: predictions.csv, truth: truth, prediction: predicted, slices: region, key: id }'
let clone: Clone

beforeAll(async () => {
  const alice = await tinyProject({ 'dvc.yaml': PIPELINE, 'evaluate.sh': EVALUATE, 'params.yaml': 'q: 90\n' })
  await alice.git('switch', '-q', '-c', 'worse')
  await alice.write('params.yaml', 'q: 88\n')
  await alice.dvc('repro', '-q')
  await alice.dvc('push', '-q')
  await alice.commit('Two rows in a hundred worse')
  clone = await alice.clone('worse')
})

test('a drop beyond the limit passes where the rows do not make it certain, and fails where they do', async () => {
  const { code, report, stdout } = await clone.run([
    ...['validate', '--predictions', PREDICTIONS],
    ...['--thresholds', 'accuracy: { max_drop: 0.01, confidence: 0.95 }'],
  ])
  expect(report.policies).toMatchObject([
    {
      metric: 'accuracy',
      rule: 'max_drop: 0.01',
      passed: true,
      message: expect.stringMatching(
        /^accuracy fell by 0\.02 from 0\.9 to 0\.88, more than the allowed 0\.01, but within the noise of the rows \(95% interval 0\.0\d+ to 0\.03\d*\)\.$/,
      ),
    },
  ])
  expect(code).toBe(0)
  const [whole] = report.metrics
  expect(whole).toMatchObject({ name: 'accuracy', interval: { confidence: 0.95, significant: true, rows: 400 } })
  expect(
    report.metrics
      .filter(({ slice }) => slice !== undefined)
      .map(({ path, name, slice }) => [path, name, slice?.support]),
  ).toEqual([
    ['predictions.csv', 'slices.region.eu.accuracy', 300],
    ['predictions.csv', 'slices.region.us.accuracy', 100],
  ])
  expect(report.lint.filter(({ rule }) => rule === 'predictions-unused' || rule === 'metric-claim')).toEqual([])
  expect(stdout).toContain('95% interval')
})

test('a drop that is certainly beyond the limit fails, for one slice too', async () => {
  const thresholds =
    '{ accuracy: { max_drop: 0.001, confidence: 0.95 }, worst(slices/region:accuracy): { max_drop: 0.001, confidence: 0.9 } }'
  const { code, report } = await clone.here(['validate', '--predictions', PREDICTIONS, '--thresholds', thresholds])
  expect(code).toBe(1)
  expect(report.policies).toMatchObject([
    { passed: false, message: expect.stringContaining('and beyond the noise of the rows (95% interval') },
    { passed: false, slice: { label: expect.stringMatching(/^accuracy of region=/), of: 2 } },
  ])
})

test('a table that the evaluation of the run did not write is a claim, and gives no lenience', async () => {
  // 44 of 50 rows are the measured accuracy of 0.88, and their interval reaches 0.95.
  const rows = Array.from({ length: 50 }, (_, row) => `${row % 2},${row < 44 ? row % 2 : 1 - (row % 2)},eu\n`)
  await clone.write('claimed.csv', `truth,predicted,region\n${rows.join('')}`)
  const predictions = '{ path: claimed.csv, truth: truth, prediction: predicted, slices: region }'
  const { code, report } = await clone.here([
    ...['validate', '--evaluate', 'evaluate', '--predictions', predictions],
    ...['--thresholds', '{ accuracy: { min: 0.95, confidence: 0.95 }, worst(accuracy): { min: 0.5 } }'],
  ])
  expect(code).toBe(1)
  expect(report.policies).toMatchObject([
    {
      passed: false,
      message: expect.stringContaining('the evaluation of this run did not write it and declares no dependency on it'),
    },
    { metric: 'worst(accuracy)', passed: false },
  ])
})

test('predictions that cannot be used leave the plain comparison, and say why', async () => {
  const predictions = '{ path: predictions.csv, truth: label, prediction: predicted, slices: region }'
  const { code, report } = await clone.here([
    ...['validate', '--predictions', predictions],
    ...['--thresholds', '{ accuracy: { max_drop: 0.01, confidence: 0.95 }, worst(accuracy): { min: 0.5 } }'],
  ])
  expect(code).toBe(1)
  expect(report.policies).toMatchObject([
    {
      passed: false,
      message: expect.stringContaining('it has no 95% interval, because the predictions cannot be used'),
    },
    { metric: 'worst(accuracy)', passed: false },
  ])
  expect(report.lint).toContainEqual(
    expect.objectContaining({
      rule: 'predictions-unused',
      path: 'predictions.csv',
      message: 'predictions.csv gives no intervals: it has no column label, which metrics.predictions names.',
    }),
  )
})
