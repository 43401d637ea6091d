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
  return connect({ token, apiUrl: github.url, repository: REPOSITORY, debug: () => undefined, retries: RETRIES })
}
/** A run's view of the comment. Each has its own client, as two runs have. */
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

test('made once, found again, updated in place; the same twice changes nothing', async () => {
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

test('one for each mode, project and workflow', async () => {
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
])('the token of %s finds its own comment among those of others with the same line', async (_, token, login) => {
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

test('a comment that only quotes the line is somebody else’s word, even our own one', async () => {
  await post(`> ${subjectLine(SUBJECT)}\nquoted`, 'ghs_workflow')
  await comment().write('ours')
  expect(await github.comments(pull)).toHaveLength(2)
})

test('found among more comments than fit on a page', async () => {
  for (let index = 0; index < 120; index++) await post(`noise ${index}`, 'ghp_alice')
  await comment().write('first')
  for (let index = 0; index < 100; index++) await post(`more noise ${index}`, 'ghp_alice')
  github.requests.length = 0
  expect(await comment().write('second')).toMatchObject({ kind: 'updated' })
  expect(github.requests.filter(({ path }) => /[?&]page=/.test(path))).toHaveLength(2)
  expect(await github.comments(pull)).toHaveLength(221)
})

test('deleted meanwhile, or its line edited away: a new one is made, and what somebody wrote stays', async () => {
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

test('an edit that leaves our line is overwritten', async () => {
  const open = comment()
  await open.write('running')
  const [first] = await github.comments(pull)
  await github.ask('PATCH', `/repos/${REPOSITORY}/issues/comments/${first?.id}`, {
    body: `${(first?.body ?? '').replaceAll('\n', '\r\n')}\r\nedited`,
  })
  expect(await open.write('result')).toMatchObject({ kind: 'updated' })
  expect(await bodies()).toEqual(['result'])
})

test('two runs at the same time end with one comment', async () => {
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

test('what a race left behind is cleared: the oldest stays, and only ours go', async () => {
  const line = subjectLine(SUBJECT)
  const oldest = await post(`${line}\nold`, 'ghs_workflow')
  await post(`${line}\nmallory's`, 'ghp_mallory')
  await post(`${line}\nnew`, 'ghs_workflow')
  await comment().write('now')
  const all = await github.comments(pull)
  expect(all.map(({ user }) => user.login)).toEqual(['github-actions[bot]', 'mallory'])
  expect(all[0]?.id).toBe(oldest.id)
})

test('an older run never overwrites what a run for a newer commit said, even to say that it ended', async () => {
  const older = comment()
  await older.write('older runs')
  await comment({ author: { run: 9, attempt: 1, sha: 'b'.repeat(40) } }).write('newer')
  expect(await older.write('older failed')).toMatchObject({ kind: 'overtaken' })
  expect(await comment().write('older failed')).toMatchObject({ kind: 'overtaken' })
  expect(await bodies()).toEqual(['newer'])
  // Started again, and for the same commit, it has the word.
  expect(await comment({ author: { run: 7, attempt: 2, sha: 'b'.repeat(40) } }).write('older, again')).toMatchObject({
    kind: 'updated',
  })
})

test.each(['-->', 'a|b', '@org/team', '<img src=x>', '::error::x', '__proto__', 'ü/ß', ' ', '--!>', '\ud800', 'a\nb'])(
  'a project named %j is found again and ends no comment',
  async (project) => {
    const subject = { ...SUBJECT, project, workflow: project }
    const line = subjectLine(subject)
    expect(line).toMatch(/^<!-- (?:(?!--)[\x20-\x7e])+ -->$/)
    await comment({ subject }).write('first')
    expect(await comment({ subject }).write('second')).toMatchObject({ kind: 'updated' })
  },
)

describe('when GitHub is in trouble', () => {
  const create = { method: 'POST', path: /\/issues\/\d+\/comments$/ }

  test.each([
    ['502', { status: 502 }],
    ['a lost connection', { status: 0 }],
  ])('%s after the comment was stored: no second comment', async (_, fault) => {
    github.fail({ ...create, ...fault, stored: true })
    expect(await comment().write('once')).toMatchObject({ kind: 'created' })
    expect(await bodies()).toEqual(['once'])
  })

  test.each([
    ['502', { status: 502 }],
    ['a lost connection', { status: 0 }],
  ])('%s before it was stored: it is made after all', async (_, fault) => {
    github.fail({ ...create, ...fault, times: 2 })
    expect(await comment().write('once')).toMatchObject({ kind: 'created' })
    expect(await bodies()).toEqual(['once'])
  })

  test('it stays in trouble: it is said, and not tried for ever', async () => {
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
  ])('%s is tried again (%s, %i)', async (_, method, status) => {
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

  test('Retry-After is waited for, also before a creation, which was refused and so is no second one', async () => {
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

  test('a wait that is too long is none', async () => {
    github.fail({ ...create, status: 403, headers: { 'retry-after': '3600' } })
    const started = performance.now()
    await expect(comment().write('once')).rejects.toMatchObject({ status: 403 })
    expect(performance.now() - started).toBeLessThan(2_000)
  })

  test('time that is over ends waits and requests', async () => {
    const opened = connect({
      token: 'ghs_workflow',
      apiUrl: github.url,
      repository: REPOSITORY,
      debug: () => undefined,
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

describe('what GitHub refuses is said with what to do', () => {
  const reason = async (writing: Promise<unknown>) =>
    failureText(
      await writing.then(
        () => new Error('written'),
        (error: unknown) => error,
      ),
      'pull-requests: write',
    )

  test('a token that can only read', async () => {
    expect(await reason(comment({ token: 'ghs_fork' }).write('x'))).toBe(
      'GitHub answers 403, Resource not accessible by integration; where the token may not do it, give the job `permissions: pull-requests: write`',
    )
    expect(github.requests.filter(({ status }) => status === 403)).toHaveLength(1)
  })

  test('a token that is none', async () => {
    expect(await reason(comment({ token: 'ghs_nobody' }).write('x'))).toMatch(
      /^GitHub answers 401, Bad credentials; the token is refused/,
    )
  })

  test('a pull request that is gone', async () => {
    const opened = client()
    expect(await reason(new ReportComment(opened, pullRequestThread(opened, 9_999), SUBJECT, RUN).write('x'))).toMatch(
      /^GitHub answers 404, Not Found; it is not there/,
    )
  })

  test('a text that is too long', async () => {
    expect(await reason(comment().write('x'.repeat(66_000)))).toMatch(/^GitHub answers 422, Validation Failed.*65536/)
  })

  test('nobody there at all', async () => {
    const opened = connect({
      token: 'ghs_workflow',
      apiUrl: 'http://127.0.0.1:9',
      repository: REPOSITORY,
      debug: () => undefined,
      retries: RETRIES,
    })
    expect(await reason(new ReportComment(opened, pullRequestThread(opened, pull), SUBJECT, RUN).write('x'))).toMatch(
      /ECONNREFUSED|bad port|fetch failed/,
    )
  })
})

test('a GitHub without GraphQL: a person is asked for by REST, and what is no person is the workflow', async () => {
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

test('comments of a commit follow the same rules', async () => {
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

test('no request is sent while another one is under way', async () => {
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
