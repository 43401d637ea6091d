import { describe, expect, test } from '@jest/globals'
import { emptyReport, type Report } from '../../../src/report/report.js'
import { failureId } from '../../../src/steps/validate/failure-id.js'

const source = { sha: '', ref: '', event: 'local', trusted: true }
const finding = (rule: string, severity: 'error' | 'warning' = 'error') => ({ rule, severity, message: rule })
const closed = { metric: 'f1', rule: 'min: 1', passed: false, severity: 'error', message: 'f1' } as const
const failed = { name: 'c', command: 'c', conclusion: 'failure', seconds: 0, log: '' } as const
const lacking = { hash: 'h', paths: [], remote: 'r', reason: 'missing', message: 'm' } as const
const remote = { name: 'r', objects: 1, pushed: 0, verified: 0, missing: [{ ...lacking, paths: [] }] }

describe('the identifier of a failed validation', () => {
  test.each<[string, Partial<Report>]>([
    ['remote-data-missing', { remote, lint: [finding('stale-stage')] }],
    ['pipeline-stale', { lint: [finding('metric-claim'), finding('stale-stage')], policies: [closed] }],
    ['measurement-failed', { lint: [finding('stage-data-missing'), finding('metric-unreadable')] }],
    ['stage-command-failed', { lint: [finding('stage-failed')], policies: [closed] }],
    ['validation-failed', { lint: [finding('stage-data-missing'), finding('large-file')] }],
    ['lint-failed', { lint: [finding('metric-claim'), finding('output-in-git')], checks: [failed] }],
    ['check-failed', { lint: [finding('metric-claim')], checks: [failed] }],
    ['metric-mismatch', { lint: [finding('metric-claim')], policies: [closed] }],
    ['gate-closed', { lint: [finding('stale-stage', 'warning')], policies: [closed] }],
  ])('%s is that of the first failure', (id, part) => {
    expect(failureId({ ...emptyReport('validate', source), ...part })).toBe(id)
  })
})
