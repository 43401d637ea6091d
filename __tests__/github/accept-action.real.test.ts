import { REPOSITORY, type StandIn, startGitHub } from '../support/github.js'
import { type Clone, cleanUp, scratch, tinyProject } from '../support/project.js'
import { actHere, type Ran, startAction } from '../support/runner.js'

const PAST = '2020-01-01T00:00:00Z'
const FUTURE = '2099-01-01T00:00:00Z'
let github: StandIn
let alice: Clone
let base: string
let pull: number
let head: string
let id = 100

beforeAll(async () => {
  github = await startGitHub()
  alice = await tinyProject()
  await alice.write(
    'dvc-ci.yaml',
    'metrics:\n  policies:\n    accuracy: { min: 0.95 }\n    "l*": { max: 0.5 }\nsetup: none\n',
  )
  await alice.commit('Policies that nothing holds')
  base = await alice.head()
})
afterAll(async () => {
  await github.stop()
  await cleanUp()
})
beforeEach(async () => {
  const branch = `change-${++id}`
  await github.commit(branch, { 'b.txt': branch })
  pull = await github.openPull(branch)
  await push()
  github.extras.permissions.set('alice', 'write').set('mallory', 'read')
  github.extras.runs.length = github.extras.rerun.length = github.extras.reactions.length = 0
  github.requests.length = 0
})

/** Pushes a new head, which GitHub knows at once. */
async function push(): Promise<void> {
  await alice.git('commit', '-q', '--allow-empty', '-m', 'Once more')
  head = await alice.head()
  await alice.git('push', '-q', 'origin', `HEAD:refs/heads/change-${id}`)
  github.extras.heads.set(pull, head)
}

const repo = { full_name: REPOSITORY }
const comment = (body: string, token = 'ghp_alice') =>
  github.ask<{ id: number }>('POST', `/repos/${REPOSITORY}/issues/${pull}/comments`, { body }, token)
const replies = async () =>
  (await github.comments(pull)).map(({ body }) => body).filter((body) => body.startsWith('dvc-ci rejected the command'))

/** Validates the pull request, with any action of the event. */
function validate(
  payload: object = {},
  more: object = {},
  inputs: Record<string, string> = {},
  start = actHere,
): Promise<Ran> {
  return start({
    directory: alice.directory,
    env: alice.env,
    apiUrl: github.url,
    event: {
      name: 'pull_request',
      payload: {
        action: 'synchronize',
        ...payload,
        pull_request: {
          number: pull,
          head: { sha: head, ref: 'change', repo },
          base: { sha: base, ref: 'main', repo },
          updated_at: PAST,
          ...more,
        },
      },
    },
    variables: { GITHUB_REF: `refs/pull/${pull}/merge`, GITHUB_SHA: head, GITHUB_RUN_ID: String(++id) },
    inputs: { token: 'ghs_workflow', pull: 'none', evaluate: 'none', ...inputs },
  })
}

/** A user writes a comment, and the workflow for comments runs in an empty workspace. */
async function say(
  body: string,
  token = 'ghp_alice',
  inputs: Record<string, string> = {},
  change: object = {},
): Promise<Ran> {
  const { id: written } = await comment(body, token)
  return actHere({
    directory: await scratch(),
    env: alice.env,
    apiUrl: github.url,
    variables: { GITHUB_REF: 'refs/heads/main', GITHUB_SHA: base },
    event: {
      name: 'issue_comment',
      payload: {
        action: 'created',
        issue: { number: pull, pull_request: {} },
        comment: { id: written, body, user: { login: token.slice(4), type: 'User' } },
        ...change,
      },
    },
    inputs: { token: 'ghs_workflow', ...inputs },
  })
}

describe('the gate', () => {
  test('the gate passes with an acceptance by comment, shows its author and reason, and fails again after the next push', async () => {
    await comment('/dvc-ci accept accuracy, l*: the test set is <b>harder</b> @org/team')
    const { code, report, stdout, summary } = await validate({}, {}, { 'check-run': 'true' }, startAction)
    const accepted = { by: 'alice', reason: 'the test set is <b>harder</b> @org/team', via: 'comment', sha: head }
    expect([code, report.message]).toEqual([0, expect.stringContaining('accepted by')])
    expect(report.policies).toMatchObject([
      { metric: 'accuracy', passed: false, accepted },
      { metric: 'loss', passed: false, accepted },
    ])
    expect(report.message).toContain(
      'accuracy is 0.92, below the required 0.95 (accepted by @alice: the test set is <b>harder</b> @org/team)',
    )
    const [shown = ''] = (await github.comments(pull))
      .map(({ body }) => body)
      .filter((body) => body.includes('dvc-ci comment:'))
    expect(shown).toContain('## ✅ dvc-ci validate: passed')
    expect(shown).toMatch(
      /\| ⚠️ \| <code>accuracy<\/code> \| 0\.92 .*accepted by @&#8203;alice: the test set is &#60;b&#62;harder/,
    )
    expect(summary).toMatch(/\| accepted \| <code>accuracy<\/code>.*Accepted by @&#8203;alice/)
    expect(stdout).toMatch(
      /^::notice title=Gate%3A accuracy,file=metrics\.json::accuracy is 0\.92, below the required 0\.95\. Accepted by @alice: .* @org\/team\.$/m,
    )
    expect(github.requests).toContainEqual({ method: 'POST', path: `/repos/${REPOSITORY}/check-runs`, status: 201 })

    await push()
    expect(await validate({}, { updated_at: FUTURE })).toMatchObject({
      code: 1,
      report: {
        conclusion: 'failure',
        message: expect.stringMatching(/^The gate is closed: accuracy is 0\.92.*loss is/i) as string,
      },
    })
  })

  test('the gate passes with a label for the labelled head, and the next push removes the label', async () => {
    const name = 'dvc-ci:accept accuracy, loss'
    await github.ask('POST', `/repos/${REPOSITORY}/issues/${pull}/labels`, { labels: [name, 'bug'] }, 'ghp_alice')
    github.extras.events.set(pull, [
      { event: 'labeled', actor: { login: 'alice' }, created_at: '2021-01-01T00:00:00Z', label: { name } },
    ])
    const labels = [{ name }, { name: 'bug' }]
    expect(
      await validate({ action: 'labeled', label: { name } }, { updated_at: '2021-01-01T00:00:00Z', labels }),
    ).toMatchObject({
      code: 0,
      report: { policies: [{ accepted: { by: 'alice', via: 'label' } }, { accepted: { by: 'alice', via: 'label' } }] },
    })
    const pushed = await validate({ action: 'synchronize' }, { updated_at: FUTURE, labels })
    expect(pushed.code).toBe(1)
    expect(pushed.report.lint).toMatchObject([
      {
        rule: 'acceptance',
        severity: 'warning',
        message: expect.stringContaining('does not count: it is not newer than this commit. Add it again.') as string,
      },
    ])
    expect(
      (await github.ask<{ name: string }[]>('GET', `/repos/${REPOSITORY}/issues/${pull}/labels`)).map(
        (label) => label.name,
      ),
    ).toEqual(['bug'])
  })

  test('the gate fails for an acceptance without write access, for a failed check, and if GitHub rejects the request', async () => {
    await comment('/dvc-ci accept accuracy, loss: please', 'ghp_mallory')
    const refused = await validate()
    expect([refused.code, refused.report.lint.map(({ message }) => message)]).toEqual([
      1,
      ['The acceptance of @mallory does not count: neither write access nor code owner of dvc-ci.yaml.'],
    ])
    expect(refused.stdout).toContain(`/dvc-ci accept accuracy, loss @${head}: REASON`)
    await comment('/dvc-ci accept accuracy, loss: fine')
    const checked = await validate({}, {}, { checks: 'unit: "false"' })
    expect(checked).toMatchObject({
      code: 1,
      report: { message: expect.stringMatching(/^the check unit failed\.$/i) as string },
    })
    // The verdict says which check failed: one cause has one annotation.
    expect(checked.stdout.match(/^::error.*$/gm)).toEqual([expect.stringMatching(/^::error title=check-failed::/)])
    const blind = await validate({}, {}, { token: 'ghs_blind', comment: 'none' })
    expect([blind.code, blind.report.lint.map(({ message }) => message)]).toEqual([
      1,
      [expect.stringMatching(/^Acceptances could not be checked: GitHub answers 403/)],
    ])
  })
})

describe('a comment with a command', () => {
  const run = (change: object = {}) =>
    github.extras.runs.push({
      id: ++id,
      name: 'ci',
      path: '.github/workflows/ci.yml',
      event: 'pull_request',
      head_sha: head,
      status: 'completed',
      conclusion: 'failure',
      workflow_id: 1,
      ...change,
    })

  test('an acceptance reruns the failed jobs of the newest validation, from an empty workspace', async () => {
    run({ conclusion: 'cancelled' })
    run()
    const wanted = id
    run({ path: '.github/workflows/lint.yml@refs/heads/main', workflow_id: 2 })
    await validate()
    // The comment of that run names the workflow `ci`. The newest run of each workflow counts.
    github.extras.runs.forEach((each) => {
      if (each.workflow_id === 1) each.path = 'ci'
    })
    const { code, report } = await say(
      'I have looked at it.\n\n/dvc-ci accept accuracy: harder\n/dvc-ci accept loss: harder',
    )
    expect([code, report.mode, report.message]).toEqual([
      0,
      'command',
      `The failed jobs of ci run again for ${head.slice(0, 7)} and read the comment.`,
    ])
    expect(github.extras.rerun).toEqual([wanted])
    expect(github.extras.reactions).toMatchObject([{ content: '+1' }])
    expect(await replies()).toEqual([])
  })

  test('an acceptance waits without a failed run, or while the run is in progress', async () => {
    expect((await say('/dvc-ci accept accuracy: why')).report.message).toContain('has no run of a pull request yet')
    run({ status: 'in_progress', conclusion: null })
    expect((await say('/dvc-ci accept accuracy: why')).report.message).toContain('.github/workflows/ci.yml still runs')
    expect(github.extras.reactions.map(({ content }) => content)).toEqual(['eyes', 'eyes'])
  })

  test.each([
    [
      'of a user without write access',
      '/dvc-ci accept accuracy: why',
      'ghp_mallory',
      'neither write access nor code owner of dvc-ci.yaml',
    ],
    ['without a reason', '/dvc-ci accept accuracy', 'ghp_alice', 'an acceptance needs a reason'],
    ['for another commit', `/dvc-ci accept accuracy @${'0'.repeat(40)}: why`, 'ghp_alice', 'names commit 000000000000'],
    [
      'with an unknown command',
      '/dvc-ci `deploy`|@org/team',
      'ghp_alice',
      "there is no command '&#96;deploy&#96;&#124;@&#8203;org/team'; known: &#96;/dvc-ci accept METRIC: REASON&#96;, &#96;/dvc-ci repro&#96;",
    ],
    ['without a command', '/dvc-ci', 'ghp_alice', 'there is no command in it'],
  ])('a comment %s is rejected in a reply', async (_, body, token, said) => {
    run()
    const { code, report } = await say(body, token)
    expect([code, report.conclusion]).toEqual([0, 'success'])
    expect(github.extras.rerun).toEqual([])
    expect(github.extras.reactions).toMatchObject([{ content: '-1' }])
    const [reply = '', ...others] = await replies()
    expect(others).toEqual([])
    expect(reply).toContain(said)
    // The reply must not be a command.
    expect(reply).not.toMatch(/^\/dvc-ci/m)
  })

  test('/dvc-ci repro starts the workflow on the branch of the pull request, never on a fork', async () => {
    const branch = `change-${id}`
    const { code, report } = await say('/dvc-ci repro', 'ghp_alice', { 'repro-workflow': 'train.yml' })
    expect([code, report.message]).toEqual([
      0,
      `The workflow train.yml starts on ${branch} and commits the reproduced stages.`,
    ])
    expect(github.extras.deployments.started.splice(0)).toEqual([{ workflow: 'train.yml', ref: branch, inputs: {} }])
    expect(github.extras.reactions).toMatchObject([{ content: '+1' }])
    await say('/dvc-ci repro', 'ghp_mallory')
    github.fail({
      method: 'POST',
      path: /dispatches/,
      status: 422,
      message: "Workflow does not have 'workflow_dispatch' trigger",
    })
    await say('/dvc-ci repro')
    github.extras.forks.add(pull)
    await say('/dvc-ci repro')
    expect(github.extras.deployments.started).toEqual([])
    expect(await replies()).toEqual([
      expect.stringContaining('neither write access nor code owner'),
      expect.stringMatching(/repro\.yml cannot be started on change-\d+ \(Workflow does not have/),
      expect.stringContaining('in another repository, and its code does not run with the permissions of this one'),
    ])
  })

  test('/dvc-ci validate starts the workflow for one commit of the pull request, for users with write access alone', async () => {
    github.extras.forks.add(pull)
    github.extras.permissions.set('mallory', 'read')
    const { code, report } = await say(`/dvc-ci validate ${head.slice(0, 9)}`)
    expect([code, report.message]).toEqual([
      0,
      `The workflow validate-fork.yml validates ${head} and reports on this pull request.`,
    ])
    const { started } = github.extras.deployments
    expect(started.splice(0)).toEqual([
      { workflow: 'validate-fork.yml', ref: 'main', inputs: { 'pull-request': String(pull), sha: head } },
    ])
    // A push in between: the whole hash names the commit that was read, its first digits do not.
    const read = head
    await push()
    github.extras.commits.set(pull, [read, head])
    await say(`/dvc-ci validate ${read}`)
    expect(started.splice(0)).toMatchObject([{ inputs: { sha: read } }])
    // A force push takes it out of the list of commits; GitHub knows the run for it.
    github.extras.commits.set(pull, [head])
    run({ head_sha: read, head_branch: `change-${id}`, head_repository: { full_name: 'stranger/tiny' } })
    const branch = (await github.ask<{ head: { ref: string } }>('GET', `/repos/${REPOSITORY}/pulls/${pull}`)).head.ref
    for (const each of github.extras.runs) each.head_branch = branch
    await say(`/dvc-ci validate ${read}`, 'ghp_alice', { 'validate-workflow': 'other.yml' })
    expect(started.splice(0)).toMatchObject([{ workflow: 'other.yml', inputs: { sha: read } }])

    for (const body of [
      `/dvc-ci validate ${read.slice(0, 12)}`,
      `/dvc-ci validate ${'0'.repeat(40)}`,
      '/dvc-ci validate',
      '/dvc-ci validate HEAD; id',
      `/dvc-ci validate ${head}\n/dvc-ci validate ${read}`,
    ])
      await say(body)
    await say(`/dvc-ci validate ${head}`, 'ghp_mallory')
    expect(started).toEqual([])
    const told = await replies()
    expect(told.slice(0, 4).every((reply) => reply.includes(`/dvc-ci validate ${head}`))).toBe(true)
    expect(told).toEqual([
      expect.stringContaining('only a whole hash names an earlier commit'),
      expect.stringContaining('is no commit of this pull request'),
      expect.stringContaining('with 7 digits or more'),
      expect.stringContaining('with 7 digits or more'),
      expect.stringContaining('one comment names one commit'),
      expect.stringContaining('neither write access nor code owner'),
    ])
  })

  test('a quoted or edited comment, one of a bot, or one on an issue is ignored without a request to GitHub', async () => {
    for (const [body, change] of [
      ['> /dvc-ci accept accuracy: why', {}],
      ['/dvc-ci accept accuracy: why', { action: 'edited' }],
      ['/dvc-ci accept accuracy: why', { issue: { number: pull } }],
      [
        '/dvc-ci accept accuracy: why',
        { comment: { id: 1, body: '/dvc-ci accept accuracy: why', user: { login: 'echo[bot]', type: 'Bot' } } },
      ],
    ] as const)
      expect(await say(body, 'ghp_alice', {}, change)).toMatchObject({
        code: 0,
        report: { message: expect.stringMatching(/^Nothing to do: /) as string },
      })
    expect(github.requests).toEqual([])
  })

  test('a command has exit codes for a server error, a missing token and another event', async () => {
    run()
    github.fail({ method: 'POST', path: /rerun/, status: 403, message: 'Resource not accessible by integration' })
    expect(await say('/dvc-ci accept accuracy: why')).toMatchObject({
      code: 3,
      report: {
        message: expect.stringMatching(
          /GitHub answers 403.*permissions: actions: write, contents: read, pull-requests: write/,
        ) as string,
      },
    })
    github.fail({ method: 'POST', path: /reactions/, status: 403 })
    const told = await say('/dvc-ci accept accuracy: why')
    expect([told.code, told.stdout.match(/^::warning::.*/gm)]).toEqual([
      0,
      [expect.stringContaining('could not be posted on the pull request')],
    ])
    expect(await say('/dvc-ci accept accuracy: why', 'ghp_alice', { token: '' })).toMatchObject({ code: 2 })
    expect(await validate({}, {}, { mode: 'command' })).toMatchObject({
      code: 2,
      report: { message: expect.stringContaining('is not a comment') as string },
    })
  })
})
