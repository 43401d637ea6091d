import { connect } from '../../src/github/client.js'
import { threadOfCommit } from '../../src/github/commit-comment.js'
import { competingPulls } from '../../src/surfaces/competing-pulls.js'
import { REPOSITORY, type StandIn, startGitHub } from '../support/github.js'

let github: StandIn
beforeEach(async () => {
  github = await startGitHub()
})
afterEach(async () => {
  await github.stop()
})

const client = () =>
  connect({
    token: 'ghs_workflow',
    apiUrl: github.url,
    repository: REPOSITORY,
    debug: () => undefined,
    redact: (text) => text,
    retries: { attempts: 2, firstDelay: 5, longestWait: 100 },
  })
const pointer = (md5: string) => `outs:\n- md5: ${md5}\n  path: raw.csv\n`
const lock = (stages: Readonly<Record<string, string>>) =>
  `schema: '2.0'\nstages:\n${Object.entries(stages)
    .map(([name, md5]) => `  ${name}:\n    cmd: x\n    outs:\n    - path: ${name}.bin\n      md5: ${md5}\n`)
    .join('')}`

interface Change {
  files: Record<string, string>
  from?: string
}
async function open(
  branch: string,
  { files, from }: Change,
  base = 'main',
): Promise<{ number: number; head: string; base: string }> {
  const head = await github.commit(branch, files, from)
  return { number: await github.openPull(branch, base), head, base }
}

test('competingPulls reports the source data and stages that another open pull request changes too', async () => {
  await github.commit('main', {
    'data/raw.csv.dvc': pointer('a'),
    'data/other.csv.dvc': pointer('a'),
    'dvc.lock': lock({ prepare: 'a', train: 'a', evaluate: 'a' }),
    'sub/dvc.lock': lock({ train: 'a' }),
    'readme.md': 'x',
  })
  const ours = await open('ours', {
    files: {
      'data/raw.csv.dvc': pointer('b'),
      'dvc.lock': lock({ prepare: 'a', train: 'b', evaluate: 'b' }),
      'readme.md': 'y',
    },
  })
  const data = await open('data', {
    files: { 'data/raw.csv.dvc': pointer('c'), 'data/other.csv.dvc': pointer('c'), 'readme.md': 'z' },
  })
  const train = await open('@org/a|b', { files: { 'dvc.lock': lock({ prepare: 'c', train: 'c', evaluate: 'c' }) } })
  await open('prepare', {
    files: { 'dvc.lock': lock({ prepare: 'c', train: 'a', evaluate: 'a' }), 'sub/dvc.lock': lock({ train: 'c' }) },
  })
  await open('broken', { files: { 'dvc.lock': '<<<<<<< ours\n' } })
  await open('code', { files: { 'train.py': 'x' } })
  const closed = await open('closed', { files: { 'data/raw.csv.dvc': pointer('d') } })
  await github.ask('PATCH', `/repos/${REPOSITORY}/pulls/${closed.number}`, { state: 'closed' })
  await github.commit('release', {})
  await open('to-release', { files: { 'data/raw.csv.dvc': pointer('e') } }, 'release')
  // A later commit on main belongs to no pull request.
  await github.commit('main', { 'data/other.csv.dvc': pointer('m') })
  const findings = await competingPulls(client(), ours)
  expect(findings).toHaveLength(2)
  expect(findings).toContainEqual({
    rule: 'changed-elsewhere',
    path: 'data/raw.csv.dvc',
    line: 1,
    severity: 'notice',
    message: expect.stringContaining(`Pull request ${data.number} (data) changes data/raw.csv.dvc too.`) as string,
  })
  expect(findings).toContainEqual({
    rule: 'changed-elsewhere',
    path: 'dvc.lock',
    line: 8,
    severity: 'notice',
    message: expect.stringContaining(
      `Pull request ${train.number} (@org/a|b) changes the entries of train, evaluate in dvc.lock too.`,
    ) as string,
  })
})

test('competingPulls asks for no other pull request where the change has neither data nor lock', async () => {
  const ours = await open('ours', { files: { 'train.py': 'x', 'dvc.yaml': 'stages: {}' } })
  await open('theirs', { files: { 'data/raw.csv.dvc': pointer('a') } })
  github.requests.length = 0
  expect(await competingPulls(client(), ours)).toEqual([])
  expect(github.requests).toHaveLength(1)
})

test('competingPulls reads at most 30 other pull requests, with one request for each that shares no file', async () => {
  const ours = await open('ours', { files: { 'data/raw.csv.dvc': pointer('a') } })
  for (let index = 0; index < 35; index++) await open(`other-${index}`, { files: { [`f${index}`]: 'x' } })
  github.requests.length = 0
  expect(await competingPulls(client(), ours)).toEqual([])
  expect(github.requests.length).toBeLessThanOrEqual(32)
})

test('competingPulls reports a lock entry that both pull requests add', async () => {
  const ours = await open('ours', { files: { 'dvc.lock': lock({ train: 'a' }) } })
  const theirs = await open('theirs', { files: { 'dvc.lock': lock({ train: 'b', __proto__: 'b' }) } })
  expect(await competingPulls(client(), ours)).toMatchObject([
    {
      path: 'dvc.lock',
      message: expect.stringContaining(
        `Pull request ${theirs.number} (theirs) changes the entry of train in dvc.lock too.`,
      ) as string,
    },
  ])
})

describe('the thread of a build', () => {
  test('threadOfCommit returns the merged pull request for a commit on its base branch', async () => {
    const merged = await open('merged', { files: { a: '1' } })
    const { sha } = await github.ask<{ sha: string }>('PUT', `/repos/${REPOSITORY}/pulls/${merged.number}/merge`, {
      merge_method: 'squash',
    })
    expect((await threadOfCommit(client(), sha, 'main')).name).toBe(`pull request ${merged.number}`)
    expect((await threadOfCommit(client(), sha, 'release')).name).toBe(`commit ${sha.slice(0, 7)}`)
  })

  test('threadOfCommit returns the commit where it was pushed directly or its pull request is open', async () => {
    const direct = await github.commit('main', { b: '2' })
    expect((await threadOfCommit(client(), direct, 'main')).name).toBe(`commit ${direct.slice(0, 7)}`)
    const { head } = await open('open', { files: { c: '3' } })
    expect((await threadOfCommit(client(), head, 'main')).name).toBe(`commit ${head.slice(0, 7)}`)
  })

  test('threadOfCommit returns the commit where the token cannot read pull requests', async () => {
    const direct = await github.commit('main', { d: '4' })
    const opened = connect({
      token: 'ghs_contents',
      apiUrl: github.url,
      repository: REPOSITORY,
      debug: () => undefined,
      redact: (text) => text,
    })
    expect((await threadOfCommit(opened, direct, 'main')).permission).toBe('contents: write')
  })
})
