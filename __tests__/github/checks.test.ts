import { type CheckRun, MOST_ANNOTATIONS, publishCheckRun } from '../../src/github/checks.js'
import { connect, type GitHub } from '../../src/github/client.js'
import type { Conclusion } from '../../src/report/report.js'
import { REPOSITORY, type StandIn, startGitHub } from '../support/github.js'

let github: StandIn
let sha: string
let commits = 0
beforeAll(async () => {
  github = await startGitHub()
})
afterAll(async () => {
  await github.stop()
})
beforeEach(async () => {
  sha = await github.commit('checked', { 'a.txt': String(++commits) })
  github.requests.length = 0
})

const client = (token = 'ghs_workflow'): GitHub =>
  connect({
    token,
    apiUrl: github.url,
    repository: REPOSITORY,
    debug: () => undefined,
    redact: (text) => text,
    retries: { attempts: 4, firstDelay: 5, longestWait: 1_000 },
  })
const run = (annotations: number, more: Partial<CheckRun> = {}): CheckRun => ({
  name: 'dvc-ci validate',
  sha,
  conclusion: 'failure',
  title: 'Failed: why',
  summary: '## why',
  id: 'dvc-ci validate 7.1',
  detailsUrl: 'https://github.example/run',
  annotations: Array.from({ length: annotations }, (_, index) => ({
    severity: (['error', 'warning', 'notice'] as const)[index % 3] ?? 'error',
    path: 'dvc.yaml',
    line: index + 1,
    title: `t${index}`,
    message: `m${index}`,
  })),
  ...more,
})

interface Shown {
  id: number
  name: string
  status: string
  conclusion: string
  external_id: string
  output: { title: string; summary: string; annotations_count: number }
}
const shown = async () =>
  (
    await github.ask<{ check_runs: Shown[] }>(
      'GET',
      `/repos/${REPOSITORY}/commits/${sha}/check-runs?per_page=100&filter=all`,
    )
  ).check_runs
const annotations = async (id: number, page = 1) =>
  (
    await github.ask<{
      check_annotations: { path: string; start_line: number; annotation_level: string; message: string }[]
    }>('GET', `/repos/${REPOSITORY}/check-runs/${id}/annotations?per_page=100&page=${page}`)
  ).check_annotations

test.each([
  ['success', 'success'],
  ['failure', 'failure'],
  ['error', 'failure'],
  ['cancelled', 'cancelled'],
  ['superseded', 'neutral'],
] satisfies [Conclusion, string][])(
  'a run with the conclusion %s has a check run with the conclusion %s',
  async (conclusion, expected) => {
    await publishCheckRun(client(), run(0, { conclusion }))
    expect(await shown()).toMatchObject([
      {
        name: 'dvc-ci validate',
        status: 'completed',
        conclusion: expected,
        output: { title: 'Failed: why', summary: '## why' },
      },
    ])
  },
)

test.each([1, 50, 51, 120])('%i annotations are sent in requests of 50', async (number) => {
  await publishCheckRun(client(), run(number))
  const [only, ...others] = await shown()
  expect(others).toEqual([])
  expect(only?.output.annotations_count).toBe(number)
  const all = [...(await annotations(only?.id ?? 0)), ...(await annotations(only?.id ?? 0, 2))]
  expect(all.map(({ message }) => message)).toEqual(Array.from({ length: number }, (_, index) => `m${index}`))
  expect(all[0]).toMatchObject({ path: 'dvc.yaml', start_line: 1, annotation_level: 'failure' })
  expect(github.requests.filter(({ method }) => method !== 'GET')).toHaveLength(Math.ceil(number / 50))
})

test('a check run has at most 500 annotations, all with a path', async () => {
  await publishCheckRun(
    client(),
    run(700, { annotations: [{ severity: 'error', message: 'nowhere' }, ...run(700).annotations] }),
  )
  expect((await shown())[0]?.output.annotations_count).toBe(MOST_ANNOTATIONS)
})

test.each([
  ['after', true],
  ['before', false],
])('a 502 %s GitHub stored the check run leaves one check run', async (_, stored) => {
  github.fail({ method: 'POST', path: /check-runs$/, status: 502, stored })
  await publishCheckRun(client(), run(60), 5)
  expect(await shown()).toMatchObject([{ output: { annotations_count: 60 } }])
})

test.each([
  ['after', true],
  ['before', false],
])('a 502 %s GitHub added annotations leaves each annotation once', async (_, stored) => {
  github.fail({ method: 'PATCH', path: /check-runs/, status: 502, stored })
  await publishCheckRun(client(), run(120), 5)
  expect((await shown())[0]?.output.annotations_count).toBe(120)
})

test('a check run of an earlier attempt is not mistaken for the one without an answer', async () => {
  await publishCheckRun(client(), run(0, { id: 'dvc-ci validate 6.1' }))
  github.fail({ method: 'POST', path: /check-runs$/, status: 502 })
  await publishCheckRun(client(), run(0), 5)
  expect((await shown()).map(({ external_id: id }) => id).sort()).toEqual([
    'dvc-ci validate 6.1',
    'dvc-ci validate 7.1',
  ])
})

test('a check run is created without the annotations that GitHub rejects', async () => {
  github.fail({ method: 'POST', path: /check-runs$/, status: 422 })
  await publishCheckRun(client(), run(60))
  expect(await shown()).toMatchObject([{ conclusion: 'failure', output: { annotations_count: 0 } }])
})

test.each([
  ['a person', 'ghp_alice'],
  ['a read-only token', 'ghs_fork'],
])('%s cannot create a check run', async (_, token) => {
  await expect(publishCheckRun(client(token), run(1))).rejects.toMatchObject({ status: 403 })
})
