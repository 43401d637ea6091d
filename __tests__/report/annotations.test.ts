import { annotationsOf } from '../../src/report/annotations.js'
import { outputsOf } from '../../src/report/outputs.js'
import { emptyReport } from '../../src/report/report.js'
import { OUTPUTS } from '../../src/settings/action-outputs.js'
import { fullReport } from './sample.js'

test('annotations have the failures with their lines, the most severe first', () => {
  expect(annotationsOf(fullReport())).toEqual([
    { severity: 'error', title: 'Gate: accuracy', message: 'accuracy 0.91 is below min 0.95', path: 'metrics.json' },
    {
      severity: 'error',
      title: 'Check: unit',
      message: "'pytest -q tests/unit' failed; its output is in the log and in the job summary.",
    },
    {
      severity: 'error',
      title: 'Remote: data/a.csv',
      message: 'it has 3 bytes instead of 12 (data/a.csv, data/b.csv)',
      path: 'data/a.csv.dvc',
      line: 5,
    },
    {
      severity: 'error',
      title: 'stale-stage',
      message: 'dvc.lock is stale. Repair: dvc repro && dvc push',
      path: 'dvc.yaml',
      line: 14,
    },
    { severity: 'warning', title: 'Gate: latency_ms', message: 'latency_ms 201 is above max 200' },
    { severity: 'notice', title: 'not-pushed', message: 'plots is declared push: false.', path: 'plots' },
  ])
})

test('annotations of a project in a folder have paths from the top of the repository', () => {
  const report = fullReport()
  report.stages = [
    { name: 'sub/dvc.yaml:train@a', verdict: 'failed', causes: [] },
    { name: 'evaluate', verdict: 'failed', causes: [{ kind: 'code', message: 'exit code 1' }] },
  ]
  expect(
    annotationsOf(report, 'projects/a')
      .filter(({ path }) => path !== undefined)
      .map(({ path, message }) => [path, message]),
  ).toEqual([
    ['projects/a/metrics.json', 'accuracy 0.91 is below min 0.95'],
    ['projects/a/sub/dvc.yaml', "Stage 'sub/dvc.yaml:train@a' failed; its output is in the log."],
    ['projects/a/dvc.yaml', 'exit code 1'],
    ['data/a.csv.dvc', 'it has 3 bytes instead of 12 (data/a.csv, data/b.csv)'],
    ['dvc.yaml', 'dvc.lock is stale. Repair: dvc repro && dvc push'],
    ['plots', 'plots is declared push: false.'],
  ])
})

test('a report without failures has no annotations', () => {
  expect(annotationsOf(emptyReport('validate', { sha: '', ref: '', event: 'push', trusted: true }))).toEqual([])
})

test('a step with a warning gives a warning, and long messages are cut', () => {
  const report = emptyReport('validate', { sha: '', ref: '', event: 'push', trusted: true })
  report.steps = [
    { name: 'lint', conclusion: 'warning', seconds: 1, message: '1 warning' },
    { name: 'push', conclusion: 'warning', seconds: 1, message: 'x'.repeat(10_000) },
  ]
  expect(annotationsOf(report)).toEqual([
    { severity: 'warning', title: 'push', message: expect.stringMatching(/^x+…x+$/) as string },
  ])
  expect(annotationsOf(report)[0]?.message.length).toBe(2_000)
})

test('the outputs of a report are those of action.yml', () => {
  const { outputs, tooLarge } = outputsOf(fullReport(), {
    files: { report: '/w/report.json', page: '/w/page.html' },
    dvcVersion: '3.67.1',
  })
  expect(Object.keys(outputs)).toEqual(Object.keys(OUTPUTS))
  expect(tooLarge).toEqual([])
  expect(outputs).toMatchObject({
    conclusion: 'failure',
    mode: 'validate',
    report: '/w/report.json',
    page: '/w/page.html',
    commit: fullReport().commit?.sha,
    'dvc-version': '3.67.1',
    'stale-stages': '["train@forest"]',
  })
  expect(JSON.parse(outputs.metrics)).toEqual(fullReport().metrics)
  expect(JSON.parse(outputs.policies)).toEqual(fullReport().policies)
  expect(JSON.parse(outputs.missing)).toEqual(fullReport().remote.missing)
})

test('an output that GitHub would reject stays empty and is named', () => {
  const report = fullReport()
  report.remote.missing = Array.from({ length: 5_000 }, () => ({
    hash: 'h'.repeat(32),
    paths: ['p'.repeat(50)],
    remote: 'r',
    reason: 'missing' as const,
    message: 'm',
  }))
  const { outputs, tooLarge } = outputsOf(report)
  expect([outputs.missing, tooLarge]).toEqual(['', ['missing']])
})
