import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { ProjectError, SetupError } from '../../src/errors/errors.js'
import { CI, commitAll, ENV, git, gitInput, head, hook, Lab, open, recordingHost, state, tip, write } from './lab.js'

const lab = new Lab()
afterAll(() => lab.close())

const MESSAGE = 'CI: Build and version official model artifacts [skip ci]'
const request = (...paths: string[]) => ({
  paths,
  message: MESSAGE,
  trailers: { 'DVC-CI-Source': 'abc' },
  identity: CI,
})

describe('commitPaths', () => {
  test('commitPaths commits modified, new and deleted files of its paths only; HEAD, index and working tree stay', async () => {
    const clone = lab.clone(
      lab.server({ 'dvc.lock': '0', 'metrics.json': '0', 'old.png': 'x', 'train.py': '0', 'staged.py': '0' }),
    )
    write(clone, {
      'dvc.lock': '1',
      'metrics.json': '1',
      'plots/new.png': 'y',
      'plots/.hidden': 'z',
      'train.py': 'dirty',
      'staged.py': 'staged',
      'secret.txt': 's',
    })
    rmSync(join(clone, 'old.png'))
    git(clone, 'add', 'staged.py')
    write(clone, { 'staged.py': 'staged and then edited' })
    const before = state(clone)
    const repository = await open(clone)
    const made = await repository.commitPaths(
      request('dvc.lock', 'metrics.json', 'plots', 'old.png', 'never-there.json'),
    )
    expect(state(clone)).toBe(before)
    if (!made) throw new Error('nothing was committed')
    expect(made.changed).toEqual(['dvc.lock', 'metrics.json', 'old.png', 'plots/.hidden', 'plots/new.png'])
    expect(git(clone, 'show', '--no-renames', '--name-status', '--format=', made.sha).split('\n')).toEqual([
      'M\tdvc.lock',
      'M\tmetrics.json',
      'D\told.png',
      'A\tplots/.hidden',
      'A\tplots/new.png',
    ])
    expect(await repository.parents(made.sha)).toEqual([await repository.head()])
    expect(git(clone, 'rev-parse', `${made.sha}^{tree}`)).toBe(made.tree)
    expect(await repository.commitMessage(made.sha)).toBe(`${MESSAGE}\n\nDVC-CI-Source: abc`)
    expect(await repository.trailers(made.sha)).toEqual(new Map([['DVC-CI-Source', ['abc']]]))
    expect(git(clone, 'fsck', '--strict', '--no-dangling')).toBe('')
  })

  test('a value that the log masks gets into no file and no message of a commit', async () => {
    const clone = lab.clone(lab.server({ 'metrics.json': '0', 'known.txt': 'a-secret-value in the parent' }))
    write(clone, { 'metrics.json': '{"key": "a-secret-value"}', 'dvc.lock': '1' })
    const host = recordingHost()
    host.mask('a-secret-value')
    const repository = await open(clone, { host })
    const error: unknown = await repository
      .commitPaths(request('dvc.lock', 'metrics.json'))
      .catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ id: 'secret-in-commit', details: { path: 'metrics.json' } })
    write(clone, { 'known.txt': 'a-secret-value in the parent, and more' })
    const made = await repository.commitPaths({
      ...request('dvc.lock', 'known.txt'),
      message: `${MESSAGE}: a-secret-value`,
      trailers: { Reason: 'for a-secret-value' },
    })
    expect(made?.changed).toEqual(['dvc.lock', 'known.txt'])
    expect(await repository.commitMessage(made?.sha ?? '')).toBe(`${MESSAGE}: ***\n\nReason: for ***`)
  })

  test('commitPaths returns undefined if nothing changed', async () => {
    const clone = lab.clone(lab.server())
    write(clone, { 'dvc.lock': 'lock 0\n', 'other.txt': 'x' })
    const repository = await open(clone)
    expect(await repository.commitPaths(request('dvc.lock', 'absent'))).toBeUndefined()
    expect(await repository.commitPaths(request())).toBeUndefined()
    mkdirSync(join(clone, 'empty'))
    expect(await repository.commitPaths(request('empty'))).toBeUndefined()
  })

  test('commitPaths uses the given identity and ignores environment and configuration', async () => {
    const clone = lab.clone(lab.server())
    write(clone, { 'dvc.lock': '1' })
    git(clone, 'config', 'user.name', 'From Config')
    git(clone, 'config', 'user.useConfigOnly', 'true')
    const leak = {
      GIT_AUTHOR_NAME: 'Leak',
      GIT_AUTHOR_EMAIL: 'leak@example.org',
      GIT_AUTHOR_DATE: '2001-01-01T00:00:00Z',
      GIT_COMMITTER_NAME: 'Leak',
      GIT_COMMITTER_EMAIL: 'leak@example.org',
      GIT_COMMITTER_DATE: '2001-01-01T00:00:00Z',
    }
    for (const env of [
      { ...ENV, ...leak, EMAIL: 'leak@example.org' },
      { PATH: process.env.PATH, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
    ]) {
      const repository = await open(clone, { env })
      const made = await repository.commitPaths(request('dvc.lock'))
      if (!made) throw new Error('nothing was committed')
      expect(await repository.author(made.sha)).toEqual(CI)
      expect(await repository.committer(made.sha)).toEqual(CI)
      expect(Number(git(clone, 'show', '-s', '--format=%at', made.sha))).toBeGreaterThan(1_700_000_000)
      await repository.moveHead(made.sha)
      expect(git(clone, 'log', '-1', '--format=%an %cn')).toBe('dvc-ci[bot] dvc-ci[bot]')
      git(clone, 'reset', '--quiet', '--soft', 'HEAD~1')
    }
  })

  test("commits and pushes run no hook of the user's and sign nothing", async () => {
    const clone = lab.clone(lab.server())
    const trace = join(lab.folder, 'hooks.trace')
    for (const name of [
      'pre-commit',
      'prepare-commit-msg',
      'commit-msg',
      'post-commit',
      'reference-transaction',
      'post-index-change',
      'post-checkout',
      'pre-push',
    ]) {
      hook(join(clone, '.git'), name, `echo ${name} >> '${trace}'; exit 1`)
    }
    git(clone, 'config', 'commit.gpgSign', 'true')
    git(clone, 'config', 'push.gpgSign', 'true')
    git(clone, 'config', 'gpg.program', '/bin/false')
    write(clone, { 'dvc.lock': '1' })
    const repository = await open(clone)
    const made = await repository.commitPaths(request('dvc.lock'))
    if (!made) throw new Error('nothing was committed')
    expect(await repository.canPush('main')).toEqual({ ok: true })
    const result = await repository.publish({
      commit: made.sha,
      base: 'HEAD',
      paths: ['dvc.lock'],
      branch: 'main',
      revalidate: () => Promise.resolve({ fresh: true }),
    })
    expect(result).toMatchObject({ kind: 'pushed' })
    expect(git(clone, 'cat-file', 'commit', 'HEAD')).not.toMatch(/gpgsig/)
    expect(existsSync(trace)).toBe(false)
  })

  test('commitPaths rejects an ignored path by name, and accepts an ignored path that does not exist', async () => {
    const clone = lab.clone(lab.server({ '.gitignore': '*.json\n/build/\n', 'kept.json': 'tracked although ignored' }))
    write(clone, { 'metrics.json': '1', 'kept.json': '2', 'build/x': '1', 'dvc.lock': '1' })
    const before = state(clone)
    const repository = await open(clone)
    for (const path of ['metrics.json', 'build/x', 'build']) {
      const error: unknown = await repository.commitPaths(request('dvc.lock', path)).catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(ProjectError)
      expect((error as ProjectError).details).toMatchObject({ value: path, path })
    }
    expect((await repository.commitPaths(request('kept.json', 'absent.json')))?.changed).toEqual(['kept.json'])
    expect(state(clone)).toBe(before)
  })

  test('commitPaths rejects an ignored file that a user staged by force', async () => {
    const clone = lab.clone(lab.server({ '.gitignore': '*.json\n' }))
    write(clone, { 'metrics.json': '1' })
    git(clone, 'add', '--force', 'metrics.json')
    await expect((await open(clone)).commitPaths(request('metrics.json'))).rejects.toThrow(/metrics\.json/)
  })

  test.each([
    '../outside',
    '/etc/passwd',
    '.',
    '',
    'a/../b',
    '.git/config',
    'sub/.GIT/hooks/x',
    'a//b',
    'nul\0byte',
    'bad\uFFFDname',
  ])('commitPaths rejects the path %j at once', async (path) => {
    const clone = lab.clone(lab.server())
    await expect((await open(clone)).commitPaths(request(path))).rejects.toThrow(SetupError)
  })

  test('commitPaths rejects a path through a symbolic link', async () => {
    const clone = lab.clone(lab.server())
    const outside = lab.path('outside')
    write(outside, { secret: 's' })
    symlinkSync(outside, join(clone, 'link'))
    const repository = await open(clone)
    await expect(repository.commitPaths(request('link/secret'))).rejects.toThrow(/link\/secret/)
    const made = await repository.commitPaths(request('link'))
    expect((await repository.readFile(made?.sha ?? '', 'link'))?.toString()).toBe(outside)
  })

  test('commitPaths takes names that look like options, patterns or shell code literally', async () => {
    const clone = lab.clone(lab.server())
    const names = ['-f', '--all', '*', ':(top)', ':!x', '!a', '$(touch pwned)', 'a;b', 'sp ace/ü"q\'', 'line\nbreak']
    write(clone, Object.fromEntries([...names, 'bystander.txt'].map((name) => [name, name])))
    const repository = await open(clone)
    const made = await repository.commitPaths(request(...names))
    expect(made?.changed.sort()).toEqual([...names].sort())
  })

  test('property: commitPaths changes exactly its paths in a dirty checkout', async () => {
    const clone = lab.clone(lab.server({ a: '0', b: '0', 'd/e': '0', 'd/f': '0', g: '0' }))
    const repository = await open(clone)
    const names = ['a', 'b', 'd/e', 'd/f', 'g', 'new', 'd/new', 'n e w']
    const plan = fc.record(
      Object.fromEntries(
        names.map((name) => [
          name,
          fc.record({ listed: fc.boolean(), does: fc.constantFrom('nothing', 'write', 'delete', 'stage') }),
        ]),
      ),
    )
    await fc.assert(
      fc.asyncProperty(plan, async (doings) => {
        git(clone, 'reset', '--quiet', '--hard')
        git(clone, 'clean', '--quiet', '-fdx')
        for (const [name, { does }] of Object.entries(doings)) {
          if (does === 'write' || does === 'stage') write(clone, { [name]: '1' })
          if (does === 'delete') rmSync(join(clone, name), { force: true })
          if (does === 'stage') git(clone, 'add', '--', name)
        }
        const before = state(clone)
        const tracked = names.slice(0, 5)
        const expected = names.filter((name) => {
          const { listed, does } = doings[name] ?? { listed: false, does: 'nothing' }
          return listed && (does === 'write' || does === 'stage' || (does === 'delete' && tracked.includes(name)))
        })
        const made = await repository.commitPaths(request(...names.filter((name) => doings[name]?.listed)))
        expect([...(made?.changed ?? [])].sort()).toEqual(expected.sort())
        expect(state(clone)).toBe(before)
      }),
      { numRuns: 15 },
    )
  })

  test('commitPaths keeps the executable bit, and a file may become a folder', async () => {
    const clone = lab.clone(lab.server({ tool: 'x', plots: 'a file' }))
    chmodSync(join(clone, 'tool'), 0o755)
    rmSync(join(clone, 'plots'))
    write(clone, { 'plots/a.png': '1' })
    const repository = await open(clone)
    const made = await repository.commitPaths(request('tool', 'plots'))
    expect(git(clone, 'ls-tree', '-r', '--format=%(objectmode) %(path)', made?.sha ?? '')).toBe(
      '100644 plots/a.png\n100755 tool',
    )
  })

  test('commitPaths rejects a file in Git LFS, because the hook that uploads its content does not run', async () => {
    const clone = lab.clone(
      lab.server({ '.gitattributes': '*.png filter=lfs diff=lfs merge=lfs -text\n', 'kept.png': 'x' }),
    )
    write(clone, { 'plots/a.svg': '1', 'plots/b.png': '1' })
    const repository = await open(clone)
    await expect(repository.commitPaths(request('plots'))).rejects.toThrow(/plots\/b\.png.*LFS/)
    expect((await repository.commitPaths(request('plots/a.svg', 'kept.png')))?.changed).toEqual(['plots/a.svg'])
  })

  test('commitPaths and moveHead work in a repository with SHA-256 hashes', async () => {
    const folder = lab.path('sha256')
    git(lab.folder, 'init', '--quiet', '--template=', '--object-format=sha256', folder)
    write(folder, { 'dvc.lock': '0', gone: 'x' })
    commitAll(folder, 'first')
    write(folder, { 'dvc.lock': '1' })
    rmSync(join(folder, 'gone'))
    const repository = await open(folder)
    const made = await repository.commitPaths(request('dvc.lock', 'gone'))
    expect(made?.sha).toMatch(/^[0-9a-f]{64}$/)
    await repository.moveHead(made?.sha ?? '')
    expect(await repository.uncommitted()).toEqual([])
    expect(await repository.listFiles('HEAD', [])).toEqual(['dvc.lock'])
    expect((await repository.readFile('HEAD~1', 'gone'))?.toString()).toBe('x')
  })

  test('commitPaths throws for a trailer with a bad key or several lines', async () => {
    const clone = lab.clone(lab.server())
    write(clone, { 'dvc.lock': '1' })
    const repository = await open(clone)
    await expect(repository.commitPaths({ ...request('dvc.lock'), trailers: { 'a b': 'x' } })).rejects.toThrow(
      RangeError,
    )
    await expect(repository.commitPaths({ ...request('dvc.lock'), trailers: { Key: 'x\nOther: y' } })).rejects.toThrow(
      RangeError,
    )
  })
})

describe('replay', () => {
  test('replay applies the changes of a commit to another one, with its message, author and date', async () => {
    const clone = lab.clone(lab.server({ a: '0', gone: '0', script: 'x' }))
    const base = head(clone)
    rmSync(join(clone, 'gone'))
    write(clone, { a: '1', 'n e w/-f': '1' })
    chmodSync(join(clone, 'script'), 0o755)
    git(clone, 'add', '--all')
    git(
      clone,
      'commit',
      '--quiet',
      '--cleanup=verbatim',
      '-m',
      'Titel: ünï\n\n  indented\n\n\nKey: value\n\n',
      '--author',
      'Zoë <z@example.org>',
      '--date',
      '2005-04-07T22:13:13+0200',
    )
    const [commit, before] = [head(clone), state(clone)]
    const onto = gitInput(clone, 'tip\n', 'commit-tree', gitInput(clone, '', 'mktree'), '-p', base)
    const repository = await open(clone)
    const made = await repository.replay(commit, base, onto)
    const people = '--format=%an %ae %ad %cn %ce%n%B'
    expect(git(clone, 'log', '-1', people, made)).toBe(git(clone, 'log', '-1', people, commit))
    expect(git(clone, 'ls-tree', '-r', '--format=%(objectmode) %(path)', made)).toBe(
      '100644 a\n100644 n e w/-f\n100755 script',
    )
    expect(await repository.parents(made)).toEqual([onto])
    expect(state(clone)).toBe(before)
  })
})

describe('moveHead', () => {
  test.each(['a branch', 'a detached HEAD'])(
    'moveHead moves %s and the index; working files and other staged changes stay',
    async (where) => {
      const server = lab.server({ 'dvc.lock': '0', 'train.py': '0', 'gone.json': '0' })
      const clone = lab.clone(server)
      if (where === 'a detached HEAD') git(clone, 'checkout', '--quiet', '--detach')
      write(clone, { 'dvc.lock': '1', 'new.json': '1', 'train.py': 'staged' })
      rmSync(join(clone, 'gone.json'))
      git(clone, 'add', 'train.py')
      write(clone, { 'train.py': 'dirty' })
      const repository = await open(clone)
      const made = await repository.commitPaths(request('dvc.lock', 'new.json', 'gone.json'))
      await repository.moveHead(made?.sha ?? '')
      expect(await repository.head()).toBe(made?.sha)
      expect(await repository.branch()).toBe(where === 'a branch' ? 'main' : undefined)
      expect(await repository.uncommitted()).toEqual([
        { path: 'train.py', index: 'M', worktree: 'M', untracked: false },
      ])
      expect(git(clone, 'show', ':train.py')).toBe('staged')
      await repository.moveHead(made?.sha ?? '')
      expect(tip(server)).toBe(git(clone, 'rev-parse', 'HEAD~1'))
    },
  )

  test('moveHead rejects a commit that does not contain HEAD, which would lose a commit', async () => {
    const clone = lab.clone(lab.server())
    const repository = await open(clone)
    write(clone, { 'dvc.lock': '1' })
    const made = await repository.commitPaths(request('dvc.lock'))
    const meanwhile = commitAll(clone, 'by hand')
    const before = state(clone)
    await expect(repository.moveHead(made?.sha ?? '')).rejects.toThrow(ProjectError)
    expect(await repository.head()).toBe(meanwhile)
    expect(state(clone)).toBe(before)
  })
})
