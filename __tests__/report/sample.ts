import { emptyReport, type Report } from '../../src/report/report.js'

/** A report with one of everything. */
export function fullReport(): Report {
  const report = emptyReport('validate', {
    sha: 'a1b2c3d4e5f60718293a4b5c6d7e8f9012345678',
    ref: 'refs/pull/12/merge',
    event: 'pull_request',
    pull_request: 12,
    base_sha: 'ffffffffffff0718293a4b5c6d7e8f9012345678',
    trusted: true,
  })
  report.conclusion = 'failure'
  report.message = 'accuracy 0.91 is below min 0.95; 1 stage is stale.'
  report.error = { id: 'pipeline-stale', message: report.message }
  report.steps = [
    { name: 'preflight', conclusion: 'success', seconds: 0.512 },
    { name: 'pull', conclusion: 'success', seconds: 12.34 },
    { name: 'reproduce', conclusion: 'failure', seconds: 192.2, message: 'dvc repro would run train@forest' },
    { name: 'evaluate', conclusion: 'skipped', seconds: 0, message: 'no evaluation stage' },
  ]
  report.stages = [
    { name: 'prepare', verdict: 'unchanged', causes: [] },
    {
      name: 'train@forest',
      verdict: 'stale',
      causes: [
        { kind: 'code', path: 'src/train.py', message: 'src/train.py changed' },
        { kind: 'params', path: 'params.yaml:train.C', message: 'train.C changed' },
      ],
    },
    { name: 'evaluate', verdict: 'ran', causes: [{ kind: 'forced', message: 'forced' }], seconds: 1.25 },
  ]
  report.metrics = [
    {
      name: 'accuracy',
      path: 'metrics.json',
      value: 0.91,
      committed: 0.97,
      baseline: 0.9512345678901,
      change: -0.0412345678901,
    },
    { name: 'loss', path: 'metrics.json' },
  ]
  report.policies = [
    {
      metric: 'accuracy',
      rule: 'min: 0.95',
      passed: false,
      severity: 'error',
      value: 0.91,
      baseline: 0.9512345678901,
      message: 'accuracy 0.91 is below min 0.95',
    },
    {
      metric: 'latency_ms',
      rule: 'max: 200',
      passed: false,
      severity: 'warning',
      value: 201,
      message: 'latency_ms 201 is above max 200',
    },
    { metric: 'f1', rule: 'min: 0.5', passed: true, severity: 'error', value: 0.6, message: 'f1 0.6 is at least 0.5' },
  ]
  report.params = [{ path: 'params.yaml', name: 'train.C', baseline: 1, value: [1, 2] }]
  report.data = [{ path: 'data/raw.csv', change: 'modified', size: 12_345_678, baseline_size: 999 }]
  report.checks = [
    { name: 'lint', command: 'ruff check src', conclusion: 'success', seconds: 0.4, log: '' },
    {
      name: 'unit',
      command: 'pytest -q tests/unit',
      conclusion: 'failure',
      seconds: 3.2,
      log: 'tests/test_a.py::test_b FAILED\n\n1 failed\n',
    },
  ]
  report.lint = [
    {
      rule: 'stale-stage',
      path: 'dvc.yaml',
      line: 14,
      severity: 'error',
      message: 'dvc.lock is stale.',
      fix: 'dvc repro && dvc push',
      stage: 'train@forest',
    },
    { rule: 'not-pushed', path: 'plots', severity: 'notice', message: 'plots is declared push: false.' },
  ]
  report.remote = {
    name: 'storage',
    objects: 12,
    pushed: 0,
    verified: 11,
    missing: [
      {
        hash: 'd41d8cd98f00b204e9800998ecf8427e',
        paths: ['data/a.csv', 'data/b.csv'],
        remote: 'storage',
        reason: 'truncated',
        message: 'it has 3 bytes instead of 12',
        file: 'data/a.csv.dvc',
        line: 5,
      },
    ],
  }
  report.commit = { sha: '0123456789abcdef0123456789abcdef01234567', branch: 'main', method: 'push', attempts: 2 }
  report.tag = 'model-v3'
  return report
}

/** Names as a stranger's pull request may hold them. */
export const HOSTILE = [
  'a|b',
  'a\\|b',
  '`rm -rf`',
  '``',
  'x\n| y | z |',
  '\r\n\r\n# heading',
  '@org/team',
  'mail@example.org',
  '#1',
  'org/repo#12',
  'GH-7',
  '<img src=x onerror=alert(1)>',
  '</pre><script>alert(1)</script>',
  '</code></details>',
  '![x](https://evil.example/x.png)',
  '[click](javascript:alert(1))',
  'https://evil.example',
  'www.evil.example',
  '::error::boom',
  '::add-mask::a',
  '##[error]boom',
  '\x1b[2J\x1b[31mred',
  '\u202egnp.exe',
  '<!-- marker -->',
  '$\\int$',
  '**bold** __b__ ~~s~~',
  '&lt;b&gt; &amp;',
  '---',
  '- item',
  '1. one',
  '+ x',
  '=== ',
  '> quote',
  '    code',
  '[^1]',
  '[[x]]',
  '|',
  '\\',
  '',
  ' ',
]

/** The full report with a hostile text in every place that can hold one. */
export function hostileReport(text: string): Report {
  const report = fullReport()
  report.message = text
  report.tag = text
  report.remote.name = text
  const missing = report.remote.missing[0]
  if (missing) Object.assign(missing, { hash: text, paths: [text, text], remote: text, message: text })
  if (report.commit) report.commit.branch = text
  for (const step of report.steps) Object.assign(step, { name: text, message: text })
  for (const stage of report.stages)
    Object.assign(stage, { name: text, causes: [{ kind: 'code', path: text, message: text }] })
  for (const metric of report.metrics) Object.assign(metric, { name: text, path: text })
  for (const policy of report.policies) Object.assign(policy, { metric: text, rule: text, message: text })
  for (const param of report.params)
    Object.assign(param, { name: text, path: text, value: text, baseline: { [text]: text } })
  for (const item of report.data) item.path = text
  for (const check of report.checks)
    Object.assign(check, { name: text, command: text, log: text, conclusion: 'failure' })
  for (const finding of report.lint) Object.assign(finding, { rule: text, path: text, message: text, fix: text })
  Object.assign(report.source, { directory: text, title: text, head_ref: text, base_ref: text })
  report.started = text
  report.versions = { dvc_ci: text, dvc: text }
  report.error = { id: 'pipeline-stale', message: text, remedy: text }
  const points = [1, 2].map((value) => ({ sha: text, at: text, value, tag: text }))
  report.history = [{ metric: text, path: text, points }]
  return report
}

/** The full report of a run whose steps overlap: the sum of their seconds exceeds the 31.5 s of the run. */
export function overlappingReport(): Report {
  const report = fullReport()
  report.seconds = 31.5
  report.steps = [
    { name: 'open project', conclusion: 'success', started: 0.1, seconds: 1.9, message: '5 stages, DVC 3.67.1' },
    { name: 'baseline', conclusion: 'success', started: 2.1, seconds: 0.4, message: 'the merge base, a1b2c3d' },
    { name: 'lint', conclusion: 'warning', started: 2.1, seconds: 0.002 },
    { name: 'verify', conclusion: 'success', started: 2.1, seconds: 5 },
    { name: 'pull', conclusion: 'success', started: 2.2, seconds: 24, message: 'everything' },
    {
      name: 'reproduce',
      conclusion: 'failure',
      started: 26.3,
      seconds: 1.2,
      message: 'dvc repro would run train@forest, because src/train.py and train.C in params.yaml changed',
    },
    { name: 'check unit', conclusion: 'success', started: 27.6, seconds: 3.2 },
    { name: 'evaluate', conclusion: 'skipped', started: 31.1, seconds: 0, message: 'no evaluation stage' },
    { name: 'gate', conclusion: 'failure', started: 31.4, seconds: 0.1 },
  ]
  return report
}

/** The full report with the identity of its code and run, and the metrics of earlier builds. */
export function identifiedReport(): Report {
  const report = overlappingReport()
  report.source = {
    ...report.source,
    repository: 'https://github.example/team/digits',
    directory: 'projects/digits',
    title: 'Train a larger forest',
    head_sha: report.source.sha,
    head_ref: 'larger-forest',
    base_ref: 'main',
  }
  report.run_url = 'https://github.example/team/digits/actions/runs/7'
  report.started = '2026-11-29T09:14:31Z'
  report.versions = { dvc_ci: '1.2.3', dvc: '3.67.1' }
  report.metrics = report.metrics.map((metric) =>
    metric.name === 'accuracy' ? { ...metric, direction: 'up' } : metric,
  )
  const points = [0.93, 0.935, 0.951].map((value, index) => ({
    sha: `${index}`.repeat(40),
    at: `2026-0${index + 1}-10T08:00:00Z`,
    value,
    ...(index === 1 ? { tag: 'v1.1' } : {}),
  }))
  report.history = [{ metric: 'accuracy', path: 'metrics.json', points, shallow: true }]
  report.stages = report.stages.map((stage, index) => ({ ...stage, place: { path: 'dvc.yaml', line: index + 2 } }))
  return report
}
