import { chmodSync, existsSync, mkdirSync, renameSync, rmSync, symlinkSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { SetupError } from '../../src/errors/errors.js'
import { parseStatus } from '../../src/git/status.js'
import { commitAll, ENV, git, gitInput, head, Lab, open, write } from './lab.js'

const lab = new Lab()
afterAll(() => lab.close())

const WEIRD = [
  'with space',
  'ünïcödé ✓',
  'quote"s\'',
  '-f',
  '$(id)',
  'a;b',
  '--output=x',
  ':(glob)x',
  '!x',
  'tab\there',
  'line\nbreak',
  'back\\slash',
  '*',
  'dir/-x/y',
]

describe('revisions', () => {
  test.each(['-f', '$(id)', 'a;b', 'ünï', '--all', "it's"])(
    'a branch named %s is read like any other',
    async (name) => {
      const clone = lab.clone(lab.server())
      git(clone, 'update-ref', `refs/heads/${name}`, 'HEAD')
      git(clone, 'symbolic-ref', 'HEAD', `refs/heads/${name}`)
      const repository = await open(clone)
      expect(await repository.branch()).toBe(name)
      expect(await repository.resolve(name)).toBe(await repository.head())
      expect((await repository.readFile(name, 'a.txt'))?.toString()).toBe('a\n')
      expect(await repository.commitMessage(name)).toBe('first')
    },
  )

  test('branch gives the name of the branch, also with a tag of the same name', async () => {
    const clone = lab.clone(lab.server())
    git(clone, 'tag', 'main')
    expect(await (await open(clone)).branch()).toBe('main')
  })

  test('resolve is undefined for an unknown revision, and commitOf throws a SetupError that names it', async () => {
    const clone = lab.clone(lab.server())
    const repository = await open(clone)
    for (const revision of ['nope', '', '--help', 'f'.repeat(40), 'HEAD:a.txt', 'a\nb'])
      expect(await repository.resolve(revision)).toBeUndefined()
    for (const ask of [
      () => repository.readFile('nope', 'a.txt'),
      () => repository.listFiles('nope', []),
      () => repository.changedFiles('HEAD', 'nope'),
      () => repository.commitMessage('nope'),
      () => repository.isAncestor('nope', 'HEAD'),
    ]) {
      const error: unknown = await ask().then(
        () => undefined,
        (thrown: unknown) => thrown,
      )
      expect(error).toBeInstanceOf(SetupError)
      expect((error as SetupError).details).toMatchObject({ value: 'nope' })
    }
  })

  test('a detached HEAD has no branch, and a shallow clone is recognised', async () => {
    const server = lab.server()
    const clone = lab.clone(server)
    git(clone, 'checkout', '--quiet', '--detach')
    const repository = await open(clone)
    expect(await repository.branch()).toBeUndefined()
    expect(await repository.isShallow()).toBe(false)
    expect(await (await open(lab.checkout(server, 'refs/heads/main', 'main'))).isShallow()).toBe(true)
  })
})

describe('files of a commit', () => {
  test('readFiles gives binary content of strange names byte by byte, from one process', async () => {
    const clone = lab.clone(lab.server())
    const bytes = Buffer.from(Array.from({ length: 512 }, (_, at) => at % 256))
    const files = Object.fromEntries(WEIRD.map((name) => [`odd/${name}`, Buffer.concat([bytes, Buffer.from(name)])]))
    write(clone, files)
    const sha = commitAll(clone, 'odd')
    const repository = await open(clone)
    const found = await repository.readFiles('HEAD', [...Object.keys(files), 'absent', 'odd', 'odd/absent missing'])
    expect([...found.keys()].sort()).toEqual(Object.keys(files).sort())
    for (const [path, content] of Object.entries(files)) expect(found.get(path)?.equals(content)).toBe(true)
    expect((await repository.listFiles(sha, [':(literal)odd'])).sort()).toEqual(Object.keys(files).sort())
    expect((await repository.listFiles(undefined, ['odd/'])).sort()).toEqual(Object.keys(files).sort())
    expect((await repository.changedFiles(`${sha}~1`, sha)).map(({ path }) => path).sort()).toEqual(
      Object.keys(files).sort(),
    )
    expect(await repository.readFile('HEAD', 'odd')).toBeUndefined()
  })

  test('Git is asked once for the content of a commit, and a file that arrives later is found', async () => {
    const clone = lab.clone(lab.server())
    write(clone, { 'b.txt': 'b\n' })
    commitAll(clone, 'second')
    const trace = join(clone, '.git/asked')
    const repository = await open(clone, { env: { ...ENV, GIT_TRACE: trace } })
    const [from, to] = [await repository.commitOf('HEAD~1'), await repository.commitOf('HEAD')]
    const ask = async () => [
      await repository.readFiles(to, ['a.txt', 'b.txt']),
      await repository.readFile(to, 'b.txt'),
      await repository.listFiles(to, []),
      await repository.listFiles(to, [':(glob)b*']),
      await repository.changedFiles(from, to),
      await repository.changedEntries(from, to),
      await repository.treeOf(to),
      await repository.commitMessage(to),
    ]
    const first = await ask()
    rmSync(trace)
    expect(await ask()).toEqual(first)
    expect(existsSync(trace)).toBe(false)
    expect(first.slice(2)).toEqual([
      ['a.txt', 'b.txt', 'dvc.lock'],
      ['b.txt'],
      [{ path: 'b.txt', status: 'added' }],
      [{ path: 'b.txt', mode: '100644' }],
      git(clone, 'rev-parse', 'HEAD^{tree}'),
      'second',
    ])
    // An object that is absent, as in a clone that downloads contents when they are needed.
    const blob = git(clone, 'rev-parse', 'HEAD:b.txt')
    const object = join(clone, '.git/objects', blob.slice(0, 2), blob.slice(2))
    renameSync(object, join(clone, '.git/away'))
    const other = await open(clone)
    expect(await other.readFile(to, 'b.txt')).toBeUndefined()
    renameSync(join(clone, '.git/away'), object)
    expect((await other.readFile(to, 'b.txt'))?.toString()).toBe('b\n')
  })

  test('property: readFiles gives any content of any name', async () => {
    const clone = lab.clone(lab.server())
    const repository = await open(clone)
    const part = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
      .filter(
        (name) =>
          !/[\0/\uFFFD]/.test(name) &&
          !['.', '..'].includes(name) &&
          Buffer.from(name).toString() === name &&
          !/^\.?git/i.test(name) &&
          Buffer.byteLength(name) < 200,
      )
    await fc.assert(
      fc.asyncProperty(part, fc.uint8Array({ maxLength: 300 }), async (name, content) => {
        const blob = git(clone, 'hash-object', '-w', '--', writeBlob(clone, content))
        const tree = gitMktree(clone, `100644 blob ${blob}\t${name}\0`)
        const sha = git(clone, 'commit-tree', '-m', 'x', tree)
        const [listed, contents] = [await repository.listFiles(sha, []), await repository.readFile(sha, name)]
        return listed.length === 1 && listed[0] === name && contents !== undefined && contents.equals(content)
      }),
      { numRuns: 30 },
    )
  })

  test('listFiles takes the same pathspecs in a commit and in the index', async () => {
    const clone = lab.clone(
      lab.server({ 'dvc.yaml': '', 'sub/dvc.yaml': '', 'sub/x.dvc': '', 'y.dvc': '', 'sub/notdvc.yaml': '' }),
    )
    const repository = await open(clone)
    for (const revision of ['HEAD', undefined]) {
      expect(await repository.listFiles(revision, [':(glob)**/dvc.yaml', '*.dvc'])).toEqual([
        'dvc.yaml',
        'sub/dvc.yaml',
        'sub/x.dvc',
        'y.dvc',
      ])
      expect(await repository.listFiles(revision, ['nothing'])).toEqual([])
      expect(await repository.listFiles(revision, [])).toHaveLength(5)
    }
  })

  test('a submodule is not a file, and a symbolic link is its text', async () => {
    const clone = lab.clone(lab.server())
    symlinkSync('../outside', join(clone, 'link'))
    git(clone, 'update-index', '--add', '--cacheinfo', `160000,${head(clone)},module`)
    git(clone, 'add', 'link')
    git(clone, 'commit', '--quiet', '-m', 'module')
    const repository = await open(clone)
    expect(await repository.listFiles('HEAD', [])).toEqual(['a.txt', 'dvc.lock', 'link'])
    expect((await repository.readFile('HEAD', 'link'))?.toString()).toBe('../outside')
    expect(await repository.readFile('HEAD', 'module')).toBeUndefined()
  })

  test('changedFiles gives added, modified, deleted and retyped files; a rename is two changes', async () => {
    const clone = lab.clone(lab.server({ keep: '1', edit: '1', gone: '1\n2\n3\n4\n', turn: '1' }))
    write(clone, { edit: '2', new: '1' })
    renameSync(join(clone, 'gone'), join(clone, 'moved'))
    rmSync(join(clone, 'turn'))
    symlinkSync('keep', join(clone, 'turn'))
    commitAll(clone, 'change')
    expect(await (await open(clone)).changedFiles('HEAD~1', 'HEAD')).toEqual([
      { path: 'edit', status: 'modified' },
      { path: 'gone', status: 'deleted' },
      { path: 'moved', status: 'added' },
      { path: 'new', status: 'added' },
      { path: 'turn', status: 'retyped' },
    ])
  })
})

describe('the working tree', () => {
  test("uncommitted lists every kind of change, for any name and any of the user's settings", async () => {
    const clone = lab.clone(lab.server({ 'a.txt': 'a', 'staged one': '1', both: '1', gone: '1', ren: 'x\ny\nz\n' }))
    git(clone, 'config', 'status.showUntrackedFiles', 'no')
    git(clone, 'config', 'status.renames', 'copies')
    write(clone, {
      'a.txt': 'b',
      'staged one': '2',
      both: '2',
      'new/-f': 'x',
      'new/$(id)': 'x',
      '.gitignore': 'ignored\n',
      ignored: 'x',
    })
    rmSync(join(clone, 'gone'))
    git(clone, 'add', '--', 'staged one', 'both', '.gitignore')
    git(clone, 'mv', 'ren', 'ren 2')
    write(clone, { both: '3' })
    const found = Object.fromEntries(
      (await (await open(clone)).uncommitted()).map(({ path, index, worktree, untracked }) => [
        path,
        `${index}${worktree}${untracked ? '?' : ''}`,
      ]),
    )
    expect(found).toEqual({
      '.gitignore': 'A.',
      'a.txt': '.M',
      'staged one': 'M.',
      both: 'MM',
      gone: '.D',
      ren: 'D.',
      'ren 2': 'A.',
      'new/-f': '..?',
      'new/$(id)': '..?',
    })
  })

  test('uncommitted lists a file in conflict', async () => {
    const server = lab.server()
    const clone = lab.clone(server)
    git(clone, 'checkout', '--quiet', '-b', 'side')
    write(clone, { 'dvc.lock': 'side\n' })
    commitAll(clone, 'side')
    git(clone, 'checkout', '--quiet', 'main')
    write(clone, { 'dvc.lock': 'main\n' })
    commitAll(clone, 'main')
    expect(() => git(clone, 'merge', 'side')).toThrow()
    expect(await (await open(clone)).uncommitted()).toEqual([
      { path: 'dvc.lock', index: 'U', worktree: 'U', untracked: false },
    ])
  })

  test('property: parseStatus gives the names in the status', () => {
    const name = fc.string({ minLength: 1, maxLength: 20 }).filter((text) => !text.includes('\0'))
    fc.assert(
      fc.property(fc.array(fc.tuple(name, fc.constantFrom('1', 'u', '?'))), (entries) => {
        const output = entries
          .map(([path, kind]) => {
            if (kind === '?') return `? ${path}\0`
            return kind === '1'
              ? `1 MD N... 1 1 1 ${'a'.repeat(40)} ${'b'.repeat(40)} ${path}\0`
              : `u UU N... 1 1 1 1 a b c ${path}\0`
          })
          .join('')
        expect(parseStatus(output)).toEqual(
          entries.map(([path, kind]) => ({
            path,
            index: kind === '?' ? '.' : kind === '1' ? 'M' : 'U',
            worktree: kind === '?' ? '.' : kind === '1' ? 'D' : 'U',
            untracked: kind === '?',
          })),
        )
      }),
    )
  })

  test('uncommitted does not write the index and starts no monitor', async () => {
    const clone = lab.clone(lab.server())
    const trace = lab.path('monitor.trace')
    write(clone, { '.git/monitor': `#!/bin/sh\necho x >> '${trace}'\n` })
    chmodSync(join(clone, '.git/monitor'), 0o755)
    git(clone, 'config', 'core.fsmonitor', join(clone, '.git/monitor'))
    // The index lacks this time, so an ordinary `git status` would write it there.
    utimesSync(join(clone, 'a.txt'), 1_600_000_000, 1_600_000_000)
    const before = git(clone, 'hash-object', '.git/index')
    expect(await (await open(clone)).uncommitted()).toEqual([])
    expect(git(clone, 'hash-object', '.git/index')).toBe(before)
    expect(existsSync(trace)).toBe(false)
    git(clone, 'status')
    expect([git(clone, 'hash-object', '.git/index') === before, existsSync(trace)]).toEqual([false, true])
  })

  test('isIgnored gives ignored files of any name, and no tracked file', async () => {
    const clone = lab.clone(lab.server({ 'kept.log': 'tracked', 'a.txt': '' }))
    write(clone, { '.gitignore': '*.log\n/data/\n' })
    const repository = await open(clone)
    const ignored = [
      ...WEIRD.filter((name) => !name.includes('/')).map((name) => `${name}.log`),
      'data/x',
      'sub/deep.log',
    ]
    expect(await repository.isIgnored([...ignored, 'kept.log', 'a.txt', 'absent', ...WEIRD])).toEqual(new Set(ignored))
    expect(await repository.isIgnored([])).toEqual(new Set())
  })
})

describe('history', () => {
  test('trailers, message, author and committer of a commit are read', async () => {
    const clone = lab.clone(lab.server())
    const message =
      'Title: not a trailer\n\nBody with Key: inside.\n\nDVC-CI-Source: abc\nReviewed-by: A <a@x>\nReviewed-by: B <b@x>\nLong: one\n two\n'
    git(clone, 'commit', '--quiet', '--allow-empty', '-m', message, '--author', 'Zoë "Z" Q <z@example.org>')
    const repository = await open(clone)
    expect(await repository.commitMessage('HEAD')).toBe(message.trimEnd())
    expect(await repository.trailers('HEAD')).toEqual(
      new Map([
        ['DVC-CI-Source', ['abc']],
        ['Reviewed-by', ['A <a@x>', 'B <b@x>']],
        ['Long', ['one two']],
      ]),
    )
    expect(await repository.trailers('HEAD~1')).toEqual(new Map())
    expect(await repository.author('HEAD')).toEqual({ name: 'Zoë "Z" Q', email: 'z@example.org' })
    expect(await repository.committer('HEAD')).toEqual({ name: 'dev', email: 'dev@example.org' })
  })

  test('findCommit gives the newest commit with accepted trailers, and follows merges only on request', async () => {
    const clone = lab.clone(lab.server())
    const commit = (text: string) => {
      git(clone, 'commit', '--quiet', '--allow-empty', '-m', text)
      return head(clone)
    }
    const one = commit('x\n\nBuilt: 1')
    // A message of a squash merge.
    const two = commit('x (#2)\n\n* x\n\nBuilt: 2\nOther: y\n\n---------\n\nCo-authored-by: A <a@x>')
    git(clone, 'checkout', '--quiet', '-b', 'side')
    const side = commit('x\n\nBuilt: side')
    git(clone, 'checkout', '--quiet', 'main')
    commit('no trailer, only\nBuilt: 3\nin the text\n\nand\nBuilt: 4')
    git(clone, 'merge', '--quiet', '--no-ff', '-m', 'merge', 'side')
    const repository = await open(clone)
    const find = (search: object, value?: string) =>
      repository.findCommit({
        from: 'HEAD',
        accept: (notes) => notes.has('Built') && (value === undefined || notes.get('Built') === value),
        maxCount: 50,
        ...search,
      })
    expect(await find({})).toBe(two)
    expect(await find({}, '1')).toBe(one)
    expect(await find({}, 'side')).toBeUndefined()
    expect(await find({ merged: true }, 'side')).toBe(side)
    expect(await find({ merged: true })).toBe(side)
    expect(await find({ excluding: two })).toBeUndefined()
    expect(await find({ maxCount: 2 })).toBeUndefined()
    expect(await find({}, '3')).toBeUndefined()
    expect(await repository.notes(two)).toEqual(
      new Map([
        ['Built', '2'],
        ['Other', 'y'],
        ['Co-authored-by', 'A <a@x>'],
      ]),
    )
  })

  test('isAncestor and parents work for parents that a shallow checkout lacks', async () => {
    const server = lab.server()
    const clone = lab.clone(server)
    git(clone, 'checkout', '--quiet', '-b', 'side')
    const side = commitAll(clone, 'side')
    git(clone, 'checkout', '--quiet', 'main')
    const main = commitAll(clone, 'main')
    git(clone, 'merge', '--quiet', '--no-ff', '-m', 'merge', 'side')
    git(clone, 'push', '--quiet', 'origin', 'main')
    const repository = await open(clone)
    expect(await repository.isAncestor(side, 'HEAD')).toBe(true)
    expect(await repository.isAncestor('HEAD', 'HEAD')).toBe(true)
    expect(await repository.isAncestor('HEAD', side)).toBe(false)
    expect(await repository.parents('HEAD')).toEqual([main, side])
    expect(await (await open(lab.checkout(server, 'refs/heads/main', 'main'))).parents('HEAD')).toEqual([main, side])
    expect(await repository.parents('HEAD~2')).toEqual([])
  })
})

describe('remotes', () => {
  test("remoteName is origin, else the only remote, else the branch's, else undefined", async () => {
    const server = lab.server()
    const clone = lab.clone(server)
    // Each run reads it once.
    const name = async () => (await open(clone)).remoteName()
    git(clone, 'remote', 'add', 'other', server)
    expect(await name()).toBe('origin')
    git(clone, 'remote', 'rename', 'origin', 'up/stream')
    expect(await name()).toBe('up/stream')
    git(clone, 'checkout', '--quiet', '-b', 'a;b')
    expect(await name()).toBeUndefined()
    git(clone, 'config', 'branch.a;b.remote', 'other')
    expect(await name()).toBe('other')
    git(clone, 'remote', 'remove', 'up/stream')
    expect(await name()).toBe('other')
    git(clone, 'remote', 'remove', 'other')
    expect(await name()).toBeUndefined()
    expect(await (await open(clone)).remoteDefaultBranch()).toBeUndefined()
  })

  test("remoteDefaultBranch is the server's, or the clone's if the server cannot be reached", async () => {
    const server = lab.server()
    const clone = lab.clone(server)
    git(clone, 'push', '--quiet', 'origin', 'HEAD:refs/heads/trunk/v2')
    git(server, 'symbolic-ref', 'HEAD', 'refs/heads/trunk/v2')
    const repository = await open(clone)
    expect(await repository.remoteDefaultBranch()).toBe('trunk/v2')
    renameSync(server, `${server}.away`)
    expect(await repository.remoteDefaultBranch()).toBe('main')
    git(clone, 'remote', 'set-head', 'origin', '--delete')
    expect(await repository.remoteDefaultBranch()).toBeUndefined()
  })

  test('remoteRefs gives exactly the named refs', async () => {
    const server = lab.server()
    git(server, 'update-ref', 'refs/heads/x/refs/heads/main', 'main')
    git(server, 'tag', '-m', 'v', 'v1', 'main')
    const repository = await open(lab.clone(server))
    expect(await repository.remoteRefs('origin', ['refs/heads/main', 'refs/heads/none'])).toEqual(
      new Map([['refs/heads/main', git(server, 'rev-parse', 'main')]]),
    )
    expect(await repository.remoteRefs('origin', ['refs/tags/v1', 'refs/tags/v1^{}'])).toEqual(
      new Map([
        ['refs/tags/v1', git(server, 'rev-parse', 'v1')],
        ['refs/tags/v1^{}', git(server, 'rev-parse', 'main')],
      ]),
    )
  })
})

function writeBlob(clone: string, content: Uint8Array): string {
  mkdirSync(join(clone, '.blobs'), { recursive: true })
  write(clone, { '.blobs/blob': Buffer.from(content) })
  return join(clone, '.blobs/blob')
}

function gitMktree(clone: string, input: string): string {
  return gitInput(clone, input, 'mktree', '-z')
}
