import { answerOf } from '../../src/report/answer.js'
import { headlineOf, titleOf } from '../../src/report/headline.js'
import { renderPage } from '../../src/report/html/page.js'
import { emptyReport, type MetricReport, type Mode, type PolicyReport, type Report } from '../../src/report/report.js'
import { renderTerminal } from '../../src/report/terminal.js'

const BASE = 'b'.repeat(40)

function report(parts: Partial<Report> = {}, mode: Mode = 'validate'): Report {
  return {
    ...emptyReport(mode, { sha: 'a'.repeat(40), ref: 'main', event: 'push', base_sha: BASE, trusted: true }),
    conclusion: 'success',
    message: 'Nothing to reproduce, 12 objects in the remote.',
    ...parts,
  }
}

function metric(name: string, value: number, baseline?: number, direction?: 'up' | 'down'): MetricReport {
  return {
    name,
    path: 'metrics.json',
    value,
    ...(baseline === undefined ? {} : { baseline, change: value - baseline }),
    ...(direction === undefined ? {} : { direction }),
  }
}

function policy(name: string, parts: Partial<PolicyReport> = {}): PolicyReport {
  return { metric: name, rule: 'min: 0', passed: true, severity: 'error', value: 1, message: `${name}.`, ...parts }
}

test('the headline of a change that passed answers a reviewer in one line', () => {
  const changed = report({
    metrics: [metric('accuracy', 0.9777, 0.9765, 'up'), metric('log_loss', 0.281, 0.283, 'down'), metric('rows', 3, 2)],
    policies: [policy('accuracy'), policy('log_loss')],
    params: [{ path: 'params.yaml', name: 'n_estimators', baseline: 120, value: 160 }],
    data: [
      { path: 'data/raw.csv', change: 'modified', size: 3_200_000, baseline_size: 2_000_000 },
      { path: 'model.pkl', change: 'modified', size: 2, baseline_size: 1, stage: 'train' },
    ],
  })
  expect(titleOf(changed)).toBe(
    'Passed: accuracy 0.9777 (+0.0012 ↑ better), log_loss 0.281 (-0.002 ↓ better) · n_estimators 120 → 160 · data/raw.csv +1.2 MB',
  )
  const { change, causes, facts } = headlineOf(changed)
  expect([change, causes]).toEqual(['', []])
  // What passed is a detail.
  expect(facts[1]).toBe('Nothing to reproduce, 12 objects in the remote.')
})

test.each([
  ['setup', 'setup'],
  ['lint', 'lint of an unknown commit'],
] as const)('a run of %s without a commit is told as "%s"', (mode, expected) => {
  expect(headlineOf({ ...emptyReport(mode, { sha: '', ref: '', event: 'local', trusted: true }) }).facts[0]).toBe(
    expected,
  )
})

test('failed metrics stand first, then worse ones; the others are counted', () => {
  const names = ['a', 'b', 'c', 'd', 'e']
  const line = answerOf(
    report({
      metrics: names.map((name) => metric(name, name === 'd' ? 0 : 2, 1, 'up')),
      policies: names.map((name) => policy(name, { passed: name !== 'e' })),
    }),
  )
  expect(line).toBe('e 2 (+1 ↑ better), d 0 (-1 ↓ worse), a 2 (+1 ↑ better) and 2 more')
})

test.each<[string, Partial<Report>, string]>([
  ['no baseline', { metrics: [metric('f1', 0.9)], policies: [policy('f1')] }, 'f1 0.9 (no baseline yet)'],
  [
    'a new metric',
    { metrics: [metric('f1', 0.9), metric('a', 1, 1)], policies: [policy('f1'), policy('a')] },
    'f1 0.9 (new), a 1 (unchanged)',
  ],
  ['no direction', { metrics: [metric('rows', 3, 2)], policies: [policy('rows')] }, 'rows 3 (+1 ↑)'],
  ['no policy', { metrics: [metric('x', 1, 1), metric('y', 3, 2)] }, 'y 3 (+1 ↑), x 1 (unchanged)'],
  [
    'an older model, whose numbers say nothing of the change',
    { metrics: [metric('f1', 0.9, 0.8)], policies: [policy('f1', { stale: true })] },
    '',
  ],
  [
    'the same name in two files',
    { metrics: [metric('f1', 1, 1), { ...metric('f1', 2, 1), path: 'b.json' }], policies: [policy('b.json:f1')] },
    'b.json:f1 2 (+1 ↑)',
  ],
  [
    'parameters of several kinds',
    {
      params: [
        { path: 'params.yaml', name: 'a', value: [1, 2] },
        { path: 'other.yaml', name: 'b', baseline: 'x' },
        { path: 'params.yaml', name: 'c', baseline: false, value: 'x'.repeat(40) },
        { path: 'params.yaml', name: 'd', baseline: 1, value: 2 },
      ],
    },
    `a = [1,2] (new), other.yaml:b removed (was x), c false → ${'x'.repeat(29)}…, d 1 → 2`,
  ],
  [
    'two parameters beyond the limit',
    { params: ['a', 'b', 'c', 'd', 'e'].map((name) => ({ path: 'params.yaml', name, baseline: 1, value: 2 })) },
    'a 1 → 2, b 1 → 2, c 1 → 2 and 2 more',
  ],
  [
    'data of several kinds',
    {
      data: [
        { path: 'new.csv', change: 'added', size: 10 },
        { path: 'old.csv', change: 'deleted' },
      ],
    },
    'new.csv new (10 B), old.csv removed',
  ],
  [
    'data of the same size, and code',
    {
      data: [{ path: 'a.csv', change: 'modified', size: 1, baseline_size: 1 }],
      stages: [
        {
          name: 'train',
          verdict: 'unchanged',
          causes: [],
          reproduced: [{ kind: 'code', path: 'train.py', message: '' }],
        },
      ],
    },
    'a.csv changed · train.py changed',
  ],
])('the answer with %s', (_, parts, expected) => {
  expect(answerOf(report(parts))).toBe(expected)
})

test('the headline of a failure is its first cause with the repair; the change is apart', () => {
  const failing = report({
    conclusion: 'failure',
    error: { id: 'pipeline-stale', message: '' },
    stages: [
      { name: 'train', verdict: 'stale', causes: [{ kind: 'code', path: 'a.py', message: 'a.py has changed' }] },
    ],
    lint: [
      { rule: 'stale-stage', stage: 'train', severity: 'error', message: 'dvc.lock is stale.', fix: 'dvc repro' },
      { rule: 'metric-claim', severity: 'error', path: 'm.json', message: 'accuracy: claimed 1, measured 0' },
    ],
    params: [{ path: 'params.yaml', name: 'a', baseline: 1, value: 2 }],
    metrics: [metric('accuracy', 0, 1)],
  })
  const { message, change } = headlineOf(failing)
  expect(message).toBe('dvc.lock is stale. (and 1 more cause) To repair: `dvc repro`')
  expect(change).toBe('accuracy 0 (-1 ↓) · a 1 → 2 · a.py changed')
})

const commit = { sha: 'c'.repeat(40), branch: 'main', method: 'push' as const, attempts: 1 }
const better = [metric('f1', 0.9, 0.8, 'up')]

test.each<[string, Mode, Partial<Report>, string]>([
  ['a build', 'rebuild', { metrics: better, commit, tag: 'v3' }, 'f1 0.9 (+0.1 ↑ better) · built ccccccc as v3'],
  [
    'a build with a version in a pull request',
    'retrain',
    {
      metrics: better,
      commit: { ...commit, method: 'pull-request', pull_request: { number: 7, url: 'https://h/7' } },
      mlflow: { experiment: 'e', run_id: 'r', model: 'digits', version: '4' },
    },
    'f1 0.9 (+0.1 ↑ better) · built ccccccc, version 4 of digits in pull request 7',
  ],
  ['a build that committed nothing', 'rebuild', { metrics: better }, 'Nothing to reproduce, 12 objects in the remote.'],
  [
    'a rollback',
    'rollback',
    { metrics: better, commit, rollback: { to: 'v1', sha: BASE, targets: [] } },
    'Rolled back to v1 (bbbbbbb) · f1 0.9 (+0.1 ↑ better)',
  ],
  [
    'a rollback of a target to a commit',
    'rollback',
    { commit, rollback: { to: BASE, sha: BASE, targets: ['model.pkl'] } },
    'Rolled back model.pkl to bbbbbbb',
  ],
  [
    'a rollback that moved the alias back',
    'rollback',
    {
      commit,
      rollback: { to: 'v1', sha: BASE, targets: [] },
      mlflow: { experiment: '', run_id: '', model: 'digits', version: '4', alias: 'champion' },
    },
    'Rolled back to v1 (bbbbbbb), version 4 of digits, now champion',
  ],
  [
    'a rollback in a pull request',
    'rollback',
    {
      commit: { ...commit, method: 'pull-request', pull_request: { number: 7, url: 'https://h/7' } },
      rollback: { to: 'v1', sha: BASE, targets: ['model.pkl'] },
    },
    'Pull request 7 rolls model.pkl back to v1 (bbbbbbb)',
  ],
  [
    'a build whose version has an alias now',
    'rebuild',
    { commit, mlflow: { experiment: 'e', run_id: 'r', model: 'digits', version: '6', alias: 'champion' } },
    'built ccccccc, version 6 of digits, now champion',
  ],
  ['a validation without anything to tell', 'validate', {}, 'Nothing to reproduce, 12 objects in the remote.'],
  ...(['plan', 'stage', 'lint', 'resolve', 'doctor', 'command', 'setup'] as const).map(
    (mode): [string, Mode, Partial<Report>, string] => [mode, mode, { message: 'Done.' }, 'Done.'],
  ),
])('the headline of %s', (_, mode, parts, message) => {
  expect(headlineOf(report(parts, mode)).message).toBe(message)
})

test('the verdict of a rollback on its branch is that it rolled back, in the title, in the terminal and on the page', () => {
  const back = report({ commit, rollback: { to: 'v1.0', sha: BASE, targets: [] } }, 'rollback')
  expect(titleOf(back)).toBe('Rolled back to v1.0 (bbbbbbb)')
  expect(renderTerminal(back)).toMatch(/^Rolled back to v1\.0 \(bbbbbbb\)$/m)
  expect(renderPage(back, { assets: { style: '', script: '', charts: '' }, version: '1' })).toMatch(
    /Rolled back<\/span> <span class="message">to v1\.0 \(bbbbbbb\)</,
  )
  const inPull = { ...commit, method: 'pull-request' as const, pull_request: { number: 7, url: 'https://h/7' } }
  expect(titleOf(report({ commit: inPull, rollback: { to: 'v1.0', sha: BASE, targets: [] } }, 'rollback'))).toBe(
    'Passed: Pull request 7 rolls back to v1.0 (bbbbbbb)',
  )
  expect(titleOf(report({ message: 'Dry run.', rollback: { to: 'v1.0', sha: BASE, targets: [] } }, 'rollback'))).toBe(
    'Passed: Dry run.',
  )
})

test.each(['unverified', 'superseded', 'cancelled'] as const)(
  'a run that ends in %s says why, and the change apart',
  (conclusion) => {
    const { message, change } = headlineOf(report({ conclusion, message: 'Why.', metrics: better }))
    expect([message, change]).toEqual(['Why.', 'f1 0.9 (+0.1 ↑ better)'])
  },
)
