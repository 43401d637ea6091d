import { REPOSITORY, type StandIn, startGitHub } from '../support/github.js'
import { type Clone, cleanUp, tinyProject } from '../support/project.js'
import { actHere, type Ran } from '../support/runner.js'

const PAST = '2020-01-01T00:00:00Z'
const FUTURE = '2099-01-01T00:00:00Z'
const repo = { full_name: REPOSITORY }
let github: StandIn
let alice: Clone
let base: string
let runs = 500

beforeAll(async () => {
  github = await startGitHub()
  github.extras.permissions.set('alice', 'write').set('mallory', 'read')
  alice = await tinyProject()
  await alice.write('dvc-ci.yaml', 'metrics:\n  policies:\n    accuracy: { min: 0.92 }\nsetup: none\n')
  base = await alice.commit('Policies')
})
afterAll(async () => {
  await github.stop()
  await cleanUp()
})

const comment = async (pull: number, body: string, token = 'ghp_alice') =>
  (await github.ask<{ id: number }>('POST', `/repos/${REPOSITORY}/issues/${pull}/comments`, { body }, token)).id
const accepted = ({ report }: Ran) =>
  report.policies.map(({ passed, accepted: by }) => (by === undefined ? passed : `${by.by}, ${by.via}: ${by.reason}`))
const findings = ({ report }: Ran) =>
  report.lint.filter(({ rule }) => rule === 'acceptance').map(({ message }) => message)

/** A pull request whose model fails the policy. */
async function change(branch: string, b: number): Promise<{ pull: number; head: string }> {
  await alice.git('switch', '-q', '-c', branch, base)
  await alice.edit('params.yaml', 'b: 5', `b: ${b}`)
  await alice.dvc('repro', '-q')
  await alice.dvc('push', '-q')
  const head = await alice.commit(`b is ${b}`)
  await github.commit(branch, { 'params.yaml': branch })
  const pull = await github.openPull(branch)
  github.extras.heads.set(pull, head)
  return { pull, head }
}

/** Merges into a main with newer commits. @param beside other changes in the push @returns the push of its event */
async function merge(
  { pull, head }: { pull: number; head: string },
  how: 'squash' | 'merge' | 'rebase',
  beside = '',
): Promise<{ before: string; sha: string }> {
  await alice.git('switch', '-q', 'main')
  await alice.git('reset', '-q', '--hard', base)
  await alice.write('README.md', `Before ${pull}\n`)
  await alice.git('add', 'README.md')
  await alice.git('commit', '-q', '-m', `Words before ${pull}`)
  await alice.git('push', '-q', '--force', 'origin', 'main')
  const before = await alice.head()
  if (how === 'merge') await alice.git('merge', '-q', '--no-ff', '-m', `Merge ${pull}`, head)
  else {
    if (how === 'squash') await alice.git('merge', '-q', '--squash', head)
    else await alice.git('cherry-pick', head)
    if (beside !== '') await alice.write('notes.md', beside)
    await alice.git('add', '--all')
    if (how === 'squash') await alice.git('commit', '-q', '-m', `Squash ${pull}`)
    else if (beside !== '') await alice.git('commit', '-q', '-m', 'Beside')
  }
  await alice.git('push', '-q', 'origin', 'main')
  const sha = await alice.head()
  github.extras.merges.set(pull, { head, sha, at: FUTURE })
  return { before, sha }
}

async function run(
  directory: Clone,
  event: { name: string; payload: object },
  variables: Record<string, string>,
): Promise<Ran> {
  return actHere({
    directory: directory.directory,
    env: directory.env,
    apiUrl: github.url,
    event,
    variables: { GITHUB_RUN_ID: String(++runs), ...variables },
    inputs: { token: 'ghs_workflow', ...(event.name === 'push' ? {} : { pull: 'none', evaluate: 'none' }) },
  })
}

async function validate({ pull, head }: { pull: number; head: string }, updatedAt = PAST): Promise<Ran> {
  await alice.git('switch', '-q', '--detach', head)
  const payload = {
    action: 'synchronize',
    pull_request: {
      number: pull,
      head: { sha: head, ref: 'change', repo },
      base: { sha: base, ref: 'main', repo },
      updated_at: updatedAt,
    },
  }
  return run(
    alice,
    { name: 'pull_request', payload },
    { GITHUB_REF: `refs/pull/${pull}/merge`, GITHUB_SHA: head, GITHUB_WORKFLOW: 'validate' },
  )
}

async function rebuild({ before, sha }: { before: string; sha: string }, ...options: string[]): Promise<Ran> {
  return run(
    await alice.clone('main', ...options),
    { name: 'push', payload: { before } },
    { GITHUB_REF: 'refs/heads/main', GITHUB_SHA: sha, GITHUB_WORKFLOW: 'rebuild' },
  )
}

test('a merge queue counts an acceptance for a group of that pull request only', async () => {
  const five = await change('five', 11)
  await comment(five.pull, `/dvc-ci accept accuracy @${five.head}: in the queue`)
  const { before, sha } = await merge(five, 'merge')
  github.extras.merges.delete(five.pull)
  const event = { name: 'merge_group', payload: { action: 'checks_requested', merge_group: { base_sha: before } } }
  const ref = (number: number) => ({
    GITHUB_REF: `refs/heads/gh-readonly-queue/main/pr-${number}-${before}`,
    GITHUB_SHA: sha,
  })
  expect(accepted(await run(alice, event, ref(five.pull)))).toEqual(['alice, comment: in the queue'])
  const other = await change('six', 12)
  await alice.git('switch', '-q', 'main')
  expect(accepted(await run(alice, event, ref(other.pull)))).toEqual([false])
})

describe('a rebuild after the merge', () => {
  test('a rebuild after a merge counts the acceptances of the validated head, also after a squash and in a shallow checkout', async () => {
    const one = await change('one', 6)
    const id = await comment(one.pull, '/dvc-ci accept accuracy: a harder test set')
    expect(await validate(one)).toMatchObject({ code: 0 })
    const [ours] = (await github.comments(one.pull)).filter(({ body }) => body.includes('dvc-ci comment:'))
    expect(ours?.body.split('\n')[2]).toBe(`<!-- dvc-ci accepted: ${one.head} comments=${id} labels= -->`)
    const built = await rebuild(await merge(one, 'squash'), '--depth=1')
    expect([built.code, built.report.policies[0]?.accepted]).toEqual([
      0,
      { by: 'alice', reason: 'a harder test set', via: 'comment', sha: one.head, comment: id },
    ])
    expect(built.report.message).toMatch(
      /^Official build: .*accuracy is 0\.91, below the required 0\.92 \(accepted by @alice: a harder test set\); the result/,
    )
    const shown = (await github.comments(one.pull))
      .map(({ body }) => body)
      .filter((body) => body.includes('mode=rebuild'))
    expect(shown).toEqual([
      expect.stringMatching(/## ✅ dvc-ci rebuild: passed[^]*accepted by @&#8203;alice: a harder test set/),
    ])
  })

  test('the gate of a rebuild fails without an acceptance and says how to accept, before or after the merge', async () => {
    const two = await change('two', 7)
    await comment(two.pull, '/dvc-ci accept accuracy: about an earlier head, perhaps')
    const push = await merge(two, 'merge')
    const closed = await rebuild(push)
    const line = `/dvc-ci accept accuracy @${two.head}: REASON`
    expect([closed.code, closed.report.message]).toEqual([
      1,
      expect.stringContaining(
        `Nothing was pushed. A user with write access can accept it with this comment on pull request ${two.pull}: \`${line}\`.`,
      ),
    ])
    expect(findings(closed)).toEqual([expect.stringContaining('no validation of this commit has counted it')])
    await comment(two.pull, `/dvc-ci accept accuracy @${two.head}: let me`, 'ghp_mallory')
    expect(accepted(await rebuild(push))).toEqual([false])

    // An acceptance by a permitted user reruns the build, and no other workflow of the branch.
    const failed = (id: number, path: string) => ({
      id,
      name: path,
      path,
      event: 'push',
      head_sha: push.sha,
      status: 'completed',
      conclusion: 'failure',
      workflow_id: id,
    })
    github.extras.runs.push(failed(1, 'rebuild'), failed(2, 'deploy'))
    const body = `/dvc-ci accept accuracy @${two.head}: looked at it`
    const said = await comment(two.pull, body)
    const told = await run(
      alice,
      {
        name: 'issue_comment',
        payload: {
          action: 'created',
          issue: { number: two.pull, pull_request: {} },
          comment: { id: said, body, user: { login: 'alice', type: 'User' } },
        },
      },
      { GITHUB_REF: 'refs/heads/main', GITHUB_SHA: push.sha },
    )
    expect([told.code, told.report.message, github.extras.rerun]).toEqual([
      0,
      `The failed jobs of rebuild run again for ${push.sha.slice(0, 7)} and read the comment.`,
      [1],
    ])
    expect(accepted(await rebuild(push))).toEqual(['alice, comment: looked at it'])

    const late = await change('late', 8)
    const after = await merge(late, 'rebase')
    github.extras.merges.set(late.pull, { head: late.head, sha: after.sha, at: PAST })
    await comment(late.pull, '/dvc-ci accept accuracy: merged is merged')
    expect(accepted(await rebuild(after))).toEqual(['alice, comment: merged is merged'])
  })

  test('a rebuild counts no acceptance for a merge with other changes, from a forged record, or if GitHub rejects the request', async () => {
    const three = await change('three', 9)
    await comment(three.pull, '/dvc-ci accept accuracy: seen')
    await validate(three)
    const beside = await rebuild(await merge(three, 'squash', 'Not in the pull request\n'))
    expect([beside.code, accepted(beside), findings(beside)]).toEqual([
      1,
      [false],
      [
        `Acceptances could not be checked: this push is not exactly the merge of pull request ${three.pull} (${three.head.slice(0, 7)}).`,
      ],
    ])

    const four = await change('four', 10)
    const word = await comment(four.pull, '/dvc-ci accept accuracy: this was about another head')
    const subject = '<!-- dvc-ci comment: mode=validate project= workflow=validate -->\n<!-- dvc-ci run: 1.1 x -->\n'
    await comment(
      four.pull,
      `${subject}<!-- dvc-ci accepted: ${four.head} comments=${word} labels= -->\n`,
      'ghp_mallory',
    )
    const push = await merge(four, 'squash')
    expect(accepted(await rebuild(push))).toEqual([false])
    github.fail({
      method: 'GET',
      path: /\/issues\/\d+\/comments/,
      status: 403,
      times: 20,
      message: 'Resource not accessible by integration',
    })
    const blind = await rebuild(push)
    expect([blind.code, findings(blind)]).toEqual([
      1,
      [expect.stringMatching(/^Acceptances could not be checked: GitHub answers 403.*pull-requests: read/)],
    ])
  })
})
