import { identityOf, timeOf } from '../../src/report/identity.js'
import { emptyReport, type Report } from '../../src/report/report.js'
import { identifiedReport } from './sample.js'

const lines = (report: Report) =>
  identityOf(report).map(({ label, parts, glue }) => `${label}: ${parts.map(({ text }) => text).join(glue)}`)

test('a report of a pull request says whose code it is about, and the run', () => {
  expect(lines(identifiedReport())).toEqual([
    'Repository: team/digits projects/digits',
    'Pull request: #12 Train a larger forest',
    'Head: larger-forest a1b2c3d',
    'Base: main fffffff',
    'Run: validate, 2026-11-29 09:14 UTC, 31.5 s',
    'Versions: dvc-ci 1.2.3, DVC 3.67.1',
  ])
  expect(identityOf(identifiedReport()).flatMap(({ parts }) => parts.flatMap(({ address }) => address ?? []))).toEqual(
    [
      '',
      '/pull/12',
      '/tree/larger-forest',
      '/commit/a1b2c3d4e5f60718293a4b5c6d7e8f9012345678',
      '/tree/main',
      '/commit/ffffffffffff0718293a4b5c6d7e8f9012345678',
      '/actions/runs/7',
    ].map((path) => `https://github.example/team/digits${path}`),
  )
})

test('the branch of a fork has no link: it is in another repository', () => {
  const report = identifiedReport()
  report.source.trusted = false
  const head = identityOf(report).find(({ label }) => label === 'Head')
  expect(head?.parts.map(({ address }) => address !== undefined)).toEqual([false, true])
})

test('a report of a laptop has what is known there', () => {
  const report = emptyReport('lint', { sha: 'b'.repeat(40), ref: '', event: 'local', head_ref: 'main', trusted: true })
  expect(lines(report)).toEqual(['Commit: main bbbbbbb', 'Run: lint'])
  expect(lines(emptyReport('lint', { sha: '', ref: '', event: 'local', trusted: true }))).toEqual(['Run: lint'])
})

test('an address that no browser should open is no link', () => {
  const report = identifiedReport()
  report.source.repository = 'javascript:alert(1)'
  report.run_url = 'data:text/html,x'
  expect(identityOf(report).flatMap(({ parts }) => parts.flatMap(({ address }) => address ?? []))).toEqual([])
})

test('a time that is none is shown as it is', () => {
  expect([timeOf('2026-11-29T09:14:31Z'), timeOf('x')]).toEqual(['2026-11-29 09:14 UTC', 'x'])
})
