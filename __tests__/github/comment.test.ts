import { connect, type GitHub } from '../../src/github/client.js'
import { type Author, ReportComment, type Subject, subjectLine } from '../../src/github/comment.js'
import { failureText } from '../../src/github/failure.js'
import { commitThread, pullRequestThread } from '../../src/github/thread.js'
import { type Comment, REPOSITORY, type StandIn, startGitHub } from '../support/github.js'

const RETRIES = { attempts: 4, firstDelay: 5, longestWait: 3_000 }
const SUBJECT: Subject = { mode: 'validate', project: '', workflow: '.github/workflows/ci.yml' }
const RUN: Author = { run: 7, attempt: 1, sha: 'a'.repeat(40) }

let github: StandIn
let pull: number
let pulls = 0
beforeAll(async () => {
  github = await startGitHub()
})
afterAll(async () => {
  await github.stop()
})
beforeEach(async () => {
  const branch = `change-${++pulls}`
  await github.commit(branch, { 'a.txt': branch })
  pull = await github.openPull(branch)
  github.requests.length = 0
})

function client(token = 'ghs_workflow'): GitHub {
  return connect({
    token,
    apiUrl: github.url,
    repository: REPOSITORY,
    debug: () => undefined,
    redact: (text) => text,
    retries: RETRIES,
  })
}
/** The comment in one run. Each run has a separate client. */
function comment({
  token,
  subject = SUBJECT,
  author = RUN,
}: {
  token?: string
  subject?: Subject
  author?: Author
} = {}): ReportComment {
  const opened = client(token)
  return new ReportComment(opened, pullRequestThread(opened, pull), subject, author, 5)
}
const post = (body: string, token: string) =>
  github.ask<Comment>('POST', `/repos/${REPOSITORY}/issues/${pull}/comments`, { body }, token)
const bodies = async () => (await github.comments(pull)).map(({ body }) => body.split('\n').slice(2).join('\n'))
const sent = (method: string) => github.requests.filter((request) => request.method === method).length

test('a report comment is created once and then updated; the same text changes nothing', async () => {
  expect(await comment().write('first')).toMatchObject({ kind: 'created' })
  expect(await comment().write('first')).toMatchObject({ kind: 'unchanged' })
  const again = comment()
  expect(await again.write('second')).toMatchObject({ kind: 'updated' })
  expect(await again.write('third')).toMatchObject({ kind: 'updated' })
  expect(await bodies()).toEqual(['third'])
  expect([sent('POST') - github.requests.filter(({ path }) => path === '/graphql').length, sent('PATCH')]).toEqual([
    1, 2,
  ])
})

test('each mode, project and workflow has one report comment', async () => {
  const subjects = [
    SUBJECT,
    { ...SUBJECT, mode: 'rebuild' },
    { ...SUBJECT, project: 'models/a' },
    { ...SUBJECT, workflow: 'other.yml' },
  ]
  for (const subject of subjects) await comment({ subject }).write(JSON.stringify(subject))
  for (const subject of subjects)
    expect(await comment({ subject }).write(JSON.stringify(subject))).toMatchObject({ kind: 'unchanged' })
  expect(await bodies()).toEqual(subjects.map((subject) => JSON.stringify(subject)))
})

test.each([
  ['a workflow', 'ghs_workflow', 'github-actions[bot]'],
  ['an App', 'ghs_app', 'team-app[bot]'],
  ['a person', 'ghp_alice', 'alice'],
])('the token of %s finds its comment among comments of other authors with the same line', async (_, token, login) => {
  const stolen = `${subjectLine(SUBJECT)}\nsomebody else's`
  for (const other of ['ghp_mallory', 'ghs_workflow', 'ghs_app', 'ghp_alice'])
    if (other !== token) await post(stolen, other)
  await comment({ token }).write('ours')
  await comment({ token }).write('ours, again')
  const all = await github.comments(pull)
  expect(all.filter(({ user }) => user.login === login).map(({ body }) => body.split('\n').at(-1))).toEqual([
    'ours, again',
  ])
  expect(all.filter(({ user }) => user.login !== login).map(({ body }) => body)).toEqual([stolen, stolen, stolen])
})

test('a comment that only quotes the hidden line is not a report comment, even by our login', async () => {
  await post(`> ${subjectLine(SUBJECT)}\nquoted`, 'ghs_workflow')
  await comment().write('ours')
  expect(await github.comments(pull)).toHaveLength(2)
})

test('a report comment is found among several pages of comments', async () => {
  for (let index = 0; index < 120; index++) await post(`noise ${index}`, 'ghp_alice')
  await comment().write('first')
  for (let index = 0; index < 100; index++) await post(`more noise ${index}`, 'ghp_alice')
  github.requests.length = 0
  expect(await comment().write('second')).toMatchObject({ kind: 'updated' })
  expect(github.requests.filter(({ path }) => /[?&]page=/.test(path))).toHaveLength(2)
  expect(await github.comments(pull)).toHaveLength(221)
})

test('a report comment that was deleted or lost its line is created again, and the edited one stays', async () => {
  const open = comment()
  await open.write('running')
  const [first] = await github.comments(pull)
  await github.ask('DELETE', `/repos/${REPOSITORY}/issues/comments/${first?.id}`)
  expect(await open.write('result')).toMatchObject({ kind: 'created' })
  const [second] = await github.comments(pull)
  await github.ask('PATCH', `/repos/${REPOSITORY}/issues/comments/${second?.id}`, { body: 'my own words' })
  expect(await open.write('result')).toMatchObject({ kind: 'created' })
  expect((await github.comments(pull)).map(({ body }) => body.split('\n').at(-1))).toEqual(['my own words', 'result'])
})

test('an edit that keeps the hidden line is overwritten', async () => {
  const open = comment()
  await open.write('running')
  const [first] = await github.comments(pull)
  await github.ask('PATCH', `/repos/${REPOSITORY}/issues/comments/${first?.id}`, {
    body: `${(first?.body ?? '').replaceAll('\n', '\r\n')}\r\nedited`,
  })
  expect(await open.write('result')).toMatchObject({ kind: 'updated' })
  expect(await bodies()).toEqual(['result'])
})

test('two parallel runs leave one report comment', async () => {
  for (let round = 0; round < 5; round++) {
    const [one, two] = [comment(), comment({ author: { ...RUN, run: 8 } })]
    await Promise.all([one.write(`one ${round}`), two.write(`two ${round}`)])
    expect(await github.comments(pull)).toHaveLength(1)
    await two.write('the end')
    expect(await bodies()).toEqual(['the end'])
    const [left] = await github.comments(pull)
    await github.ask('DELETE', `/repos/${REPOSITORY}/issues/comments/${left?.id}`)
  }
})

test('duplicates of a race are removed: our oldest comment stays, and comments of others stay', async () => {
  const line = subjectLine(SUBJECT)
  const oldest = await post(`${line}\nold`, 'ghs_workflow')
  await post(`${line}\nmallory's`, 'ghp_mallory')
  await post(`${line}\nnew`, 'ghs_workflow')
  await comment().write('now')
  const all = await github.comments(pull)
  expect(all.map(({ user }) => user.login)).toEqual(['github-actions[bot]', 'mallory'])
  expect(all[0]?.id).toBe(oldest.id)
})

test('an older run never overwrites the comment of a run for a newer commit', async () => {
  const older = comment()
  await older.write('older runs')
  await comment({ author: { run: 9, attempt: 1, sha: 'b'.repeat(40) } }).write('newer')
  expect(await older.write('older failed')).toMatchObject({ kind: 'overtaken' })
  expect(await comment().write('older failed')).toMatchObject({ kind: 'overtaken' })
  expect(await bodies()).toEqual(['newer'])
  // A rerun for the same commit may write.
  expect(await comment({ author: { run: 7, attempt: 2, sha: 'b'.repeat(40) } }).write('older, again')).toMatchObject({
    kind: 'updated',
  })
})

test.each(['-->', 'a|b', '@org/team', '<img src=x>', '::error::x', '__proto__', 'ü/ß', ' ', '--!>', '\ud800', 'a\nb'])(
  'the comment of a project named %j is found again, and the name cannot end the hidden line',
  async (project) => {
    const subject = { ...SUBJECT, project, workflow: project }
    const line = subjectLine(subject)
    expect(line).toMatch(/^<!-- (?:(?!--)[\x20-\x7e])+ -->$/)
    await comment({ subject }).write('first')
    expect(await comment({ subject }).write('second')).toMatchObject({ kind: 'updated' })
  },
)

describe('server errors of GitHub', () => {
  const create = { method: 'POST', path: /\/issues\/\d+\/comments$/ }

  test.each([
    ['502', { status: 502 }],
    ['a lost connection', { status: 0 }],
  ])('%s after GitHub stored the comment creates no second comment', async (_, fault) => {
    github.fail({ ...create, ...fault, stored: true })
    expect(await comment().write('once')).toMatchObject({ kind: 'created' })
    expect(await bodies()).toEqual(['once'])
  })

  test.each([
    ['502', { status: 502 }],
    ['a lost connection', { status: 0 }],
  ])('%s before GitHub stored the comment creates it on the next attempt', async (_, fault) => {
    github.fail({ ...create, ...fault, times: 2 })
    expect(await comment().write('once')).toMatchObject({ kind: 'created' })
    expect(await bodies()).toEqual(['once'])
  })

  test('a permanent server error is thrown after the last attempt', async () => {
    github.fail({ ...create, status: 503, times: 3 })
    await expect(comment().write('once')).rejects.toMatchObject({ status: 503 })
    expect(github.requests.filter(({ status }) => status === 503)).toHaveLength(3)
    expect(await bodies()).toEqual([])
  })

  test.each([
    ['reading', 'GET', 500],
    ['reading', 'GET', 0],
    ['reading', 'GET', 429],
    ['updating', 'PATCH', 502],
    ['updating', 'PATCH', 0],
    ['updating', 'PATCH', 403],
  ])('%s is retried (%s, %i)', async (_, method, status) => {
    await comment().write('first')
    const headers =
      status === 403
        ? { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(Math.floor(Date.now() / 1000) + 1) }
        : status === 429
          ? { 'retry-after': '0' }
          : {}
    github.fail({ method, path: /comments/, status, headers, times: 2 })
    expect(await comment().write('second')).toMatchObject({ kind: 'updated' })
    expect(await bodies()).toEqual(['second'])
  })

  test('a client waits for Retry-After, also before a create that the rate limit rejected', async () => {
    github.fail({
      ...create,
      status: 429,
      headers: { 'retry-after': '1' },
      message: 'You have exceeded a secondary rate limit',
    })
    const started = performance.now()
    expect(await comment().write('once')).toMatchObject({ kind: 'created' })
    expect(performance.now() - started).toBeGreaterThan(990)
    expect(await bodies()).toEqual(['once'])
  })

  test('a wait above the limit is an error at once', async () => {
    github.fail({ ...create, status: 403, headers: { 'retry-after': '3600' } })
    const started = performance.now()
    await expect(comment().write('once')).rejects.toMatchObject({ status: 403 })
    expect(performance.now() - started).toBeLessThan(2_000)
  })

  test('the time limit ends waits and requests', async () => {
    const opened = connect({
      token: 'ghs_workflow',
      apiUrl: github.url,
      repository: REPOSITORY,
      debug: () => undefined,
      redact: (text) => text,
    })
    github.fail({ ...create, status: 429, headers: { 'retry-after': '30' } })
    const started = performance.now()
    const written = new ReportComment(opened, pullRequestThread(opened, pull), SUBJECT, RUN).write('once')
    opened.endWithin(300)
    opened.endWithin(60_000)
    await expect(written).rejects.toThrow('GitHub did not answer in time')
    expect(performance.now() - started).toBeLessThan(2_000)
  })
})

describe('the text of a rejected request', () => {
  const reason = async (writing: Promise<unknown>) =>
    failureText(
      await writing.then(
        () => new Error('written'),
        (error: unknown) => error,
      ),
      'pull-requests: write',
    )

  test('the failure of a read-only token names the missing permission', async () => {
    expect(await reason(comment({ token: 'ghs_fork' }).write('x'))).toBe(
      'GitHub answers 403, Resource not accessible by integration; if the token lacks the permission, add `permissions: pull-requests: write` to the job',
    )
    expect(github.requests.filter(({ status }) => status === 403)).toHaveLength(1)
  })

  test('the failure of an invalid token says that GitHub rejects it', async () => {
    expect(await reason(comment({ token: 'ghs_nobody' }).write('x'))).toMatch(
      /^GitHub answers 401, Bad credentials; GitHub rejects the token/,
    )
  })

  test('the failure for a missing pull request says that it does not exist', async () => {
    const opened = client()
    expect(await reason(new ReportComment(opened, pullRequestThread(opened, 9_999), SUBJECT, RUN).write('x'))).toMatch(
      /^GitHub answers 404, Not Found; it does not exist/,
    )
  })

  test('the failure for a text above the limit has the limit', async () => {
    expect(await reason(comment().write('x'.repeat(66_000)))).toMatch(/^GitHub answers 422, Validation Failed.*65536/)
  })

  test('the failure of a refused connection has its cause', async () => {
    const opened = connect({
      token: 'ghs_workflow',
      apiUrl: 'http://127.0.0.1:9',
      repository: REPOSITORY,
      debug: () => undefined,
      redact: (text) => text,
      retries: RETRIES,
    })
    expect(await reason(new ReportComment(opened, pullRequestThread(opened, pull), SUBJECT, RUN).write('x'))).toMatch(
      /ECONNREFUSED|bad port|fetch failed/,
    )
  })
})

test('without GraphQL, the login comes from REST; a token without a user is the workflow', async () => {
  for (const [token, login] of [
    ['ghp_alice', 'alice'],
    ['ghs_workflow', 'github-actions[bot]'],
  ] as const) {
    github.fail({ method: 'POST', path: /graphql/, status: 404 })
    expect(await client(token).login()).toBe(login)
  }
  github.fail({ method: 'POST', path: /graphql/, status: 502, times: 4 })
  await expect(client().login()).rejects.toMatchObject({ status: 502 })
})

test('a report comment on a commit is created once and then updated', async () => {
  const sha = await github.commit('direct', { 'b.txt': String(pulls) })
  const opened = client('ghs_contents')
  const write = (body: string) => new ReportComment(opened, commitThread(opened, sha), SUBJECT, RUN, 5).write(body)
  github.fail({ method: 'POST', path: /\/commits\/\w+\/comments$/, status: 502, stored: true })
  await write('first')
  await write('second')
  const all = await github.ask<Comment[]>('GET', `/repos/${REPOSITORY}/commits/${sha}/comments`)
  expect(all.map(({ body }) => body.split('\n').at(-1))).toEqual(['second'])
  await github.ask('DELETE', `/repos/${REPOSITORY}/comments/${all[0]?.id}`)
  expect(await write('third')).toMatchObject({ kind: 'created' })
})

test('a client sends one request at a time', async () => {
  const opened = client()
  const before = github.requests.length
  const all = Promise.all(
    Array.from({ length: 5 }, () => opened.octokit.rest.issues.listComments({ ...opened.repo, issue_number: pull })),
  )
  await new Promise((resolve) => setTimeout(resolve, 0))
  expect(github.requests.length - before).toBeLessThanOrEqual(1)
  await all
  expect(github.requests.length - before).toBe(5)
})
