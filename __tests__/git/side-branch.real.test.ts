import { CI, commitAll, git, hook, Lab, open, pushFrom, state, write } from './lab.js'

const lab = new Lab()
afterAll(() => lab.close())

const FILES = new Map([
  ['index.html', '<p>1</p>\n'],
  ['badges/a.svg', '<svg/>\n'],
])
const content = (files: ReadonlyMap<string, string> = FILES, folder = 'dvc-ci') => ({
  branch: 'gh-pages',
  folder,
  files,
  message: 'CI: Update [skip ci]',
  identity: CI,
})
const filesOn = (server: string) => git(server, 'ls-tree', '-r', '--name-only', 'gh-pages').split('\n')

test('a branch that the server lacks is created without a parent, and the checkout stays as it was', async () => {
  const server = lab.server()
  const clone = lab.clone(server)
  write(clone, { 'a.txt': 'changed', new: 'x' })
  const before = state(clone)
  const answer = await (await open(clone)).publishFolder(content())
  expect(answer).toMatchObject({ kind: 'pushed', attempts: 1 })
  expect(filesOn(server)).toEqual(['dvc-ci/badges/a.svg', 'dvc-ci/index.html'])
  expect(git(server, 'log', '--format=%s|%an|%P', 'gh-pages')).toBe(`CI: Update [skip ci]|${CI.name}|`)
  expect(state(clone)).toBe(before)
})

test('files of others on the branch stay, files of an earlier page go, and the same page makes no commit', async () => {
  const server = lab.server()
  const repository = await open(lab.clone(server))
  await repository.publishFolder(content())
  const other = pushFrom(lab, server, { 'index.html': 'ours', 'dvc-ci-other/x': '1', CNAME: 'x' }, 'gh-pages')
  const answer = await repository.publishFolder(content(new Map([['index.html', '<p>2</p>\n']])))
  expect(answer).toMatchObject({ kind: 'pushed' })
  expect(filesOn(server)).toEqual(['CNAME', 'dvc-ci-other/x', 'dvc-ci/index.html', 'index.html'])
  expect(git(server, 'rev-parse', 'gh-pages^')).toBe(other)
  expect(await repository.publishFolder(content(new Map([['index.html', '<p>2</p>\n']])))).toEqual({
    kind: 'unchanged',
  })
})

test('a project below the top has a folder of its own, also where a file has its name', async () => {
  const server = lab.server()
  const repository = await open(lab.clone(server))
  await repository.publishFolder(content(new Map([['sub', 'a file']])))
  const answer = await repository.publishFolder(content(new Map([['index.html', 'x']]), 'dvc-ci/sub'))
  expect(answer).toMatchObject({ kind: 'pushed' })
  expect(filesOn(server)).toEqual(['dvc-ci/sub/index.html'])
})

test('a branch that moves before each of two pushes gets the files on top of both, and nothing is lost', async () => {
  const server = lab.server()
  git(server, 'branch', 'gh-pages', 'main')
  const clone = lab.clone(server)
  const repository = await open(clone)
  // The server makes a commit of another writer while it receives the first two pushes.
  hook(
    server,
    'pre-receive',
    `unset GIT_QUARANTINE_PATH GIT_OBJECT_DIRECTORY GIT_ALTERNATE_OBJECT_DIRECTORIES
n=$(cat count 2>/dev/null || echo 0); echo $((n + 1)) > count; test "$n" -lt 2 || exit 0
commit=$(GIT_AUTHOR_NAME=o GIT_AUTHOR_EMAIL=o@x GIT_COMMITTER_NAME=o GIT_COMMITTER_EMAIL=o@x git commit-tree 'gh-pages^{tree}' -p gh-pages -m "other $n")
git update-ref refs/heads/gh-pages $commit`,
  )
  expect(await repository.publishFolder(content())).toMatchObject({ kind: 'pushed', attempts: 3 })
  expect(git(server, 'log', '--format=%s', 'gh-pages').split('\n')).toEqual([
    'CI: Update [skip ci]',
    'other 1',
    'other 0',
    'first',
  ])
})

test('a server that rejects the branch is not asked again', async () => {
  const server = lab.server()
  hook(server, 'pre-receive', 'echo "GH006: Protected branch"; exit 1')
  const answer = await (await open(lab.clone(server))).publishFolder(content())
  expect(answer).toMatchObject({ kind: 'refused', words: expect.stringContaining('GH006') as unknown })
})

test('a shallow checkout fetches its whole history and the tags of the server', async () => {
  const server = lab.server()
  for (let n = 0; n < 3; n++) pushFrom(lab, server, { before: String(n) })
  git(server, 'tag', 'v1', 'main~2')
  const checkout = lab.checkout(server, 'refs/heads/main', 'main')
  const repository = await open(checkout)
  expect(await repository.fetchAllHistory()).toBe(true)
  expect(await repository.isShallow()).toBe(false)
  expect([git(checkout, 'rev-list', '--count', 'HEAD'), git(checkout, 'tag')]).toEqual(['4', 'v1'])
})

test('a tag that differs here is not moved, and the history is not whole', async () => {
  const server = lab.server()
  git(server, 'tag', 'v1', 'main')
  const clone = lab.clone(server, '--no-tags')
  const own = commitAll(clone, 'own')
  git(clone, 'tag', 'v1')
  expect(await (await open(clone)).fetchAllHistory()).toBe(false)
  expect(git(clone, 'rev-parse', 'v1')).toBe(own)
})
