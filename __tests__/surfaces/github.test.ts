import { setTimeout as wait } from 'node:timers/promises'
import { connect } from '../../src/github/client.js'
import { emptyReport, type Report } from '../../src/report/report.js'
import type { Host } from '../../src/run/host.js'
import { createRedactor } from '../../src/run/redact.js'
import { openSurfaces, showFailedRun } from '../../src/surfaces/live-report.js'
import type { SurfaceOptions, SurfaceSettings } from '../../src/surfaces/surface.js'
import { fullReport, HOSTILE, hostileReport } from '../report/sample.js'
import { REPOSITORY, type StandIn, startGitHub } from '../support/github.js'
import { quietHost } from '../support/host.js'
import { until } from '../support/until.js'

let github: StandIn
let pull: number
let head: string
let pulls = 0
beforeAll(async () => {
  github = await startGitHub()
})
afterAll(async () => {
  await github.stop()
})
beforeEach(async () => {
  const branch = `change-${++pulls}`
  head = await github.commit(branch, { 'a.txt': branch })
  pull = await github.openPull(branch)
  github.requests.length = 0
})

/** A host that keeps its messages. */
function listener(secret = 'topsecret'): {
  host: Host
  said: Record<'info' | 'notice' | 'warning' | 'debug', string[]>
} {
  const said = { info: [] as string[], notice: [] as string[], warning: [] as string[], debug: [] as string[] }
  const redactor = createRedactor()
  redactor.add(secret)
  const host = quietHost({
    info: (text) => said.info.push(text),
    notice: (text) => said.notice.push(text),
    warning: (text) => said.warning.push(text),
    debug: (text) => said.debug.push(text),
    redact: (text) => redactor.redact(text),
  })
  return { host, said }
}

type Change = Partial<{
  mode: SurfaceSettings['mode']
  token: string | undefined
  trusted: boolean
  checkRun: boolean
  comment: 'auto' | 'none'
  run: number
  number: number
  project: string
}>
function settings(change: Change = {}): SurfaceSettings {
  const token = 'token' in change ? change.token : 'ghs_workflow'
  return {
    mode: change.mode ?? 'validate',
    dryRun: false,
    event: {
      name: 'pull_request',
      ref: `refs/pull/${pull}/merge`,
      sha: 'f'.repeat(40),
      repository: REPOSITORY,
      trusted: change.trusted ?? true,
      run: { id: change.run ?? 7, attempt: 1 },
      workflow: '.github/workflows/ci.yml',
      runUrl: `https://github.example/${REPOSITORY}/actions/runs/7`,
      pullRequest: {
        number: change.number ?? pull,
        headSha: head,
        headRef: 'change',
        baseSha: 'e'.repeat(40),
        baseRef: 'main',
        fork: change.trusted === false,
        title: 'A change',
        body: '',
      },
    },
    github: {
      ...(token === undefined ? {} : { token }),
      apiUrl: github.url,
      project: change.project ?? '',
      comment: change.comment ?? 'auto',
      images: 'none',
      imagesBranch: 'dvc-ci-images',
      reproWorkflow: 'repro.yml',
      validateWorkflow: 'validate-fork.yml',
      artifact: '',
      checkRun: change.checkRun ?? false,
    },
  }
}
const OPTIONS: SurfaceOptions = {
  interval: 50,
  open: ({ event, github: { token = '', apiUrl } }, host) =>
    Promise.resolve(
      connect({
        token,
        apiUrl,
        repository: event.repository ?? '',
        debug: (text) => host.debug(text),
        redact: (text) => host.redact(text),
        retries: { attempts: 2, firstDelay: 5, longestWait: 2_000 },
      }),
    ),
}
const signal = () => new AbortController().signal
/** The comments without their hidden lines. */
const visible = async () => (await github.comments(pull)).map(({ body }) => body.replace(/<!--.*-->\n/g, ''))
const finished = (): Report => ({ ...fullReport(), lint: [], conclusion: 'success', message: 'All is well.' })

/** Opens the surfaces and finishes them with the report. @returns the messages of the host */
async function wholeRun(
  change: Change = {},
  report: Report = finished(),
): Promise<ReturnType<typeof listener>['said']> {
  const { host, said } = listener()
  const surfaces = openSurfaces(settings(change), host, signal(), report, OPTIONS)
  await surfaces.findings()
  await surfaces.finish({})
  return said
}

test('one comment shows that the run runs, then its step, then its result', async () => {
  const { host, said } = listener()
  const report = emptyReport('validate', { sha: 'f'.repeat(40), ref: '', event: 'pull_request', trusted: true })
  const surfaces = openSurfaces(settings({ project: 'models/a' }), host, signal(), report, OPTIONS)
  await surfaces.findings()
  expect(await visible()).toEqual([
    expect.stringMatching(
      /^## ⏳ dvc-ci validate: running in <code>models\/a<\/code>\n\nStarted, since \d\d:\d\d UTC\.\n/,
    ),
  ])
  const shows = (text: string) => until(async () => (await visible())[0]?.includes(text) === true)
  surfaces.host.status('pull')
  await shows('<b>pull</b>')
  report.steps.push({ name: 'pull', conclusion: 'success', seconds: 2 })
  surfaces.host.status('reproduce: train topsecret')
  await shows('<b>reproduce: train')
  expect((await visible())[0]).toContain('<b>reproduce: train &#42;&#42;&#42;</b>')
  expect((await visible())[0]).toContain('| ✅ | pull | 2.00\u00a0s |')
  Object.assign(report, finished())
  await surfaces.finish({})
  expect(await visible()).toEqual([
    expect.stringMatching(
      /^## ✅ dvc-ci validate: passed in <code>models\/a<\/code>\n\naccuracy 0\.91 .*\n[^]* · All is well\. · /,
    ),
  ])
  expect((await visible())[0]).toContain(`<code>${head.slice(0, 7)}</code>`)
  expect(said.info).toEqual([expect.stringMatching(/^Comment: http/)])
  expect([said.warning, said.notice]).toEqual([[], []])
})

test('many steps in a short time update the comment few times, and never after the result', async () => {
  const { host } = listener()
  const surfaces = openSurfaces(settings(), host, signal(), finished(), { ...OPTIONS, interval: 200 })
  await surfaces.findings()
  const started = performance.now()
  for (let step = 0; step < 100; step++) {
    surfaces.host.status(`step ${step}`)
    surfaces.host.status(undefined)
    await wait(5)
  }
  const updates = github.requests.filter(({ method }) => method === 'PATCH').length
  expect(updates).toBeLessThanOrEqual(2 + (performance.now() - started) / 200)
  await surfaces.finish({})
  await wait(300)
  expect((await visible())[0]).toMatch(/^## ✅/)
})

test('later runs of the same and of a newer commit update the one comment', async () => {
  await wholeRun()
  await wholeRun()
  await wholeRun({ run: 8 }, { ...finished(), conclusion: 'failure', message: 'Now it fails.' })
  expect(await visible()).toEqual([
    expect.stringMatching(/^## ❌ dvc-ci validate: failed\n\n❌ <b>data\/a\.csv and 1 more are truncated/),
  ])
})

test('the comment of a cancelled run says so', async () => {
  const { host } = listener()
  const controller = new AbortController()
  const report = finished()
  const surfaces = openSurfaces(settings(), host, controller.signal, report, OPTIONS)
  await surfaces.findings()
  controller.abort(new Error('cancelled'))
  surfaces.host.status('a step that comes too late')
  Object.assign(report, { conclusion: 'cancelled', message: 'Cancelled.' })
  expect(await surfaces.findings()).toEqual([])
  await surfaces.finish({})
  expect((await visible())[0]).toMatch(/^## ⚠️ dvc-ci validate: cancelled\n\nCancelled\./)
})

test('a run that is cancelled during a rate limit ends within 7 seconds, with a warning', async () => {
  const { host, said } = listener()
  const controller = new AbortController()
  const surfaces = openSurfaces(settings(), host, controller.signal, finished(), {
    ...OPTIONS,
    open: ({ event, github: { token = '', apiUrl } }) =>
      Promise.resolve(
        connect({ token, apiUrl, repository: event.repository ?? '', debug: () => undefined, redact: (text) => text }),
      ),
  })
  github.fail({ method: 'GET', path: /comments/, status: 429, headers: { 'retry-after': '50' }, times: 9 })
  await wait(100)
  controller.abort(new Error('cancelled'))
  const started = performance.now()
  await surfaces.finish({})
  expect(performance.now() - started).toBeLessThan(7_000)
  expect(said.warning).toEqual([expect.stringContaining('GitHub did not answer in time')])
  // The faults that are left must not reach the next test.
  await Promise.all(Array.from({ length: 9 }, () => fetch(`${github.url}/comments`)))
})

describe('a comment that cannot be written', () => {
  test.each<[string, Change, RegExp]>([
    [
      'a token that can only read',
      { token: 'ghs_fork' },
      /403, Resource not accessible by integration; if the token lacks the permission, add `permissions: pull-requests: write` to the job/,
    ],
    ['a token that GitHub does not know', { token: 'ghs_nobody' }, /401, Bad credentials; GitHub rejects the token/],
    ['a pull request that is gone', { number: 99_999 }, /\(pull request 99999: GitHub answers 404/],
  ])('a comment that cannot be written gives one warning with the remedy: %s', async (_, change, warning) => {
    const said = await wholeRun(change)
    expect(said.warning).toEqual([expect.stringMatching(warning)])
    expect(said.warning[0]).toContain('The job summary has the whole report; the verdict is unchanged.')
    expect(await visible()).toEqual([])
  })

  test('a comment that GitHub rejects with 422 gives a warning', async () => {
    github.fail({ method: 'POST', path: /issues\/\d+\/comments/, status: 422, message: 'Validation Failed' })
    expect((await wholeRun()).warning).toEqual([expect.stringContaining('422, Validation Failed')])
  })

  test('a failure of GitHub at the start only gives no warning', async () => {
    github.fail({ method: 'GET', path: /comments/, status: 503, times: 2 })
    expect((await wholeRun()).warning).toEqual([])
    expect(await visible()).toEqual([expect.stringContaining('All is well.')])
  })

  test('a failure of GitHub until the end gives a warning', async () => {
    github.fail({ method: 'GET', path: /comments/, status: 503, times: 4 })
    expect((await wholeRun()).warning).toEqual([expect.stringContaining('503')])
  })

  test('a 502 after GitHub stored the first comment leaves one comment', async () => {
    github.fail({ method: 'POST', path: /issues\/\d+\/comments/, status: 502, stored: true })
    expect((await wholeRun()).warning).toEqual([])
    expect(await visible()).toEqual([expect.stringContaining('All is well.')])
  })

  test('a 429 with Retry-After is tried again, without a warning', async () => {
    github.fail({ method: 'POST', path: /issues\/\d+\/comments/, status: 429, headers: { 'retry-after': '1' } })
    expect((await wholeRun()).warning).toEqual([])
    expect(await visible()).toEqual([expect.stringContaining('All is well.')])
  })

  test('a comment that was deleted during the run is created again', async () => {
    const { host, said } = listener()
    const surfaces = openSurfaces(settings(), host, signal(), finished(), OPTIONS)
    await surfaces.findings()
    await github.ask('DELETE', `/repos/${REPOSITORY}/issues/comments/${(await github.comments(pull))[0]?.id}`)
    await surfaces.finish({})
    expect(await visible()).toEqual([expect.stringContaining('All is well.')])
    expect(said.warning).toEqual([])
  })
})

describe('runs without a comment', () => {
  test('a run of a fork gets no comment, and one notice', async () => {
    const said = await wholeRun({ trusted: false, token: 'ghs_fork', checkRun: true })
    expect(said.notice).toEqual([expect.stringContaining('The job summary has the whole report.')])
    expect([said.warning, await visible()]).toEqual([[], []])
    expect(github.requests.filter(({ method, path }) => method !== 'GET' && path !== '/graphql')).toEqual([])
  })

  test('a run without a token, or with `comment: none`, gets no comment', async () => {
    expect((await wholeRun({ token: undefined })).info).toEqual([expect.stringContaining('no token')])
    expect(await wholeRun({ comment: 'none' })).toMatchObject({ info: [], warning: [], notice: [] })
    expect(await visible()).toEqual([])
  })

  test('a local run sends no request to GitHub', async () => {
    const { host, said } = listener()
    const surfaces = openSurfaces(
      { ...settings(), event: { name: 'local', ref: '', trusted: true } },
      host,
      signal(),
      finished(),
      OPTIONS,
    )
    await surfaces.finish({})
    expect(surfaces.host).toBe(host)
    expect([github.requests, said.info]).toEqual([[], []])
  })
})

describe('a rebuild', () => {
  const rebuild = async (sha: string, report: Partial<Report> = {}, token = 'ghs_workflow') => {
    const { host, said } = listener()
    const base = settings({ mode: 'rebuild', token })
    const { pullRequest, ...event } = base.event
    expect(pullRequest).toBeDefined()
    const full = {
      ...finished(),
      mode: 'rebuild' as const,
      source: { sha, ref: 'refs/heads/main', event: 'push', trusted: true },
      ...report,
    }
    const surfaces = openSurfaces(
      { ...base, event: { ...event, name: 'push', ref: 'refs/heads/main', sha } },
      host,
      signal(),
      full,
      OPTIONS,
    )
    await surfaces.finish({})
    return said
  }
  const merge = async () =>
    (await github.ask<{ sha: string }>('PUT', `/repos/${REPOSITORY}/pulls/${pull}/merge`, { merge_method: 'squash' }))
      .sha
  const onCommit = async (sha: string) =>
    (await github.ask<{ body: string }[]>('GET', `/repos/${REPOSITORY}/commits/${sha}/comments`)).length

  test('a rebuild comments in the merged pull request, beside the comment of its validation', async () => {
    await wholeRun()
    const sha = await merge()
    expect((await rebuild(sha)).warning).toEqual([])
    await rebuild(sha)
    expect(await visible()).toEqual([
      expect.stringMatching(/^## ✅ dvc-ci validate: passed/),
      expect.stringMatching(/^## ✅ dvc-ci rebuild: passed/),
    ])
  })

  test('a rebuild comments on the commit where no pull request was merged, or its token may not write to it', async () => {
    const direct = await github.commit('main', { direct: String(pulls) })
    await rebuild(direct)
    await rebuild(direct)
    expect(await onCommit(direct)).toBe(1)
    const sha = await merge()
    expect((await rebuild(sha, {}, 'ghs_contents')).warning).toEqual([])
    expect([await onCommit(sha), await visible()]).toEqual([1, []])
  })

  test('a rebuild without stages comments only if it failed', async () => {
    const direct = await github.commit('main', { direct: String(pulls) })
    await rebuild(direct, { stages: [] })
    expect(await onCommit(direct)).toBe(0)
    await rebuild(direct, { stages: [], conclusion: 'error', message: 'No remote.' })
    expect(await onCommit(direct)).toBe(1)
  })
})

describe('a rollback', () => {
  const rollback = async (sha: string, report: Partial<Report> = {}, dryRun = false) => {
    const { host, said } = listener()
    const base = settings({ mode: 'rollback' })
    const { pullRequest, ...event } = base.event
    expect(pullRequest).toBeDefined()
    const full: Report = {
      ...finished(),
      mode: 'rollback',
      source: { sha, ref: 'refs/heads/main', event: 'workflow_dispatch', trusted: true },
      commit: { sha: 'c'.repeat(40), branch: 'main', method: 'push', attempts: 1 },
      ...report,
    }
    if (full.conclusion === 'error') delete full.commit
    const asked = { ...base, event: { ...event, name: 'workflow_dispatch', ref: 'refs/heads/main', sha }, dryRun }
    await openSurfaces(asked, host, signal(), full, OPTIONS).finish({})
    return said
  }
  const back = (replaced?: string) => ({
    to: 'v1.0',
    sha: 'b'.repeat(40),
    targets: [],
    ...(replaced === undefined ? {} : { replaced }),
  })
  const bodies = async (sha: string) =>
    (await github.ask<{ body: string }[]>('GET', `/repos/${REPOSITORY}/commits/${sha}/comments`)).map(
      ({ body }) => body,
    )

  test('a rollback comments in the pull request of the version that it replaces', async () => {
    await wholeRun()
    const { sha: merged } = await github.ask<{ sha: string }>('PUT', `/repos/${REPOSITORY}/pulls/${pull}/merge`, {
      merge_method: 'squash',
    })
    const build = await github.commit('main', { build: String(pulls) })
    expect((await rollback(build, { rollback: back(merged) })).warning).toEqual([])
    expect(await visible()).toEqual([
      expect.stringMatching(/^## ✅ dvc-ci validate: passed/),
      expect.stringMatching(/^## ✅ dvc-ci rollback: rolled back\n\nRolled back to v1\.0 \(bbbbbbb\)/),
    ])
    expect(await bodies(build)).toEqual([])
  })

  test('a rollback of a pushed commit comments on it; one that committed nothing makes no comment', async () => {
    const direct = await github.commit('main', { back: String(pulls) })
    await rollback(direct, { rollback: back(), conclusion: 'error', message: 'No tag v9.' })
    await rollback(direct, { rollback: back() }, true)
    expect(await bodies(direct)).toEqual([])
    await rollback(direct, { rollback: back() })
    expect(await bodies(direct)).toEqual([expect.stringContaining('Rolled back to v1.0 (bbbbbbb)')])
  })
})

test('check-run: true creates a check run at the head of the pull request', async () => {
  const said = await wholeRun({ checkRun: true, comment: 'none', project: 'models' }, fullReport())
  const { check_runs: runs } = await github.ask<{
    check_runs: {
      name: string
      conclusion: string
      output: { title: string; summary: string; annotations_count: number }
    }[]
  }>('GET', `/repos/${REPOSITORY}/commits/${head}/check-runs`)
  expect(runs).toMatchObject([
    {
      name: 'dvc-ci validate (models)',
      conclusion: 'failure',
      output: { title: expect.stringMatching(/^Failed: data\/a\.csv and 1 more are truncated/) as string },
    },
  ])
  expect(runs[0]?.output.summary).toContain('### Gate')
  expect(runs[0]?.output.annotations_count).toBeGreaterThan(2)
  expect(said.info).toEqual([expect.stringContaining('Check run: http')])
})

test('a check run that GitHub rejects gives a warning', async () => {
  expect((await wholeRun({ checkRun: true, comment: 'none', token: 'ghp_alice' })).warning).toEqual([
    expect.stringMatching(/^The check run could not be created .*`permissions: checks: write`/),
  ])
})

test('files that another open pull request changes too are findings, even with a token that only reads', async () => {
  const ours = await github.commit(`change-${pulls}`, { 'raw.csv.dvc': 'a' })
  await github.commit(`rival-${pulls}`, { 'raw.csv.dvc': 'b' })
  const rival = await github.openPull(`rival-${pulls}`)
  head = ours
  const { host } = listener()
  const surfaces = openSurfaces(settings({ trusted: false, token: 'ghs_fork' }), host, signal(), finished(), OPTIONS)
  expect(await surfaces.findings()).toMatchObject([
    {
      rule: 'changed-elsewhere',
      path: 'raw.csv.dvc',
      message: expect.stringContaining(`Pull request ${rival}`) as string,
    },
  ])
  github.requests.length = 0
  const off = openSurfaces(
    { ...settings({ comment: 'none' }), lint: { off: ['changed-elsewhere'] } },
    host,
    signal(),
    finished(),
    OPTIONS,
  )
  expect([await off.findings(), github.requests]).toEqual([[], []])
})

test('a run whose settings cannot be read updates an earlier comment, and creates none', async () => {
  const { host, said } = listener()
  const failed = {
    ...emptyReport('validate', { sha: '', ref: '', event: 'pull_request', trusted: false }),
    message: 'dvc-ci.yaml: unknown key.',
  }
  await showFailedRun(settings(), host, failed, {}, OPTIONS)
  expect(await visible()).toEqual([])
  await wholeRun()
  await showFailedRun(settings({ run: 8 }), host, failed, {}, OPTIONS)
  expect(await visible()).toEqual([
    expect.stringMatching(/^## ❌ dvc-ci validate: could not finish\n\ndvc-ci\.yaml: unknown key\./),
  ])
  expect(said.warning).toEqual([])
})

test('no value of a report brings a secret into a comment or a check run', async () => {
  const report = hostileReport('x topsecret y')
  report.checks.forEach((check) => {
    check.log = 'a log with topsecret\n'
  })
  await wholeRun({ checkRun: true }, report)
  const all = JSON.stringify([
    await github.comments(pull),
    await github.ask('GET', `/repos/${REPOSITORY}/commits/${head}/check-runs`),
  ])
  expect(all).toContain('x &#42;&#42;&#42; y')
  expect(all).not.toContain('topsecret')
})

test.each([
  ...HOSTILE.filter((_, index) => index % 4 === 0),
  '@org/team',
  '<img src=x onerror=alert(1)>',
  '::error::boom',
  '__proto__',
  'a|b',
])('%j as every text of a report gives one comment, which the next run finds', async (text) => {
  await wholeRun({ project: text }, hostileReport(text))
  await wholeRun({ project: text }, { ...hostileReport(text), conclusion: 'success' })
  const all = await visible()
  expect(all).toHaveLength(1)
  expect(all[0]?.slice(0, 10)).toMatch(/^## ✅/)
  // GitHub finds mentions in text, not in the output of a check.
  expect(/<img|<script|(?<![\w;])@org/.test((all[0] ?? '').replace(/<pre>[^]*?<\/pre>/g, ''))).toBe(false)
})
