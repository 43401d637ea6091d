import { annotationsOf } from '../../src/report/annotations.js'
import { outputsOf } from '../../src/report/outputs.js'
import { emptyReport } from '../../src/report/report.js'
import { OUTPUTS } from '../../src/settings/action-outputs.js'
import { fullReport } from './sample.js'

test('annotations have the failures with their lines, the most severe first', () => {
  expect(annotationsOf(fullReport())).toEqual([
    {
      severity: 'error',
      title: 'remote-data-missing',
      message: "data/a.csv and 1 more are truncated in the remote 'storage'.\nmissing too: data/b.csv.",
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
    { severity: 'error', title: 'check-failed', message: "The check unit failed ('pytest -q tests/unit')." },
    {
      severity: 'error',
      title: 'gate-closed',
      message: 'The gate is closed: accuracy 0.91 is below min 0.95',
      path: 'metrics.json',
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
    ['data/a.csv.dvc', expect.stringContaining('data/a.csv and 1 more are truncated') as unknown],
    ['dvc.yaml', 'dvc.lock is stale. Repair: dvc repro && dvc push'],
    ['projects/a/sub/dvc.yaml', 'The stage sub/dvc.yaml:train@a failed.'],
    ['projects/a/metrics.json', 'The gate is closed: accuracy 0.91 is below min 0.95'],
    ['plots', 'plots is declared push: false.'],
  ])
})

test('what only follows from a cause has no annotation of its own', () => {
  const report = emptyReport('validate', fullReport().source)
  report.conclusion = 'failure'
  report.stages = [
    { name: 'train', verdict: 'stale', causes: [{ kind: 'code', message: 'train.py changed' }] },
    {
      name: 'evaluate',
      verdict: 'stale',
      needs: ['train'],
      causes: [{ kind: 'upstream', path: 'train', message: 'x' }],
    },
  ]
  report.lint = [
    { rule: 'stale-stage', severity: 'error', path: 'train.py', line: 3, message: 'train is stale.', stage: 'train' },
    { rule: 'stale-stage', severity: 'error', path: 'dvc.yaml', message: 'evaluate is stale.', stage: 'evaluate' },
  ]
  expect(annotationsOf(report).map(({ path, line }) => [path, line])).toEqual([['train.py', 3]])
})

test('each place of a tracking rule has its annotation, because it has its own repair', () => {
  const report = emptyReport('lint', fullReport().source)
  report.conclusion = 'failure'
  report.lint = ['a.csv', 'b.csv'].map((path) => ({
    rule: 'large-file',
    severity: 'error',
    path,
    message: `${path} is large.`,
  }))
  expect(annotationsOf(report).map(({ path }) => path)).toEqual(['a.csv', 'b.csv'])
})

test('a check whose tools annotate has their annotations, after the causes of the same severity', () => {
  const report = fullReport()
  report.checks = report.checks.map((check) =>
    check.conclusion === 'failure'
      ? {
          ...check,
          annotations: [
            { severity: 'warning', message: 'w' },
            { severity: 'error', title: 'E501', message: 'e', path: 'a.py', line: 3, column: 5 },
          ],
        }
      : check,
  )
  const found = annotationsOf(report)
  expect(found.map(({ title }) => title)).not.toContain('check-failed')
  expect(found.slice(3, 5)).toEqual([
    { severity: 'error', title: 'unit: E501', message: 'e', path: 'a.py', line: 3, column: 5 },
    expect.objectContaining({ severity: 'warning', title: 'Gate: latency_ms' }),
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
