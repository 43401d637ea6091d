import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { commitAll, git, head, hook, Lab, open, read, state, write } from './lab.js'

const lab = new Lab()
afterAll(() => lab.close())

test('workingFiles lists tracked files and untracked files that Git does not ignore', async () => {
  const clone = lab.clone(lab.server({ 'dvc.yaml': '', 'kept.log': '', '.gitignore': '*.log\n/data\n' }))
  write(clone, { 'new -f/dvc.yaml': '', 'x.log': '', 'data/raw.csv': '', 'ünï.dvc': '' })
  expect((await (await open(clone)).workingFiles()).sort()).toEqual([
    '.gitignore',
    'dvc.yaml',
    'kept.log',
    'new -f/dvc.yaml',
    'ünï.dvc',
  ])
})

test('lastChange gives the newest commit that changed a path; the path is literal', async () => {
  const clone = lab.clone(lab.server({ 'dvc.lock': '0', '*': 'star' }))
  const first = head(clone)
  write(clone, { 'dvc.lock': '1' })
  const second = commitAll(clone, 'lock')
  const repository = await open(clone)
  expect(await repository.lastChange('HEAD', 'dvc.lock')).toBe(second)
  expect(await repository.lastChange('HEAD', '*')).toBe(first)
  expect(await repository.lastChange(first, 'dvc.lock')).toBe(first)
  expect(await repository.lastChange('HEAD', 'never')).toBeUndefined()
})

test('moveWorktree checks out another commit and overwrites local files', async () => {
  const clone = lab.clone(lab.server({ 'train.py': '0' }))
  write(clone, { 'train.py': '1' })
  commitAll(clone, 'second')
  const repository = await open(clone)
  const before = state(clone)
  await repository.withWorktree('HEAD~1', lab.path('moved'), async (folder) => {
    write(folder, { 'train.py': 'dirty', left: 'behind' })
    await repository.moveWorktree(folder, 'main')
    expect(read(folder, 'train.py')).toBe('1')
    expect(head(folder)).toBe(git(clone, 'rev-parse', 'main'))
  })
  expect(state(clone)).toBe(before)
})

test.each(['returns', 'throws'])(
  'withWorktree checks out another commit and removes its directory when the body %s',
  async (ending) => {
    const clone = lab.clone(lab.server({ 'train.py': '0' }))
    hook(join(clone, '.git'), 'post-checkout', 'exit 1')
    write(clone, { 'train.py': '1' })
    commitAll(clone, 'second')
    write(clone, { 'train.py': 'dirty', untracked: 'x' })
    const before = state(clone)
    const directory = lab.path('tree')
    const body = (folder: string) =>
      ending === 'throws' ? Promise.reject(new Error('stop')) : Promise.resolve(read(folder, 'train.py'))
    const answer = (await open(clone)).withWorktree('HEAD~1', directory, async (folder) => {
      write(folder, { left: 'behind' })
      return body(folder)
    })
    if (ending === 'throws') await expect(answer).rejects.toThrow('stop')
    else expect(await answer).toBe('0')
    expect(existsSync(directory)).toBe(false)
    expect(git(clone, 'worktree', 'list').split('\n')).toHaveLength(1)
    expect(state(clone)).toBe(before)
  },
)
