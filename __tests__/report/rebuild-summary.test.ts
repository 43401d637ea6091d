import {
  buildSummary,
  dryRunSkips,
  dryRunSummary,
  rejectionNote,
  withModelVersion,
  withTag,
} from '../../src/report/rebuild-summary.js'
import { type CommitReport, emptyReport, type Report } from '../../src/report/report.js'

const SHA = 'a1b2c3d4e5f60718293a4b5c6d7e8f9012345678'

function report(parts: Partial<Report> = {}): Report {
  return {
    ...emptyReport('rebuild', { sha: SHA, ref: 'main', event: 'push', trusted: true }),
    stages: [
      { name: 'prepare', verdict: 'unchanged', causes: [] },
      { name: 'train', verdict: 'ran', causes: [] },
    ],
    remote: { name: 'store', objects: 4, pushed: 3, verified: 4, missing: [] },
    ...parts,
  }
}

function committed(method: CommitReport['method'], pull?: CommitReport['pull_request']) {
  const commit = { sha: SHA, branch: 'main', method, attempts: 1 }
  return {
    kind: 'committed' as const,
    sha: SHA,
    report: pull === undefined ? commit : { ...commit, pull_request: pull },
  }
}

test('the summary of a pushed build counts stages and objects and has the short commit', () => {
  expect(buildSummary(report(), committed('push'))).toBe(
    'Official build: 1 stage ran, 3 objects pushed, commit a1b2c3d.',
  )
})

test('the summary of a build under a tag has the tag', () => {
  expect(buildSummary(report({ tag: 'build-7' }), committed('tag'))).toBe(
    'Official build: 1 stage ran, 3 objects pushed, commit a1b2c3d under the tag build-7.',
  )
})

test('the summary of a build in a pull request ends with its address, so that terminals link it whole', () => {
  const pull = { number: 12, url: 'https://github.example/a/b/pull/12' }
  expect(buildSummary(report(), committed('pull-request', pull))).toBe(
    'Official build: 1 stage ran, 3 objects pushed, commit a1b2c3d in pull request 12: https://github.example/a/b/pull/12',
  )
})

test('the summary of an unchanged build says that there is nothing to commit', () => {
  expect(buildSummary(report(), { kind: 'unchanged' })).toBe(
    'Official build: 1 stage ran, 3 objects pushed; the result equals dvc.lock, so there is nothing to commit.',
  )
})

test('the summary of a build with commit: none names the paths that were not committed', () => {
  expect(buildSummary(report(), { kind: 'not-committed', paths: ['dvc.lock', 'metrics.json'] })).toBe(
    'Official build: 1 stage ran, 3 objects pushed; not committed (commit: none): dvc.lock, metrics.json.',
  )
})

test('the summary of a superseded build has the reason', () => {
  expect(buildSummary(report(), { kind: 'superseded', reason: "'main' was rewritten" })).toBe(
    "Build superseded: 'main' was rewritten.",
  )
})

test('the summary of a build tells which policies were accepted, and by which user', () => {
  const policies = [
    {
      metric: 'accuracy',
      rule: 'min: 0.92',
      passed: false,
      severity: 'error' as const,
      message: 'accuracy is 0.91.',
      accepted: { by: 'alice', reason: 'a harder test set', via: 'comment' as const, sha: SHA },
    },
    { metric: 'loss', rule: 'max: 2', passed: true, severity: 'error' as const, message: 'loss is 1.' },
  ]
  expect(buildSummary(report({ policies }), committed('push'))).toBe(
    'Official build: 1 stage ran, 3 objects pushed, accuracy is 0.91 (accepted by @alice: a harder test set), commit a1b2c3d.',
  )
})

test('the tag and the model version are added to a summary where the build has them', () => {
  expect(withTag('Built.', 'build-7')).toBe('Built; its tag is build-7.')
  expect(withTag('Built.', undefined)).toBe('Built.')
  expect(withModelVersion('Built.', 'model 3')).toBe('Built; in MLflow model 3.')
  expect(withModelVersion('Built.', '')).toBe('Built.')
})

test('the summary of a dry run says what would be pushed and committed', () => {
  expect(dryRunSummary({ objects: 1, paths: ['dvc.lock'], commit: 'commit dvc.lock to main' })).toBe(
    'Dry run: it would push 1 object and commit dvc.lock to main.',
  )
  expect(dryRunSummary({ objects: 2, paths: [], commit: 'commit nothing' })).toBe(
    'Dry run: it would push 2 objects and commit nothing.',
  )
})

test('the summary of a dry run that would change nothing says so', () => {
  expect(dryRunSummary({ objects: 0, paths: [], commit: 'commit nothing' })).toBe(
    'Dry run: the build equals dvc.lock, and the remote has all objects.',
  )
})

test('a dry run gives the reason for each step that it skips', () => {
  expect(dryRunSkips({ objects: 2, commit: 'commit dvc.lock to main' })).toEqual({
    push: 'dry run; it would push 2 objects',
    commit: 'dry run; it would commit dvc.lock to main',
  })
})

test('the note of a rejected build counts the objects that it left in the remote', () => {
  expect(rejectionNote(0)).toBe('Nothing was pushed.')
  expect(rejectionNote(0, 'Nothing more was pushed.')).toBe('Nothing more was pushed.')
  expect(rejectionNote(1)).toBe(
    'Nothing was committed: no commit names the 1 object that went to the remote while stages ran.',
  )
})
