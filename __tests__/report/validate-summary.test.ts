import { emptyReport, type Finding, type PolicyReport, type Report } from '../../src/report/report.js'
import { validationSummary } from '../../src/report/validate-summary.js'

const RULES = ['lock-missing', 'large-file', 'changed-elsewhere']

function report(parts: Partial<Report> = {}): Report {
  return { ...emptyReport('validate', { sha: 'a', ref: 'main', event: 'push', trusted: true }), ...parts }
}

function finding(rule: string, message: string, severity: Finding['severity'] = 'error'): Finding {
  return { rule, message, severity }
}

function policy(parts: Partial<PolicyReport> = {}): PolicyReport {
  return {
    metric: 'accuracy',
    rule: 'min: 0.9',
    passed: true,
    severity: 'error',
    message: 'accuracy is 0.95.',
    ...parts,
  }
}

const missing = (path: string, reason: 'missing' | 'truncated' = 'missing') => ({
  hash: path,
  paths: [path],
  remote: 'store',
  reason,
  message: '',
})

const stale = (name: string, kind: 'code' | 'missing' = 'code') => ({
  name,
  verdict: 'stale' as const,
  causes: [{ kind, message: '' }],
})

const ran = (name: string) => ({ name, verdict: 'ran' as const, causes: [] })

test('the summary of a report without stages, data, checks and policies says that nothing is wrong', () => {
  expect(validationSummary(report(), true, RULES)).toEqual({ failed: false, text: 'No problem was found.' })
})

test('the summary of a change that passes counts stages, objects, checks and rules', () => {
  const passing = report({
    stages: [{ name: 'train', verdict: 'unchanged', causes: [] }],
    remote: { name: 'store', objects: 4, pushed: 0, verified: 4, missing: [] },
    checks: [{ name: 'lint', command: 'ruff', conclusion: 'success', seconds: 1, log: '' }],
    policies: [policy(), policy({ metric: 'loss' })],
  })
  expect(validationSummary(passing, true, RULES)).toEqual({
    failed: false,
    text: 'Nothing to reproduce, 4 objects in the remote, 1 check passed, 2 rules held.',
  })
})

test('the summary names the stages that the author reproduced, and the hold of the base', () => {
  const passing = report({
    stages: [
      { name: 'clean', verdict: 'unchanged', causes: [] },
      { name: 'train', verdict: 'unchanged', causes: [], reproduced: [{ kind: 'code', message: 'a.py has changed' }] },
      { ...stale('count'), held: true },
    ],
    hold: { commit: 'c', to: 'd', since: '2026-11-28T09:30:00.000Z', by: 'alice' },
  })
  expect(validationSummary(passing, true, RULES)).toEqual({
    failed: false,
    text: 'Nothing to reproduce (the author reproduced train), the base branch is held since 2026-11-28 by alice.',
  })
})

test('the summary names at most ten stages that were reproduced', () => {
  const names = Array.from({ length: 12 }, (_, index) => `s${index}`)
  expect(validationSummary(report({ stages: names.slice(0, 1).map(ran) }), true, RULES).text).toBe(
    '1 stage reproduced here (s0).',
  )
  expect(validationSummary(report({ stages: names.map(ran) }), true, RULES).text).toBe(
    '12 stages reproduced here (s0, s1, s2, s3, s4, s5, s6, s7, s8, s9 and 2 more).',
  )
})

test('the summary of a change that passes tells accepted policies and those that only warn', () => {
  const accepted = { by: 'alice', reason: 'a harder test set', via: 'comment' as const, sha: 'a' }
  const policies = [
    policy({ passed: false, message: 'accuracy is 0.8.', accepted }),
    policy({ passed: false, severity: 'warning', message: 'loss is 3.' }),
  ]
  expect(validationSummary(report({ policies }), true, RULES)).toEqual({
    failed: false,
    text: '0 rules held, accuracy is 0.8 (accepted by @alice: a harder test set), warning: loss is 3.',
  })
})

test.each([
  [[missing('a.csv')], "a.csv is missing in the remote 'store'."],
  [[missing('a.csv'), missing('b.csv'), missing('c.csv')], "a.csv and 2 more are missing in the remote 'store'."],
  [
    [missing('a.csv'), missing('b.csv', 'truncated')],
    "a.csv and 1 more are missing or truncated in the remote 'store'.",
  ],
])('the summary names the first missing object and counts the others', (objects, text) => {
  const lacking = report({ remote: { name: 'x', objects: 4, pushed: 0, verified: 1, missing: objects } })
  expect(validationSummary(lacking, true, RULES)).toEqual({ failed: true, text })
})

test('the summary asks for the address of a remote that has none of the data', () => {
  const lacking = { name: 'store', objects: 2, pushed: 0, verified: 0, missing: [missing('a.csv'), missing('b.csv')] }
  expect(validationSummary(report({ remote: { ...lacking, empty: ['store'] } }), true, RULES).text).toBe(
    "a.csv and 1 more are missing in the remote 'store', which has none of the data of this commit: check its address, or run `dvc push` where the data was made.",
  )
})

test('the summary gives the cause of the first stale stage and names the others', () => {
  const lint = [finding('stale-stage', 'train is stale: train.py has changed.'), finding('stale-stage', 'other')]
  expect(validationSummary(report({ lint, stages: [stale('train')] }), true, RULES).text).toBe(
    'train is stale: train.py has changed.',
  )
  const stages = [stale('train'), stale('evaluate'), stale('fetch', 'missing')]
  expect(validationSummary(report({ lint, stages }), true, RULES).text).toBe(
    'train is stale: train.py has changed; stale too: evaluate.',
  )
})

test('the summary has failures in a fixed order, for any order of the findings', () => {
  const failing = report({
    lint: [
      finding('metric-claim', 'claim one.'),
      finding('metric-claim', 'claim two.'),
      finding('large-file', 'big.csv is large.'),
      finding('lock-missing', 'no dvc.lock.'),
      finding('lock-missing', 'no sub/dvc.lock.'),
      finding('stage-data-missing', 'raw.csv is absent.'),
      finding('stage-data-missing', 'other.csv is absent.'),
      finding('metric-unreadable', 'metrics.json is not JSON.'),
      finding('stale-stage', 'train is stale.'),
      finding('changed-elsewhere', 'another pull request.', 'notice'),
    ],
    remote: { name: 'store', objects: 1, pushed: 0, verified: 0, missing: [missing('a.csv')] },
    checks: ['lint', 'types'].map((name) => ({ name, command: '', conclusion: 'failure', seconds: 1, log: '' })),
    policies: [policy(), policy({ passed: false, message: 'loss is 3, above the allowed 2.' })],
  })
  expect(validationSummary(failing, false, RULES)).toEqual({
    failed: true,
    text:
      "a.csv is missing in the remote 'store'; train is stale; metrics.json is not JSON; raw.csv is absent; " +
      'no dvc.lock (and 1 more); big.csv is large; the checks lint, types failed; claim one (and 1 more); ' +
      'the gate is closed: loss is 3, above the allowed 2.',
  })
})

test('the summary names one failed check in the singular', () => {
  const checks = [{ name: 'lint', command: '', conclusion: 'failure' as const, seconds: 1, log: '' }]
  expect(validationSummary(report({ checks }), true, RULES).text).toBe('the check lint failed.')
})

test('warnings and notices do not fail a change', () => {
  const lint = [finding('large-file', 'big.csv is large.', 'warning'), finding('changed-elsewhere', 'other.', 'notice')]
  expect(validationSummary(report({ lint }), true, RULES).failed).toBe(false)
})
