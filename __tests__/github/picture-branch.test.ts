import { connect, type GitHub } from '../../src/github/client.js'
import { deleteOldPictures, storePictures } from '../../src/github/picture-branch.js'
import { REPOSITORY, type StandIn, startGitHub } from '../support/github.js'

const REPO = `/repos/${REPOSITORY}`
const DAY = 86_400_000
const file = (digit: string, size = 3) => ({
  path: `${digit.repeat(64)}.png`,
  bytes: Buffer.alloc(size, digit),
})

let github: StandIn
let beginnings = 0
let beginning: string
beforeAll(async () => {
  github = await startGitHub()
})
afterAll(async () => {
  await github.stop()
})
beforeEach(() => {
  beginning = `bot/images-${++beginnings}`
  github.requests.length = 0
})

const client = (token = 'ghs_workflow'): GitHub =>
  connect({
    token,
    apiUrl: github.url,
    repository: REPOSITORY,
    debug: () => undefined,
    // A picture may have any bytes: those of a masked value too.
    redact: (text) => text.replaceAll('YWFh', '***'),
    retries: { attempts: 2, firstDelay: 5, longestWait: 2_000 },
  })
const store = (pull: number, ...files: ReturnType<typeof file>[]) => storePictures(client(), { beginning, pull }, files)
const tip = (pull: number) =>
  github
    .ask<{ object: { sha: string } }>('GET', `${REPO}/git/ref/heads/${beginning}/${pull}`)
    .then(({ object }) => object.sha)
const commit = (sha: string) =>
  github.ask<{ message: string; parents: { sha: string }[]; tree: { sha: string } }>(
    'GET',
    `${REPO}/git/commits/${sha}`,
  )
const pathsOf = async (sha: string) => {
  const { tree } = await github.ask<{ tree: { path: string }[] }>(
    'GET',
    `${REPO}/git/trees/${(await commit(sha)).tree.sha}`,
  )
  return tree.map(({ path }) => path).sort()
}
const MARKER = '.dvc-ci-images'

test('the first pictures make a branch without the history of the code, whose push starts no workflow', async () => {
  const { sha, isNew } = await store(7, file('a'), file('b'))
  expect([isNew, await tip(7)]).toEqual([true, sha])
  expect(await commit(sha)).toMatchObject({
    message: 'Pictures in the comment of dvc-ci on pull request 7 [skip ci]',
    parents: [],
  })
  expect(await pathsOf(sha)).toEqual([MARKER, file('a').path, file('b').path])
  const { content } = await github.ask<{ content: string }>('GET', `${REPO}/contents/${file('a').path}?ref=${sha}`)
  expect(Buffer.from(content, 'base64').toString()).toBe('aaa')
})

test('later pictures are added, and the same ones again make no commit', async () => {
  const first = await store(7, file('a'), file('b'))
  const second = await store(7, file('b'), file('c'))
  expect((await commit(second.sha)).parents).toEqual([expect.objectContaining({ sha: first.sha })])
  expect(await pathsOf(second.sha)).toEqual([MARKER, ...['a', 'b', 'c'].map((each) => file(each).path)])
  github.requests.length = 0
  expect(await store(7, file('a'), file('c'))).toEqual({ sha: second.sha, isNew: false })
  expect(github.requests.filter(({ method }) => method !== 'GET')).toEqual([])
})

/** A client that lets a rival act once, just before the branch moves. */
function raced(rival: () => Promise<unknown>): GitHub {
  const racing = client()
  let isDone = false
  racing.octokit.hook.before('request', async ({ method, url }) => {
    if (isDone || method === 'GET' || !/\/git\/refs/.test(url)) return
    isDone = true
    await rival()
  })
  return racing
}

test.each([
  ['makes the branch', []],
  ['moves the branch', [file('a')]],
])('no picture is lost where another run for the pull request %s first', async (_, before) => {
  if (before.length > 0) await store(7, ...before)
  const rival = raced(() => store(7, file('b')))
  const { sha } = await storePictures(rival, { beginning, pull: 7 }, [file('c')])
  expect(await tip(7)).toBe(sha)
  expect(await pathsOf(sha)).toEqual([MARKER, ...before.map(({ path }) => path), file('b').path, file('c').path])
})

test('runs for two pull requests at once keep the pictures of both', async () => {
  const [one, two] = await Promise.all([store(7, file('a')), store(8, file('b'))])
  expect([await pathsOf(one.sha), await pathsOf(two.sha)]).toEqual([
    [MARKER, file('a').path],
    [MARKER, file('b').path],
  ])
})

test('a move whose answer was lost is no failure', async () => {
  github.fail({ method: 'POST', path: /\/git\/refs$/, status: 502, stored: true })
  const { sha } = await store(7, file('a'))
  expect(await tip(7)).toBe(sha)
})

test('a branch that dvc-ci did not make stays as it is', async () => {
  const theirs = await github.commit(`${beginning}/7`, { 'code.py': 'x' })
  await expect(store(7, file('a'))).rejects.toThrow(
    `the branch ${beginning}/7 has no file ${MARKER}, so dvc-ci did not make it: set \`images-branch\` to another name`,
  )
  expect(await tip(7)).toBe(theirs)
})

test('a token without the permission, a rule of the repository, and a full branch are told apart', async () => {
  await expect(storePictures(client('ghs_fork'), { beginning, pull: 7 }, [file('a')])).rejects.toMatchObject({
    status: 403,
  })
  github.fail({ method: 'POST', path: /\/git\/refs$/, status: 422, message: 'Repository rule violations found' })
  await expect(store(7, file('a'))).rejects.toThrow(
    new RegExp(
      `^the branch ${beginning}/7 cannot be written \\(GitHub answers 422, Repository rule violations found\\)\\. .* set \`images-branch\` to another name$`,
    ),
  )
  await store(7, file('a', 30_000))
  const branch = { beginning, pull: 7 }
  await expect(storePictures(client(), branch, [file('b', 20_000)], 50_000)).rejects.toThrow(
    `the branch ${beginning}/7 would have more than 0.05 MB: delete it, and start the run again`,
  )
})

test('branches of pull requests that were closed 30 days ago are deleted, and no other', async () => {
  const closed = async (name: string) => {
    await github.commit(name, { 'a.txt': name })
    const pull = await github.openPull(name)
    await github.ask('PATCH', `${REPO}/pulls/${pull}`, { state: 'closed' })
    return pull
  }
  const [old, theirs, own] = [await closed('old'), await closed('theirs'), await closed('own')]
  await github.commit('open', { 'a.txt': 'open' })
  const open = await github.openPull('open')
  for (const pull of [old, own, open, 99_999]) await store(pull, file('a'))
  await store(theirs, file('a'))
  await github.commit(`${beginning}/${theirs}`, { 'notes.md': 'of a user' })
  await github.commit(`${beginning}/no-number`, { 'a.txt': 'x' })
  const left = () => github.ask<{ ref: string }[]>('GET', `${REPO}/git/matching-refs/heads/${beginning}/`)
  const remove = (now: number) => deleteOldPictures(client(), { beginning, pull: own }, now)
  expect(await remove(Date.now() + 29 * DAY)).toEqual([])
  expect(await left()).toHaveLength(6)
  expect(await remove(Date.now() + 31 * DAY)).toEqual([`${beginning}/${old}`])
  expect((await left()).map(({ ref }) => ref).sort()).toEqual(
    [theirs, own, open, 99_999, 'no-number'].map((each) => `refs/heads/${beginning}/${each}`).sort(),
  )
})
