import { existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type GitRepository, openRepository } from '../../src/git/repository.js'
import { living } from '../../src/run/process-group.js'
import { until } from '../support/until.js'
import { commitAll, ENV, git, gitInput, Lab, open, pushFrom, write } from './lab.js'

// What Git is asked once, and what it is asked again because a stage, DVC or a user may have changed it in between.

const lab = new Lab()
afterAll(() => lab.close())

/** A clone whose commands of Git are counted. */
async function traced(clone: string): Promise<{ repository: GitRepository; asked: () => string[] }> {
  const trace = join(clone, '.git/asked')
  const repository = await open(clone, { env: { ...ENV, GIT_TRACE: trace } })
  const asked = (): string[] => {
    const lines = existsSync(trace) ? readFileSync(trace, 'utf8').split('\n') : []
    rmSync(trace, { force: true })
    return lines.flatMap((line) => /trace: built-in: git (\S+)/.exec(line)?.[1] ?? [])
  }
  return { repository, asked }
}

/** Commits files in a clone. @returns the hash */
function commit(clone: string, files: Record<string, string>, message = 'change'): string {
  write(clone, files)
  return commitAll(clone, message)
}

describe('the index', () => {
  const all = async (repository: GitRepository) => [
    (await repository.entries()).map(({ path, mode }) => `${mode} ${path}`),
    await repository.listFiles(undefined, []),
    await repository.listFiles(undefined, [':(literal)sub', ':(top,literal)a.txt']),
    [...(await repository.isIgnored(['sub', 'sub/x.log', 'y.log']))],
  ]

  test('Git lists one state of the index once, for all questions about tracked files', async () => {
    const clone = lab.clone(lab.server({ 'a.txt': 'a', '.gitignore': '*.log\n', 'sub/x.log': 'x', 'subx/b': 'b' }))
    const { repository, asked } = await traced(clone)
    asked()
    const first = await all(repository)
    expect(first).toEqual([
      ['100644 .gitignore', '100644 a.txt', '100644 sub/x.log', '100644 subx/b'],
      ['.gitignore', 'a.txt', 'sub/x.log', 'subx/b'],
      ['a.txt', 'sub/x.log'],
      ['y.log'],
    ])
    expect(asked()).toEqual(['ls-files', 'check-ignore'])
    expect(await all(repository)).toEqual(first)
    expect(asked()).toEqual(['check-ignore'])
  })

  test('a change of the index that keeps its size is listed', async () => {
    const clone = lab.clone(lab.server({ 'a.txt': 'a', 'b.txt': 'b' }))
    const { repository } = await traced(clone)
    await all(repository)
    git(clone, 'mv', 'b.txt', 'c.txt')
    expect(await repository.listFiles(undefined, [])).toEqual(['a.txt', 'c.txt'])
    git(clone, 'update-index', '--chmod=+x', 'a.txt')
    expect((await repository.entries()).map(({ mode }) => mode)).toEqual(['100755', '100644'])
    // Two changes that lead back, and one more: the inode of the file may be the first one again.
    git(clone, 'update-index', '--chmod=-x', 'a.txt')
    git(clone, 'mv', 'c.txt', 'd.txt')
    expect(await repository.listFiles(undefined, [])).toEqual(['a.txt', 'd.txt'])
    write(clone, { 'sub/e': 'e' })
    git(clone, 'add', 'sub')
    expect(await repository.listFiles(undefined, [':(literal)sub'])).toEqual(['sub/e'])
    git(clone, 'rm', '-rq', '--cached', 'sub')
    expect(await repository.listFiles(undefined, [':(literal)sub'])).toEqual([])
    rmSync(join(clone, '.git/index'))
    expect(await repository.listFiles(undefined, [])).toEqual([])
  })

  test('an index without a digest is listed each time', async () => {
    const clone = lab.clone(lab.server())
    git(clone, 'read-tree', 'HEAD')
    const index = join(clone, '.git/index')
    const bytes = readFileSync(index)
    writeFileSync(index, Buffer.concat([bytes.subarray(0, -20), Buffer.alloc(20)]))
    const { repository, asked } = await traced(clone)
    asked()
    expect(await repository.listFiles(undefined, [])).toEqual(['a.txt', 'dvc.lock'])
    expect(await repository.listFiles(undefined, [])).toEqual(['a.txt', 'dvc.lock'])
    expect(asked()).toEqual(['ls-files', 'ls-files'])
  })

  test('a file that a sparse checkout leaves out is read anew: it may be in the working tree by now', async () => {
    const clone = lab.clone(lab.server({ 'a.txt': 'a', 'big/b': 'b' }))
    git(clone, 'sparse-checkout', 'set', '--no-cone', '/a.txt')
    const { repository } = await traced(clone)
    const skipped = async () => (await repository.entries()).filter((entry) => entry.skipped).map(({ path }) => path)
    expect(await skipped()).toEqual(['big/b'])
    write(clone, { 'big/b': 'b' })
    expect(await skipped()).toEqual([])
  })
})

describe('the process that reads objects', () => {
  test('revisions and contents need one process, and a ref that moves meanwhile is read anew', async () => {
    const clone = lab.clone(lab.server())
    const { repository, asked } = await traced(clone)
    const first = await repository.head()
    asked()
    expect(await repository.resolve('refs/heads/later')).toBeUndefined()
    const second = commit(clone, { 'b.txt': 'b' }, 'second')
    git(clone, 'branch', 'later')
    asked()
    expect([await repository.head(), await repository.resolve('refs/heads/later'), repository.opened.head]).toEqual([
      second,
      second,
      first,
    ])
    expect((await repository.readFile('HEAD', 'b.txt'))?.toString()).toBe('b')
    expect(await repository.parents(second)).toEqual([first])
    git(clone, 'update-ref', 'refs/heads/later', first)
    git(clone, 'pack-refs', '--all')
    expect(await repository.resolve('later')).toBe(first)
    git(clone, 'switch', '--quiet', '--detach', first)
    expect([await repository.head(), await repository.branch()]).toEqual([first, undefined])
    expect(asked().filter((name) => name === 'cat-file' || name === 'rev-parse')).toEqual([])
  })

  test('objects that another process adds and packs meanwhile are found', async () => {
    const server = lab.server()
    const [clone, other] = [lab.clone(server), lab.clone(server)]
    const { repository } = await traced(clone)
    const sha = commit(other, { 'new.txt': 'new' }, 'new')
    expect(await repository.resolve(sha)).toBeUndefined()
    git(other, 'push', '--quiet', 'origin', 'HEAD')
    git(clone, 'fetch', '--quiet')
    expect((await repository.readFile(sha, 'new.txt'))?.toString()).toBe('new')
    git(clone, 'gc', '--quiet', '--prune=now')
    expect((await repository.readFile(sha, 'a.txt'))?.toString()).toBe('a\n')
  })

  test('a ref to a damaged object is no commit, and other questions are answered', async () => {
    const clone = lab.clone(lab.server())
    const sha = commit(clone, { 'b.txt': 'b' })
    git(clone, 'update-ref', 'refs/heads/damaged', sha)
    git(clone, 'reset', '--quiet', '--hard', 'HEAD~1')
    const object = join(clone, '.git/objects', sha.slice(0, 2), sha.slice(2))
    rmSync(object)
    writeFileSync(object, 'no object')
    const repository = await open(clone)
    expect(await repository.resolve('damaged')).toBeUndefined()
    expect((await repository.readFile('main', 'a.txt'))?.toString()).toBe('a\n')
  })

  test('a question after the process was killed is answered', async () => {
    const clone = lab.clone(lab.server())
    const { repository } = await traced(clone)
    expect(await repository.resolve('main')).toBeDefined()
    for (const pid of living) process.kill(-pid, 'SIGKILL')
    expect((await repository.readFile('main', 'a.txt'))?.toString()).toBe('a\n')
    expect(await repository.resolve('none')).toBeUndefined()
  })

  test('a cancellation ends the process, and later questions are rejected', async () => {
    const clone = lab.clone(lab.server())
    const cancel = new AbortController()
    const earlier = new Set(living)
    const repository = await openRepository(clone, { env: ENV, signal: cancel.signal })
    await repository.resolve('main')
    const [pid = 0, ...others] = [...living].filter((each) => !earlier.has(each))
    expect([pid > 0, others]).toEqual([true, []])
    cancel.abort()
    await expect(repository.resolve('other')).rejects.toThrow(/cancelled/)
    await until(() => !living.has(pid))
  })
})

test('patterns of .dvcignore that are added meanwhile count, and comments alone need no process', async () => {
  const clone = lab.clone(lab.server({ '.dvcignore': '# A comment\r\n\n', 'a.dvc': 'a', 'sub/b.dvc': 'b' }))
  const { repository, asked } = await traced(clone)
  const files = await repository.workingFiles()
  asked()
  expect(await repository.excludedBy('.dvcignore', files)).toEqual([])
  expect(asked()).toEqual([])
  write(clone, { '.dvcignore': '# A comment\nsub\n' })
  expect(await repository.excludedBy('.dvcignore', files)).toEqual(['sub/b.dvc'])
  // The index has the patterns of a file that is not in the working tree.
  git(clone, 'add', '.dvcignore')
  git(clone, 'update-index', '--skip-worktree', '.dvcignore')
  rmSync(join(clone, '.dvcignore'))
  expect(await repository.excludedBy('.dvcignore', files)).toEqual(['sub/b.dvc'])
})

test('ignored files of both kinds are listed by one process', async () => {
  const clone = lab.clone(lab.server({ 'a.dvc': 'a', 'sub/dvc.yaml': 'y' }))
  write(clone, { '.gitignore': '*.dvc\nsub\n', 'new.dvc': 'n', 'sub/other.dvc': 'o', 'sub/no.txt': '' })
  const { repository, asked } = await traced(clone)
  asked()
  const found = await repository.ignoredFiles('', ['*.dvc', 'dvc.yaml'])
  expect(found.map(({ path, tracked, line }) => [path, tracked, line]).sort()).toEqual([
    ['a.dvc', true, 1],
    ['new.dvc', false, 1],
    ['sub/dvc.yaml', true, 2],
    ['sub/other.dvc', false, 2],
  ])
  expect(asked()).toEqual(['ls-files', 'check-ignore'])
})

test('the facts of a commit need one process, and the last change of a path brings them', async () => {
  const clone = lab.clone(lab.server())
  const sha = commit(clone, { 'b.txt': 'b' }, 'second\n\nA text\n\nKey: one\nKey: two')
  const { repository, asked } = await traced(clone)
  asked()
  expect(await repository.lastChange('HEAD', 'b.txt')).toBe(sha)
  expect(await repository.lastChange('HEAD', 'none')).toBeUndefined()
  expect([...(await repository.trailers(sha))]).toEqual([['Key', ['one', 'two']]])
  expect((await repository.notes(sha)).get('Key')).toBe('two')
  expect(await repository.commitMessage(sha)).toBe('second\n\nA text\n\nKey: one\nKey: two')
  const at = (format: string) => git(clone, 'log', '-1', `--format=${format}`, sha)
  expect(await repository.author(sha)).toEqual({ name: at('%an'), email: at('%ae') })
  expect(await repository.committer(sha)).toEqual({ name: at('%cn'), email: at('%ce') })
  expect(await repository.committedAt(sha)).toBe(Number(at('%ct')) * 1000)
  expect(asked()).toEqual(['cat-file', 'log', 'log'])
})

test('the facts of a commit without trailers need no process of their own, and are those of Git', async () => {
  const clone = lab.clone(lab.server())
  const made = [
    'one',
    'area: subject',
    'subject\n\nbody without\na trailer',
    'subject\n\nKey: value',
    'subject\nKey: value',
    'Key: value\n\nfixes: #1\n\nno trailer',
    'ä subject\n\n(cherry picked from commit 1)',
  ].map((message) => commit(clone, {}, message))
  // A commit with a signature of its own, in another encoding, without a message, and with unusual people.
  const raw = (headers: string, message = 'subject\n\nbody\n', person = 'A B <a@b>') =>
    gitInput(
      clone,
      `tree ${git(clone, 'rev-parse', 'HEAD^{tree}')}\nauthor ${person} 1700000000 +0100\ncommitter C <c@d> 1700000001 -0200\n${headers}\n${message}`,
      ...['hash-object', '-w', '-t', 'commit', '--literally', '--stdin'],
    )
  const signed = raw('gpgsig -----BEGIN\n encoding x\n \n -----END\n')
  const others = [
    raw('encoding ISO-8859-1\n', 'subject \xe4\n'),
    ...['', '\n\nsubject\nKey: value\n'].map((message) => raw('', message)),
    ...['<a@b>', ' A  <a@b>', 'A <>', 'A <a b>', 'A <B <a@b>', 'A\0evil@x <a@b>'].map((person) =>
      raw('', 'x: y', person),
    ),
  ]
  const { repository, asked } = await traced(clone)
  for (const sha of [...made, signed, ...others]) {
    const facts = git(clone, 'log', '-1', '--format=%an%x00%ae%x00%cn%x00%ce%x00%ct%x00%B%x00%(trailers:only)', sha)
    const [an, ae, cn, ce, at, message = '', trailers = ''] = facts.split('\0')
    expect([
      await repository.author(sha),
      await repository.committer(sha),
      await repository.committedAt(sha),
      await repository.commitMessage(sha),
      [...(await repository.trailers(sha))].length,
    ]).toEqual([
      { name: an, email: ae },
      { name: cn, email: ce },
      Number(at) * 1000,
      message.replace(/\n+$/, ''),
      trailers.trim() === '' ? 0 : 1,
    ])
  }
  const again = await open(clone, { env: { ...ENV, GIT_TRACE: join(clone, '.git/asked') } })
  asked()
  for (const sha of [...made.filter((_, at) => ![3, 4, 5].includes(at)), signed]) await again.trailers(sha)
  expect(asked()).toEqual(['cat-file'])
})

test('the branch is read from the files of Git, and from Git where they do not say it', async () => {
  const clone = lab.clone(lab.server())
  const tree = lab.path('tree')
  git(clone, 'worktree', 'add', '--quiet', tree, '-b', 'topic/one')
  const [{ repository, asked }, other] = [await traced(clone), await open(tree)]
  asked()
  expect([await repository.branch(), await other.branch()]).toEqual(['main', 'topic/one'])
  git(clone, 'switch', '--quiet', '--detach')
  expect(await repository.branch()).toBeUndefined()
  git(clone, 'switch', '--quiet', '--orphan', 'new')
  expect(await repository.branch()).toBe('new')
  expect(asked()).toEqual([])
  git(clone, 'symbolic-ref', 'refs/heads/alias', 'refs/heads/main')
  git(clone, 'symbolic-ref', 'HEAD', 'refs/heads/alias')
  expect([await repository.branch(), asked()]).toEqual(['main', ['symbolic-ref']])
  git(clone, 'symbolic-ref', 'HEAD', 'refs/other')
  expect([await repository.branch(), asked()]).toEqual(['refs/other', ['symbolic-ref']])
  writeFileSync(join(clone, '.git/HEAD'), 'ref: refs/heads/main \n')
  expect([await repository.branch(), asked()]).toEqual(['main', ['symbolic-ref']])
  rmSync(join(clone, '.git/HEAD'))
  symlinkSync('refs/heads/main', join(clone, '.git/HEAD'))
  expect([await repository.branch(), asked()]).toEqual(['main', ['symbolic-ref']])
})

test('the messages of a complete history are read once, and those of a shallow one anew', async () => {
  const server = lab.server()
  pushFrom(lab, server, { b: 'b' })
  const [clone, shallow] = [lab.clone(server), lab.checkout(server, 'refs/heads/main', 'main')]
  const find = { from: 'HEAD', maxCount: 10, accept: () => false }
  const { repository, asked } = await traced(clone)
  await repository.head()
  asked()
  for (let times = 0; times < 2; times++) expect(await repository.findCommit(find)).toBeUndefined()
  commit(clone, { c: 'c' }, 'subject\n\nKey: c')
  asked()
  expect(await repository.findCommit({ ...find, accept: (notes) => notes.has('Key') })).toBe(await repository.head())
  expect(asked()).toEqual(['log'])
  const cut = await open(shallow)
  let read = 0
  const accept = () => ++read > 10
  await cut.findCommit({ ...find, accept })
  git(shallow, 'fetch', '--quiet', '--unshallow')
  await cut.findCommit({ ...find, accept })
  expect(read).toBe(3)
})

test('the shallow state is read anew, and a clone that became complete is one', async () => {
  const server = lab.server()
  const clone = lab.checkout(server, 'refs/heads/main', 'main')
  const repository = await open(clone)
  expect(await repository.isShallow()).toBe(true)
  git(clone, 'fetch', '--quiet', '--unshallow')
  expect(await repository.isShallow()).toBe(false)
  const tree = lab.path('tree')
  git(clone, 'worktree', 'add', '--quiet', tree, '-b', 'other')
  expect([await (await open(tree)).isShallow(), (await open(tree)).opened.branch]).toEqual([false, 'other'])
})

test('the address of a remote is that of its fetches, as url.insteadOf changes it', async () => {
  const clone = lab.clone(lab.server())
  git(clone, 'config', 'url.https://example.org/.insteadOf', 'ex:')
  git(clone, 'remote', 'set-url', 'origin', 'ex:team/digits.git')
  git(clone, 'remote', 'set-url', '--push', 'origin', 'https://push.example.org/x.git')
  const { repository, asked } = await traced(clone)
  asked()
  expect([await repository.remoteName(), await repository.remoteAddress(), await repository.repositoryName()]).toEqual([
    'origin',
    'https://example.org/team/digits.git',
    'digits',
  ])
  expect(asked()).toEqual(['remote'])
  // A request to the server goes to the address that the remote has by then.
  const other = lab.server()
  git(clone, 'remote', 'set-url', 'origin', other)
  expect([...(await repository.remoteRefs('origin', ['refs/heads/main'])).values()]).toEqual([
    git(other, 'rev-parse', 'main'),
  ])
  git(clone, 'remote', 'remove', 'origin')
  expect(await (await open(clone)).remoteAddress()).toBeUndefined()
})
