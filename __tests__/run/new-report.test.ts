import { newReport, repositoryUrl } from '../../src/run/new-report.js'
import type { EventContext } from '../../src/settings/settings.js'

const PULL: EventContext = {
  name: 'pull_request',
  ref: 'refs/pull/7/merge',
  sha: 'c'.repeat(40),
  trusted: true,
  runUrl: 'https://github.example/team/digits/actions/runs/42',
  pullRequest: {
    number: 7,
    headSha: 'a'.repeat(40),
    headRef: 'larger',
    baseSha: 'b'.repeat(40),
    baseRef: 'main',
    fork: false,
    title: 'Raise a',
    body: '',
  },
}

test('the report of a pull request names its code, and the run', () => {
  const { source, run_url: run, started, versions } = newReport({ mode: 'validate', event: PULL })
  expect(source).toEqual({
    sha: 'c'.repeat(40),
    ref: 'refs/pull/7/merge',
    event: 'pull_request',
    trusted: true,
    repository: 'https://github.example/team/digits',
    pull_request: 7,
    title: 'Raise a',
    head_sha: 'a'.repeat(40),
    head_ref: 'larger',
    base_ref: 'main',
  })
  expect([run, versions?.dvc_ci, started]).toEqual([
    PULL.runUrl,
    expect.stringMatching(/^\d+\.\d+\.\d+/) as unknown,
    expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as unknown,
  ])
})

test('a push has its branch, a tag none, and a laptop nothing that it does not know', () => {
  const of = (event: Partial<EventContext>) =>
    newReport({ mode: 'rebuild', event: { name: 'push', ref: '', trusted: true, ...event } }).source
  expect(of({ ref: 'refs/heads/feature/x' }).head_ref).toBe('feature/x')
  expect(of({ ref: 'refs/tags/v1' })).not.toHaveProperty('head_ref')
  expect(of({ name: 'local' })).toEqual({ sha: '', ref: '', event: 'local', trusted: true })
  expect(repositoryUrl({})).toBeUndefined()
})
