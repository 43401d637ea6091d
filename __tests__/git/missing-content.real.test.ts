import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { commitAll, git, Lab, open, read, write } from './lab.js'

const lab = new Lab()
afterAll(() => lab.close())

const CONTENT = 'a,b\n1,2\n'
const OID = createHash('sha256').update(CONTENT).digest('hex')
const POINTER = `version https://git-lfs.github.com/spec/v1\noid sha256:${OID}\nsize ${CONTENT.length}\n`
const FILE = ['-c', 'protocol.file.allow=always']

/** A repository with a pointer of Git LFS, a text that only resembles one, and a submodule inside a submodule. */
function source(): string {
  const inner = lab.server({ 'deep.py': 'deep = 1\n' })
  const middle = lab.clone(lab.server({ 'lib.py': 'lib = 1\n' }))
  git(middle, ...FILE, 'submodule', '--quiet', 'add', inner, 'inner')
  commitAll(middle, 'inner')
  const outer = lab.clone(
    lab.server({ '.gitattributes': '*.csv filter=lfs -text\n', 'data/raw.csv': POINTER, 'data/like.txt': POINTER }),
  )
  git(outer, ...FILE, 'submodule', '--quiet', 'add', middle, 'vendor/lib')
  commitAll(outer, 'vendor')
  return outer
}

test('pointers, submodules and files outside of a sparse checkout are missing content of the paths that need them', async () => {
  const clone = lab.clone(source())
  const repository = await open(clone)
  expect(await repository.missingContent(['data', 'vendor/lib/lib.py'])).toEqual({
    pointers: ['data/raw.csv'],
    submodules: ['vendor/lib'],
    sparse: [],
  })
  expect(await repository.missingContent(['.gitattributes'])).toEqual({ pointers: [], submodules: [], sparse: [] })
  git(clone, ...FILE, 'submodule', '--quiet', 'update', '--init')
  expect((await repository.missingContent(['vendor'])).submodules).toEqual(['vendor/lib/inner'])
  git(clone, 'sparse-checkout', 'set', '--cone', 'vendor')
  expect((await repository.missingContent(['data/raw.csv'])).sparse).toEqual(['data/raw.csv'])
})

test('a second worktree has the submodules and the files of Git LFS that the checkout has', async () => {
  const clone = lab.clone(source())
  git(clone, ...FILE, 'submodule', '--quiet', 'update', '--init', '--recursive')
  git(clone, 'config', 'filter.lfs.required', 'true')
  git(clone, 'config', 'filter.lfs.smudge', '/absent/git-lfs smudge')
  write(clone, { 'data/raw.csv': CONTENT })
  await (await open(clone)).withWorktree('HEAD', lab.path('tree'), (folder) => {
    expect(read(folder, 'data/raw.csv')).toBe(CONTENT)
    expect(read(folder, 'data/like.txt')).toBe(POINTER)
    expect(read(folder, join('vendor/lib', 'lib.py'))).toBe('lib = 1\n')
    expect(read(folder, join('vendor/lib', 'inner/deep.py'))).toBe('deep = 1\n')
    return Promise.resolve()
  })
  expect(git(clone, 'worktree', 'list').split('\n')).toHaveLength(1)
})
