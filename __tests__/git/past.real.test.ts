import { execFileSync } from 'node:child_process'
import { commitAll, ENV, git, head, Lab, open, write } from './lab.js'

const lab = new Lab()
afterAll(() => lab.close())

/** A clone with two builds and other commits, the second build on a branch that was merged, the first with a tag. */
function history(): { clone: string; server: string; builds: string[] } {
  const server = lab.server({ 'metrics.json': '{}' })
  const clone = lab.clone(server)
  const commit = (message: string, value?: number) => {
    if (value !== undefined) write(clone, { 'metrics.json': `{"a": ${value}}`, 'sub/über.json': String(value) })
    commitAll(clone, message)
    return head(clone)
  }
  const first = commit('Build\n\nDvc-Ci-Source: 1', 1)
  git(clone, 'tag', '-a', '-m', 'one', 'v1,0')
  commit('Change', 2)
  git(clone, 'switch', '-q', '-c', 'side')
  const second = commit('Build\n\nbody\n\nDvc-Ci-Source: 2', 3)
  git(clone, 'switch', '-q', 'main')
  git(clone, 'merge', '-q', '--no-ff', '-m', 'Merge', 'side')
  git(clone, 'push', '-q', 'origin', 'main')
  return { clone, server, builds: [second, first] }
}

const SEARCH = { from: 'HEAD', accept: (notes: ReadonlyMap<string, string>) => notes.has('Dvc-Ci-Source'), most: 10 }

test('the commits of the past are found with their time and tags, merged ones too, and their files are read', async () => {
  const { clone, builds } = history()
  const repository = await open(clone)
  const found = await repository.pastCommits({ ...SEARCH, maxCount: 100 })
  expect(found.map(({ sha, tags }) => [sha, tags])).toEqual([
    [builds[0], []],
    [builds[1], ['v1,0']],
  ])
  for (const { at } of found) expect(Date.now() - Date.parse(at)).toBeLessThan(600_000)
  expect(await repository.pastCommits({ ...SEARCH, maxCount: 100, most: 1 })).toEqual([found[0]])
  expect(await repository.pastCommits({ ...SEARCH, maxCount: 1 })).toEqual([])
  const files = await repository.pastFiles(builds, ['metrics.json', 'sub/über.json', 'absent', 'a\nb', 'sub'])
  expect(Object.fromEntries([...files].map(([name, content]) => [name, content.toString('utf8')]))).toEqual({
    [`${builds[0]}:metrics.json`]: '{"a": 3}',
    [`${builds[0]}:sub/über.json`]: '3',
    [`${builds[1]}:metrics.json`]: '{"a": 1}',
    [`${builds[1]}:sub/über.json`]: '1',
  })
  expect(await repository.pastFiles([], ['metrics.json'])).toEqual(new Map())
})

test('a tag that no branch has is searched only where it is asked for', async () => {
  const { clone } = history()
  git(clone, 'switch', '-q', '--detach', 'HEAD')
  write(clone, { 'metrics.json': '{"a": 9}' })
  commitAll(clone, 'Build\n\nDvc-Ci-Source: 3')
  // Commits of one second have no order.
  const later = new Date(Date.now() + 60_000).toISOString()
  execFileSync('git', ['commit', '--quiet', '--amend', '--no-edit'], {
    cwd: clone,
    env: { ...ENV, GIT_COMMITTER_DATE: later },
  })
  git(clone, 'tag', 'v3')
  git(clone, 'switch', '-q', 'main')
  const repository = await open(clone)
  const tagsOf = async (tags: boolean) =>
    (await repository.pastCommits({ ...SEARCH, maxCount: 100, tags })).flatMap((commit) => commit.tags)
  expect([await tagsOf(false), await tagsOf(true)]).toEqual([['v1,0'], ['v3', 'v1,0']])
})

test('a shallow clone has the commits that it has, and a clone without contents asks its server for none', async () => {
  const { server, builds } = history()
  const shallow = await open(lab.clone(server, '--depth=1'))
  expect(await shallow.pastCommits({ ...SEARCH, maxCount: 100 })).toEqual([])
  git(server, 'config', 'uploadpack.allowFilter', 'true')
  const bare = await open(lab.clone(server, '--filter=blob:none'))
  git(server, 'config', 'uploadpack.allowFilter', 'false')
  const commits = await bare.pastCommits({ ...SEARCH, maxCount: 100 })
  expect(commits.map(({ sha }) => sha)).toEqual(builds)
  const files = await bare.pastFiles(builds, ['metrics.json']).catch(() => new Map<string, Buffer>())
  expect(files.size).toBeLessThanOrEqual(1)
})

test('a reverted commit is known, and a revert that was reverted itself does not count', async () => {
  const clone = lab.clone(lab.server())
  const builds = [1, 2].map((value) => {
    write(clone, { 'metrics.json': String(value) })
    return commitAll(clone, `Build\n\nDvc-Ci-Source: ${value}`)
  })
  git(clone, 'revert', '--no-edit', 'HEAD')
  const revert = head(clone)
  const repository = await open(clone)
  const reverted = async () =>
    (await repository.pastCommits({ ...SEARCH, maxCount: 100, complete: true })).map(({ sha, revertedBy }) => [
      sha,
      revertedBy,
    ])
  expect(await reverted()).toEqual([
    [builds[1], revert],
    [builds[0], undefined],
  ])
  git(clone, 'revert', '--no-edit', 'HEAD')
  expect(await reverted()).toEqual([
    [builds[1], undefined],
    [builds[0], undefined],
  ])
})

test('the contents of many commits are read once each, without files above the limit', async () => {
  const clone = lab.clone(lab.server())
  const commits = ['same', 'same', 'x'.repeat(100), 'a\nb'].map((text, index) => {
    write(clone, { 'm.json': text, other: String(index) })
    return commitAll(clone, text.slice(0, 9))
  })
  const names = commits.flatMap((sha) => [`${sha}:m.json`, `${sha}:absent`, `${sha}:a\nb`])
  const { objects, contents } = await (await open(clone)).pastContents(names, { maxBytes: 50, seconds: 60 })
  const textOf = (sha: string | undefined) => contents.get(objects.get(`${sha}:m.json`) ?? '')?.toString('utf8')
  expect(commits.map(textOf)).toEqual(['same', 'same', undefined, 'a\nb'])
  expect([objects.size, contents.size]).toEqual([3, 2])
})
