import type { MetricSides } from '../../../src/metrics/compare.js'
import { gatePassed, judgeEach } from '../../../src/metrics/judge.js'
import { emptyReport, type Report } from '../../../src/report/report.js'
import type { EventContext, Policy } from '../../../src/settings/settings.js'
import { acceptFailing } from '../../../src/steps/gate/acceptances.js'
import { files, policy } from '../../metrics/build.js'
import { REPOSITORY, type StandIn, startGitHub } from '../../support/github.js'
import { quietHost } from '../../support/host.js'

const PAST = '2020-01-01T00:00:00Z'
const FUTURE = '2099-01-01T00:00:00Z'
const POLICIES = [
  policy('accuracy', { min: 0.95 }),
  policy('eval/*.json:f1*', { min: 0.9 }),
  policy('loss', { max: 0.1, severity: 'warning' }),
]
const METRICS: MetricSides = {
  committed: files({ 'metrics.json': { accuracy: 0.9, loss: 1 }, 'eval/a.json': { f1: 0.8, f1_macro: 0.7 } }),
}

let github: StandIn
let pull: number
let head: string
let base: string
let pulls = 0
beforeAll(async () => {
  github = await startGitHub()
})
afterAll(async () => {
  await github.stop()
})
beforeEach(async () => {
  const branch = `change-${++pulls}`
  base = await github.commit('main', { 'a.txt': branch })
  head = await github.commit(branch, { 'b.txt': branch })
  pull = await github.openPull(branch)
  github.extras.permissions.clear()
  for (const [login, permission] of [
    ['alice', 'write'],
    ['mallory', 'read'],
  ] as const)
    github.extras.permissions.set(login, permission)
  github.extras.comments.clear()
  github.extras.teams.clear()
  github.requests.length = 0
})

const comment = async (body: string, token = 'ghp_alice') =>
  (await github.ask<{ id: number }>('POST', `/repos/${REPOSITORY}/issues/${pull}/comments`, { body }, token)).id
const label = (name: string, login: string, at = '2021-01-01T00:00:00Z') =>
  github.extras.events.set(pull, [
    ...(github.extras.events.get(pull) ?? []),
    { event: 'labeled', actor: { login }, created_at: at, label: { name } },
  ])

interface Gate {
  accepted: string[]
  findings: string[]
  passed: boolean
  log: string
  report: Report
}
/** Applies the policies, and reads the acceptances from the GitHub stand-in. */
async function gate(
  { updatedAt = PAST, ...change }: Partial<NonNullable<EventContext['pullRequest']>> = {},
  token = 'ghs_workflow',
  policies: Policy[] = POLICIES,
): Promise<Gate> {
  const report = emptyReport('validate', { sha: '', ref: '', event: 'pull_request', trusted: true })
  const log: string[] = []
  const host = quietHost({ info: (text) => log.push(text) })
  const judged = judgeEach(policies, METRICS)
  const event: EventContext = {
    name: 'pull_request',
    ref: '',
    repository: REPOSITORY,
    trusted: true,
    pullRequest: {
      number: pull,
      headSha: head,
      headRef: 'change',
      baseSha: base,
      baseRef: 'main',
      fork: false,
      title: '',
      body: '',
      action: 'synchronize',
      ...(updatedAt === '' ? {} : { updatedAt }),
      ...change,
    },
  }
  await acceptFailing(
    { host, report, settings: { event, github: { ...(token === '' ? {} : { token }), apiUrl: github.url } } },
    judged,
    'dvc-ci.yaml',
  )
  const results = judged.map(({ result }) => result)
  return {
    accepted: results.flatMap(({ metric, accepted }) =>
      accepted === undefined
        ? []
        : [
            `${metric} @${accepted.by} ${accepted.via} ${accepted.sha === head ? 'head' : accepted.sha}: ${accepted.reason}`,
          ],
    ),
    findings: report.lint.map(({ severity, message }) => `${severity}: ${message}`),
    passed: gatePassed(results),
    log: log.join('\n'),
    report,
  }
}

describe('an acceptance by comment', () => {
  test('a comment of a user with write access, newer than the head, accepts one metric, several metrics, or one by its file', async () => {
    await comment('I looked at it.\n/dvc-ci accept accuracy: the new test set is harder\n')
    const one = await gate()
    expect(one).toMatchObject({
      accepted: ['accuracy @alice comment head: the new test set is harder'],
      findings: [],
      passed: false,
    })
    expect(one.log).toContain(`/dvc-ci accept f1, f1_macro @${head}: REASON`)
    await comment('/dvc-ci accept eval/a.json:f1, `f1_macro`, accuracy: both fell')
    expect(await gate()).toMatchObject({
      accepted: [
        'accuracy @alice comment head: the new test set is harder',
        'f1 @alice comment head: both fell',
        'f1_macro @alice comment head: both fell',
      ],
      passed: true,
    })
  })

  test('a comment with the text of a policy accepts all its metrics, and a comment with another pattern accepts none', async () => {
    await comment('/dvc-ci accept *: all')
    const none = await gate()
    expect(none.accepted).toEqual([])
    expect(none.findings).toEqual([
      'warning: The acceptance of @alice names *: no failing policy has that name. Failing: accuracy, f1, f1_macro.',
    ])
    await comment('/dvc-ci accept eval/*.json:f1*, accuracy: new data')
    expect(await gate()).toMatchObject({
      accepted: [
        expect.stringContaining('accuracy'),
        expect.stringContaining('f1 '),
        expect.stringContaining('f1_macro'),
      ],
      passed: true,
    })
  })

  test('comments of users without write access, of bots and of deleted accounts do not count', async () => {
    await comment('/dvc-ci accept accuracy: let me in', 'ghp_mallory')
    const bot = await comment('/dvc-ci accept f1: echo')
    github.extras.comments.set(bot, { user: { login: 'echo[bot]', type: 'Bot' } })
    const gone = await comment('/dvc-ci accept f1_macro: left')
    github.extras.comments.set(gone, { user: null })
    expect(await gate()).toMatchObject({
      accepted: [],
      passed: false,
      findings: [
        'warning: The acceptance of @mallory does not count: neither write access nor code owner of dvc-ci.yaml.',
        'warning: A comment that accepts f1 does not count: its author is a bot or a deleted account.',
        'warning: A comment that accepts f1_macro does not count: its author is a bot or a deleted account.',
      ],
    })
  })

  test('a comment older than the head counts only with the whole hash of the head', async () => {
    await comment('/dvc-ci accept accuracy: old')
    await comment(`/dvc-ci accept f1 @${head.slice(0, 12)}: digits that another commit can have`)
    await comment(`/dvc-ci accept f1_macro @${head}: for this very commit`)
    await comment(`/dvc-ci accept f1 @${base}: for another one`)
    for (const updatedAt of [FUTURE, '']) {
      const { accepted, findings } = await gate({ updatedAt })
      expect(accepted).toEqual(['f1_macro @alice comment head: for this very commit'])
      expect(findings).toHaveLength(2)
      expect(findings[0]).toBe(
        `warning: The acceptance of @alice does not count: ${updatedAt === '' ? 'the event has no time for this commit' : 'it is not newer than this commit'}. Write it again: \`/dvc-ci accept accuracy @${head}: REASON\`.`,
      )
    }
    expect((await gate()).accepted).toHaveLength(3)
    // A force push restored the head: earlier comments about it no longer count.
    github.extras.events.set(pull, [{ event: 'head_ref_force_pushed', actor: { login: 'alice' }, created_at: FUTURE }])
    expect((await gate()).accepted).toHaveLength(1)
  })

  test('a comment of the second in which the head was pushed is not newer', async () => {
    const id = await comment('/dvc-ci accept accuracy: at once')
    const { created_at: at } = await github.ask<{ created_at: string }>(
      'GET',
      `/repos/${REPOSITORY}/issues/comments/${id}`,
    )
    expect((await gate({ updatedAt: at })).accepted).toEqual([])
    expect((await gate({ updatedAt: new Date(Date.parse(at) - 1000).toISOString() })).accepted).toHaveLength(1)
  })

  test('after the next push no acceptance counts for the old head, and no old comment for the new one', async () => {
    await comment(`/dvc-ci accept accuracy @${head}: fine`)
    const next = await github.commit(`change-${pulls}`, { 'b.txt': 'again' })
    github.extras.heads.set(pull, next)
    expect(await gate()).toMatchObject({
      accepted: [],
      findings: [
        `warning: No acceptance counts for ${head.slice(0, 7)}: the head of pull request ${pull} is ${next.slice(0, 7)} now.`,
      ],
    })
    expect(await gate({ headSha: next, updatedAt: FUTURE })).toMatchObject({ accepted: [], findings: [] })
  })

  test('a comment with an edited text does not count, one that was only updated counts, and a deleted one has no effect', async () => {
    const id = await comment('/dvc-ci accept accuracy: mine')
    github.extras.comments.set(id, { updated_at: FUTURE, lastEditedAt: FUTURE })
    expect(await gate()).toMatchObject({ accepted: [], findings: [expect.stringContaining('its comment was edited')] })
    github.extras.comments.set(id, { updated_at: FUTURE, lastEditedAt: null })
    expect((await gate()).accepted).toHaveLength(1)
    github.fail({ method: 'POST', path: /graphql/, status: 400 })
    expect((await gate()).accepted).toEqual([])
    github.extras.comments.clear()
    await github.ask('DELETE', `/repos/${REPOSITORY}/issues/comments/${id}`)
    expect(await gate()).toMatchObject({ accepted: [], findings: [] })
  })

  test('a comment without a reason, without a metric or with a wrong hash does not count, and a finding says why', async () => {
    for (const body of [
      '/dvc-ci accept',
      '/dvc-ci accept accuracy',
      '/dvc-ci accept accuracy:',
      '/dvc-ci accept accuracy: !!',
      '/dvc-ci accept : why',
      '/dvc-ci accept accuracy @main: why',
    ])
      await comment(body)
    const { accepted, findings } = await gate()
    expect(accepted).toEqual([])
    expect(findings).toEqual([
      expect.stringContaining('needs a reason: write `/dvc-ci accept METRIC: REASON`'),
      expect.stringContaining('names a metric'),
      expect.stringContaining('at least 7 digits'),
    ])
  })

  test('quoted, hidden or indented text, and text in code blocks, is no command', async () => {
    for (const body of [
      '> /dvc-ci accept accuracy: q',
      '```\n/dvc-ci accept accuracy: c\n```',
      '<!--\n/dvc-ci accept accuracy: h\n-->',
      '  /dvc-ci accept accuracy: i',
      '/dvc-cia accept accuracy: x',
      '<!-- \n/dvc-ci accept accuracy: open',
    ])
      await comment(body)
    expect(await gate()).toMatchObject({ accepted: [], findings: [] })
  })
})

describe('a code owner of dvc-ci.yaml', () => {
  test('code owners are those of the base, not of the change, and members of a team as far as GitHub lists them', async () => {
    base = await github.commit('main', {
      '.github/CODEOWNERS': '*  @alice\n/dvc-ci.yaml @Mallory @acme/leads # both\n',
    })
    const branch = `owner-${pulls}`
    head = await github.commit(branch, { '.github/CODEOWNERS': '* @alice @team' })
    pull = await github.openPull(branch)
    github.extras.permissions.set('alice', 'read').set('mallory', 'read')
    await comment('/dvc-ci accept accuracy: as an owner', 'ghp_mallory')
    await comment('/dvc-ci accept f1: as a member')
    expect(await gate()).toMatchObject({
      accepted: ['accuracy @mallory comment head: as an owner'],
      findings: [
        expect.stringMatching(
          /^warning: The acceptance of @alice does not count: neither write access nor code owner of dvc-ci\.yaml; the token cannot read the members of @acme\/leads: GitHub answers 403/,
        ),
      ],
    })
    github.extras.teams.set('acme/leads', ['alice'])
    expect((await gate()).accepted).toEqual([
      'accuracy @mallory comment head: as an owner',
      'f1 @alice comment head: as a member',
    ])
    github.extras.teams.set('acme/leads', [])
    expect((await gate()).accepted).toEqual(['accuracy @mallory comment head: as an owner'])
  })

  test('the author of a pull request cannot accept as a code owner', async () => {
    base = await github.commit('main', { '.github/CODEOWNERS': '* @team' })
    head = await github.commit(`own-${pulls}`, { 'c.txt': 'c' })
    pull = await github.openPull(`own-${pulls}`)
    github.extras.permissions.set('team', 'read')
    await comment('/dvc-ci accept accuracy: it is mine', 'ghp_team')
    expect(await gate()).toMatchObject({
      accepted: [],
      findings: ['warning: The acceptance of @team does not count: the author has no write access.'],
    })
    github.extras.permissions.set('team', 'write')
    expect((await gate()).accepted).toHaveLength(1)
    await github.commit('main', { '.github/CODEOWNERS': '' })
  })
})

describe('an acceptance by label', () => {
  test('a label counts if a user with write access added it after the push of the head, or by this event', async () => {
    label('dvc-ci:accept accuracy, f1', 'alice')
    label('dvc-ci:accept f1_macro', 'mallory')
    expect(await gate()).toMatchObject({
      accepted: [
        "accuracy @alice label head: the label 'dvc-ci:accept accuracy, f1'",
        "f1 @alice label head: the label 'dvc-ci:accept accuracy, f1'",
      ],
      findings: [
        'warning: The acceptance of @mallory does not count: neither write access nor code owner of dvc-ci.yaml.',
      ],
    })
    const late = await gate({ updatedAt: FUTURE })
    expect([late.accepted, late.findings[0]]).toEqual([
      [],
      "warning: The label 'dvc-ci:accept accuracy, f1' does not count: it is not newer than this commit. Add it again.",
    ])
    expect(
      (await gate({ updatedAt: FUTURE, action: 'labeled', label: 'dvc-ci:accept accuracy, f1' })).accepted,
    ).toHaveLength(2)
    expect((await gate({ updatedAt: FUTURE, action: 'labeled', label: 'bug' })).accepted).toEqual([])
    github.extras.events
      .get(pull)
      ?.push({ event: 'head_ref_force_pushed', actor: null, created_at: '2022-01-01T00:00:00Z' })
    expect(
      (await gate({ updatedAt: FUTURE, action: 'labeled', label: 'dvc-ci:accept accuracy, f1' })).accepted,
    ).toEqual([])
    github.extras.events.get(pull)?.push({
      event: 'unlabeled',
      actor: { login: 'alice' },
      created_at: '2022-01-02T00:00:00Z',
      label: { name: 'dvc-ci:accept accuracy, f1' },
    })
    expect((await gate()).accepted).toEqual([])
  })
})

describe('a failed request to GitHub', () => {
  test.each([
    [403, 'permissions: pull-requests: read'],
    [404, 'it is not there'],
    [500, 'GitHub answers 500'],
    [0, ''],
  ])('status %d of GitHub leaves the gate closed, and a finding says why', async (status, reason) => {
    await comment('/dvc-ci accept accuracy: fine')
    github.fail({ method: 'GET', path: /\/permission$/, status, times: status === 500 || status === 0 ? 4 : 1 })
    const { accepted, findings, passed } = await gate()
    expect([accepted, passed]).toEqual([[], false])
    // An unknown user has no access.
    expect(findings).toEqual([
      status === 404 ? expect.stringContaining('neither write access') : expect.stringContaining(reason),
    ])
    if (status !== 404) expect(findings[0]).toMatch(/^notice: Acceptances could not be checked: /)
  })

  test('without the permission to read, or without a token, the gate stays closed', async () => {
    await comment('/dvc-ci accept accuracy: fine')
    expect(await gate({}, 'ghs_blind')).toMatchObject({
      accepted: [],
      passed: false,
      findings: [
        expect.stringContaining(
          'GitHub answers 403, Resource not accessible by integration; if the token lacks the permission, add `permissions: pull-requests: read, contents: read` to the job',
        ),
      ],
    })
    github.requests.length = 0
    expect(await gate({}, '')).toMatchObject({ accepted: [], findings: [] })
    expect(github.requests).toEqual([])
  })

  test('dvc-ci waits for the end of a rate limit', async () => {
    await comment('/dvc-ci accept accuracy: fine')
    github.fail({ method: 'GET', path: /comments/, status: 429, headers: { 'retry-after': '1' } })
    expect((await gate()).accepted).toHaveLength(1)
  })

  test('comments of 30 users without access cost 20 requests and give 10 findings', async () => {
    for (let index = 0; index < 30; index++) {
      const id = await comment(`/dvc-ci accept accuracy: ${index}`, 'ghp_mallory')
      github.extras.comments.set(id, { user: { login: `user-${index}`, type: 'User' } })
      github.extras.permissions.set(`user-${index}`, 'none')
    }
    github.requests.length = 0
    const { findings } = await gate()
    expect(github.requests.filter(({ path }) => path.endsWith('/permission'))).toHaveLength(20)
    expect(findings).toHaveLength(10)
  })
})

test('dvc-ci sends no request to GitHub where no policy closes the gate', async () => {
  await comment('/dvc-ci accept loss: fine')
  github.requests.length = 0
  expect(await gate({}, 'ghs_workflow', [policy('loss', { max: 0.1, severity: 'warning' })])).toMatchObject({
    accepted: [],
    passed: true,
    findings: [],
  })
  expect(github.requests).toEqual([])
})
