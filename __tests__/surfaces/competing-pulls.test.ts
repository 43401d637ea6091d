import { connect } from '../../src/github/client.js'
import { threadOfCommit } from '../../src/github/commit-comment.js'
import { changedElsewhere } from '../../src/surfaces/competing-pulls.js'
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

test('source data and stages that another open pull request changes too are named, and nothing else', async () => {
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
  // What main got meanwhile is nobody's change.
  await github.commit('main', { 'data/other.csv.dvc': pointer('m') })
  const findings = await changedElsewhere(client(), ours)
  expect(findings).toHaveLength(2)
  expect(findings).toContainEqual({
    rule: 'changed-elsewhere',
    path: 'data/raw.csv.dvc',
    line: 1,
    severity: 'notice',
    message: expect.stringContaining(`is changed by pull request ${data.number} (data) too.`) as string,
  })
  expect(findings).toContainEqual({
    rule: 'changed-elsewhere',
    path: 'dvc.lock',
    line: 8,
    severity: 'notice',
    message: expect.stringContaining(
      `The entries of train, evaluate in dvc.lock are changed by pull request ${train.number} (@org/a|b) too.`,
    ) as string,
  })
})

test('a change of code alone asks for no other pull request', async () => {
  const ours = await open('ours', { files: { 'train.py': 'x', 'dvc.yaml': 'stages: {}' } })
  await open('theirs', { files: { 'data/raw.csv.dvc': pointer('a') } })
  github.requests.length = 0
  expect(await changedElsewhere(client(), ours)).toEqual([])
  expect(github.requests).toHaveLength(1)
})

test('at most 30 others are looked at, one request each where they have nothing of ours', async () => {
  const ours = await open('ours', { files: { 'data/raw.csv.dvc': pointer('a') } })
  for (let index = 0; index < 35; index++) await open(`other-${index}`, { files: { [`f${index}`]: 'x' } })
  github.requests.length = 0
  expect(await changedElsewhere(client(), ours)).toEqual([])
  expect(github.requests.length).toBeLessThanOrEqual(32)
})

test('a lock that is new on both sides', async () => {
  const ours = await open('ours', { files: { 'dvc.lock': lock({ train: 'a' }) } })
  const theirs = await open('theirs', { files: { 'dvc.lock': lock({ train: 'b', __proto__: 'b' }) } })
  expect(await changedElsewhere(client(), ours)).toMatchObject([
    {
      path: 'dvc.lock',
      message: expect.stringContaining(
        `The entry of train in dvc.lock is changed by pull request ${theirs.number}`,
      ) as string,
    },
  ])
})

describe('where a build is talked about', () => {
  test('the pull request that was merged, whatever else has the commit', async () => {
    const merged = await open('merged', { files: { a: '1' } })
    const { sha } = await github.ask<{ sha: string }>('PUT', `/repos/${REPOSITORY}/pulls/${merged.number}/merge`, {
      merge_method: 'squash',
    })
    expect((await threadOfCommit(client(), sha, 'main')).name).toBe(`pull request ${merged.number}`)
    expect((await threadOfCommit(client(), sha, 'release')).name).toBe(`commit ${sha.slice(0, 7)}`)
  })

  test('the commit, where it was pushed directly or is in a pull request that is open', async () => {
    const direct = await github.commit('main', { b: '2' })
    expect((await threadOfCommit(client(), direct, 'main')).name).toBe(`commit ${direct.slice(0, 7)}`)
    const { head } = await open('open', { files: { c: '3' } })
    expect((await threadOfCommit(client(), head, 'main')).name).toBe(`commit ${head.slice(0, 7)}`)
  })

  test('the commit, where the token may see no pull request', async () => {
    const direct = await github.commit('main', { d: '4' })
    const opened = connect({
      token: 'ghs_contents',
      apiUrl: github.url,
      repository: REPOSITORY,
      debug: () => undefined,
    })
    expect((await threadOfCommit(opened, direct, 'main')).permission).toBe('contents: write')
  })
})
