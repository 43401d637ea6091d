import { expect, test } from '@jest/globals'
import { commitAll, git, head, Lab, open, write } from './lab.js'

const lab = new Lab()
afterAll(() => lab.close())

/** Commits `data.dvc` with this text. @returns its hash */
function named(clone: string, text: string): string {
  write(clone, { 'data.dvc': text })
  commitAll(clone, text)
  return head(clone)
}

test('a history has the commits of a branch whose data its merge did not take, and the first one', async () => {
  const clone = lab.clone(lab.server({ 'data.dvc': 'first' }))
  const first = head(clone)
  git(clone, 'switch', '--quiet', '-c', 'side')
  const side = named(clone, 'side')
  git(clone, 'switch', '--quiet', 'main')
  const main = named(clone, 'main')
  git(clone, 'merge', '--quiet', '-s', 'ours', '-m', 'merged', 'side')
  git(clone, 'config', 'log.showRoot', 'false')
  write(clone, { '.git/info/grafts': `${main}\n` })
  const repository = await open(clone)
  const tip = git(clone, 'rev-parse', 'main')
  const commits = (await repository.writtenData([tip])).map(({ commit }) => commit)
  expect(commits).toEqual(expect.arrayContaining([first, side, main]))
  expect((await repository.wholeHistory([main])).map(({ sha }) => sha)).toEqual([main, first])
})

test('the refs that a clone remembers of another server count, those of the server that is asked do not', async () => {
  const clone = lab.clone(lab.server())
  git(clone, 'update-ref', 'refs/remotes/upstream/old', 'HEAD')
  const repository = await open(clone)
  const names = [...(await repository.ownRefs('origin')).keys()]
  expect(names).toEqual(['refs/heads/main', 'refs/remotes/upstream/old'])
  expect([...(await repository.ownRefs()).keys()]).toContain('refs/remotes/origin/main')
})

test('a mirror of a clone has the branches that the clone knows from its server; a shallow clone is rejected', async () => {
  const server = lab.server()
  const seed = lab.clone(server)
  git(seed, 'push', '--quiet', 'origin', 'HEAD:refs/heads/other')
  named(seed, 'second')
  git(seed, 'push', '--quiet', 'origin', 'HEAD:refs/heads/main')
  const repository = await open(seed)
  const mirror = await repository.mirror(lab.clone(server), lab.path('mirror'))
  expect([...(await mirror.ownRefs()).keys()]).toContain('refs/remotes/origin/other')
  const shallow = lab.clone(server, '--depth=1')
  await expect(repository.mirror(shallow, lab.path('mirror'))).rejects.toMatchObject({ id: 'gc-clone-shallow' })
})

test('refs lead to commits and trees; those of files are told apart from unknown hashes', async () => {
  const clone = lab.clone(lab.server())
  git(clone, 'tag', '-a', '-m', 'x', 'tree', 'HEAD^{tree}')
  const repository = await open(clone)
  const [commit = '', tree = '', blob = '', tag = ''] = ['HEAD', 'HEAD^{tree}', 'HEAD:a.txt', 'tree'].map((name) =>
    git(clone, 'rev-parse', name),
  )
  expect(await repository.peeled([commit, tag, blob, 'f'.repeat(40)])).toEqual(
    new Map([
      [commit, { sha: commit, isTree: false }],
      [tag, { sha: tree, isTree: true }],
      [blob, undefined],
    ]),
  )
})
