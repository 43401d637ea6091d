import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { CancelledError, OutsideError, ProjectError } from '../../src/errors/errors.js'
import type { GitOptions } from '../../src/git/git.js'
import type { PublishRequest } from '../../src/git/publish.js'
import type { GitRepository } from '../../src/git/repository.js'
import {
  CI,
  commitAll,
  freePort,
  git,
  hook,
  Lab,
  open,
  pushFrom,
  read,
  recordingHost,
  state,
  tip,
  write,
} from './lab.js'

const lab = new Lab()
afterAll(() => lab.close())

const fresh = () => Promise.resolve({ fresh: true as const })
const unasked = () => {
  throw new Error('revalidate must not run without another push')
}

interface Build {
  repository: GitRepository
  base: string
  commit: string
  publish: (more?: Partial<PublishRequest>) => ReturnType<GitRepository['publish']>
}

/** A build in this checkout: a new dvc.lock in a commit that HEAD does not have yet. */
async function build(
  folder: string,
  files: Record<string, string> = { 'dvc.lock': 'lock 1\n' },
  options: GitOptions = {},
): Promise<Build> {
  const repository = await open(folder, options)
  write(folder, files)
  const paths = Object.keys(files)
  const base = await repository.head()
  const made = await repository.commitPaths({
    paths,
    message: 'CI: Build [skip ci]',
    trailers: { 'DVC-CI-Source': base },
    identity: CI,
  })
  if (!made) throw new Error('nothing to publish')
  return {
    repository,
    base,
    commit: made.sha,
    publish: (more) =>
      repository.publish({ commit: made.sha, base, paths, branch: 'main', revalidate: fresh, ...more }),
  }
}

function script(body: string): string {
  const file = lab.path('script.sh')
  writeFileSync(file, `#!/bin/sh\n${body}\n`)
  chmodSync(file, 0o755)
  return file
}

async function thrown(promise: Promise<unknown>): Promise<Error> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof Error)) throw new Error('expected an error')
  return error
}

describe('without a race', () => {
  test.each(['a clone on its branch', 'a shallow checkout on its branch', 'a shallow detached checkout'])(
    'publish leaves %s at the pushed commit',
    async (kind) => {
      const server = lab.server()
      const folder = kind.startsWith('a clone')
        ? lab.clone(server)
        : lab.checkout(server, 'refs/heads/main', kind.endsWith('branch') ? 'main' : undefined)
      write(folder, { 'untracked.txt': 'x' })
      const attempts: number[] = []
      const { repository, commit, publish } = await build(folder)
      expect(await publish({ revalidate: unasked, onAttempt: (attempt) => attempts.push(attempt) })).toEqual({
        kind: 'pushed',
        sha: commit,
        attempts: 1,
      })
      expect(attempts).toEqual([1])
      expect(tip(server)).toBe(commit)
      expect(await repository.head()).toBe(commit)
      expect(await repository.branch()).toBe(kind.endsWith('branch') ? 'main' : undefined)
      expect(await repository.uncommitted()).toEqual([
        { path: 'untracked.txt', index: '.', worktree: '.', untracked: true },
      ])
    },
  )

  test('publish accepts a commit that HEAD has already', async () => {
    const server = lab.server()
    const folder = lab.clone(server)
    const { repository, commit, publish } = await build(folder)
    await repository.moveHead(commit)
    const other = pushFrom(lab, server, { other: '1' })
    const result = await publish()
    expect(result).toMatchObject({ kind: 'pushed', attempts: 1 })
    expect(git(server, 'log', '--format=%H %P', '-2', 'main').split('\n')).toEqual([
      `${tip(server)} ${other}`,
      `${other} ${git(server, 'rev-parse', 'main~2')}`,
    ])
    expect(git(folder, 'rev-parse', 'main')).toBe(tip(server))
  })

  test.each(['-f', '$(id)', 'a;b', 'ünï', '--mirror', 'release/1.0'])(
    'publish pushes to a branch named %s',
    async (name) => {
      const server = lab.server()
      git(server, 'update-ref', `refs/heads/${name}`, 'main')
      const before = tip(server)
      const { commit, publish } = await build(lab.clone(server))
      expect(await publish({ branch: name })).toMatchObject({ kind: 'pushed' })
      expect([tip(server, name), tip(server)]).toEqual([commit, before])
    },
  )

  test("publish creates a branch that never existed, without the extra refs of the user's settings", async () => {
    const server = lab.server()
    const folder = lab.clone(server)
    git(folder, 'config', 'push.followTags', 'true')
    git(folder, 'config', 'push.default', 'matching')
    git(folder, 'branch', 'private')
    git(folder, 'tag', '-m', 'mine', 'mine')
    const { commit, publish } = await build(folder)
    expect(await publish({ branch: 'new/one' })).toMatchObject({ kind: 'pushed', attempts: 1 })
    expect(git(server, 'for-each-ref', '--format=%(refname)').split('\n')).toEqual([
      'refs/heads/main',
      'refs/heads/new/one',
    ])
    expect(tip(server, 'new/one')).toBe(commit)
  })

  test('publish on a laptop includes unpushed commits, unless the branch moved: then the user must merge first', async () => {
    const server = lab.server()
    const folder = lab.clone(server)
    write(folder, { 'train.py': 'mine' })
    const mine = commitAll(folder, 'not pushed')
    const ahead = await build(folder)
    expect(await ahead.publish({ revalidate: unasked })).toEqual({ kind: 'pushed', sha: ahead.commit, attempts: 1 })
    expect(git(server, 'log', '--format=%H', 'main').split('\n').slice(0, 2)).toEqual([ahead.commit, mine])

    const diverged = lab.clone(server)
    write(diverged, { 'train.py': 'again' })
    commitAll(diverged, 'not pushed either')
    const later = await build(diverged, { 'dvc.lock': 'lock 2\n' })
    const other = pushFrom(lab, server, { b: '1' })
    expect(await later.publish()).toMatchObject({
      kind: 'superseded',
      tip: other,
      reason: expect.stringMatching(/local commits.*git pull/) as string,
    })
    expect(tip(server)).toBe(other)
  })

  test('publish with unpushed commits does not bring back commits that a force push removed', async () => {
    const server = lab.server()
    const first = tip(server)
    pushFrom(lab, server, { leaked: 'secret' })
    const folder = lab.clone(server)
    commitAll(folder, 'not pushed')
    const { publish } = await build(folder)
    git(server, 'update-ref', 'refs/heads/main', first)
    expect(await publish()).toMatchObject({ kind: 'superseded', tip: first })
    expect(tip(server)).toBe(first)
  })

  test('publish rejects a HEAD that moved during the build', async () => {
    const server = lab.server()
    const folder = lab.clone(server)
    const { publish } = await build(folder)
    git(folder, 'commit', '--quiet', '--allow-empty', '-m', 'by hand')
    const before = state(folder)
    expect(await thrown(publish())).toBeInstanceOf(ProjectError)
    expect(state(folder)).toBe(before)
    expect(git(server, 'rev-list', '--count', 'main')).toBe('1')
  })
})

describe('a server that rejects a push', () => {
  const rules: [string, string, string, RegExp][] = [
    [
      'a protected branch',
      'update',
      'echo "error: GH006: Protected branch update failed for $1." >&2; echo "error: At least 1 approving review is required." >&2; exit 1',
      /GH006.*approving review/,
    ],
    [
      'a ruleset',
      'pre-receive',
      'echo "error: GH013: Repository rule violations found for refs/heads/main." >&2; exit 1',
      /GH013/,
    ],
    ['a merge queue', 'update', 'echo "- Changes must be made through the merge queue" >&2; exit 1', /merge queue/],
    [
      'any hook',
      'pre-receive',
      'echo "no deploys on Friday" >&2; exit 3',
      /no deploys on Friday.*pre-receive hook declined/,
    ],
    ['a hook without a message', 'pre-receive', 'exit 1', /hook declined/],
  ]
  test.each(rules)(
    "a push that %s rejects is a ProjectError at once, with the server's message and a remedy",
    async (_name, name, body, words) => {
      const server = lab.server()
      const before = tip(server)
      const calls = join(lab.folder, 'calls')
      rmSync(calls, { force: true })
      hook(server, name, `echo x >> '${calls}'; ${body}`)
      const folder = lab.clone(server)
      const { publish } = await build(folder)
      const was = state(folder)
      const error = await thrown(publish())
      expect(error).toBeInstanceOf(ProjectError)
      expect(error.message).toMatch(words)
      expect((error as ProjectError).text).toMatch(/commit: none/)
      expect(readFileSync(calls, 'utf8')).toBe('x\n')
      expect(tip(server)).toBe(before)
      expect(state(folder)).toBe(was)
    },
  )

  test("the server's message is quoted without secrets, colours and line breaks", async () => {
    const server = lab.server()
    hook(
      server,
      'pre-receive',
      'printf "\\033[31mtoken hunter2hunter2\\033[0m\\n::error::injected https://u:pw@host/x\\n" >&2; exit 1',
    )
    const host = recordingHost()
    host.mask('hunter2hunter2')
    const { publish } = await build(lab.clone(server), undefined, { host })
    const error = await thrown(publish())
    expect(error.message).toMatch(/token \*\*\* ::error::injected https:\/\/\*\*\*@host\/x/)
    expect(error.message).not.toMatch(/hunter2|pw@|\n|\u001b/)
  })

  test('a rejected push to a branch that never existed is an error, not superseded', async () => {
    const server = lab.server()
    hook(server, 'update', 'exit 1')
    const { publish } = await build(lab.clone(server))
    expect(await thrown(publish({ branch: 'new' }))).toBeInstanceOf(ProjectError)
  })

  test('a push to a ref that is locked for a moment is retried', async () => {
    const server = lab.server()
    const lock = join(server, 'refs/heads/main.lock')
    writeFileSync(lock, '')
    const { commit, publish } = await build(lab.clone(server))
    const result = await publish({
      onAttempt: (attempt) => {
        if (attempt === 3) rmSync(lock)
      },
    })
    expect(result).toEqual({ kind: 'pushed', sha: commit, attempts: 3 })
    expect(tip(server)).toBe(commit)
  })

  test('a push to a ref that stays locked fails after its attempts', async () => {
    const server = lab.server()
    writeFileSync(join(server, 'refs/heads/main.lock'), '')
    const folder = lab.clone(server)
    const { publish } = await build(folder)
    const before = state(folder)
    const attempts: number[] = []
    expect((await thrown(publish({ onAttempt: (attempt) => attempts.push(attempt) }))).message).toMatch(
      /rejects the push.*main/,
    )
    expect(attempts).toEqual([1, 2, 3, 4])
    expect(state(folder)).toBe(before)
  })
})

describe('a lost connection', () => {
  test('a connection lost after the push arrived is success, without a second push', async () => {
    const server = lab.server()
    const folder = lab.clone(server)
    git(folder, 'config', 'remote.origin.receivepack', script('git receive-pack "$@"; exit 1'))
    const { repository, commit, publish } = await build(folder)
    expect(await publish({ revalidate: unasked })).toEqual({ kind: 'pushed', sha: commit, attempts: 1 })
    expect(tip(server)).toBe(commit)
    expect(await repository.head()).toBe(commit)
  })

  test('a server process killed before its answer does not cause a second commit', async () => {
    const server = lab.server()
    hook(server, 'post-receive', 'kill -9 $PPID')
    const { commit, publish } = await build(lab.clone(server))
    expect(await publish({ revalidate: unasked })).toEqual({ kind: 'pushed', sha: commit, attempts: 1 })
    expect(tip(server)).toBe(commit)
  })

  test('a connection lost after the push arrived is success, also with a newer push on top', async () => {
    const server = lab.server()
    const folder = lab.clone(server)
    const other = lab.clone(server)
    git(
      folder,
      'config',
      'remote.origin.receivepack',
      script(
        `git receive-pack "$@"; unset GIT_DIR; cd '${other}' && git pull -q --ff-only origin main && git -c user.name=o -c user.email=o@x commit -q --allow-empty -m on-top && git push -q '${server}' HEAD:main; exit 1`,
      ),
    )
    const { repository, commit, publish } = await build(folder)
    expect(await publish({ revalidate: unasked })).toEqual({ kind: 'pushed', sha: commit, attempts: 1 })
    expect(git(server, 'log', '--format=%s', 'main').split('\n')).toEqual(['on-top', 'CI: Build [skip ci]', 'first'])
    expect(await repository.head()).toBe(commit)
  })

  test('a connection lost before the push arrived is retried', async () => {
    const server = lab.server()
    const folder = lab.clone(server)
    const counter = lab.path('counter')
    git(
      folder,
      'config',
      'remote.origin.receivepack',
      script(`echo x >> '${counter}'; [ "$(wc -l < '${counter}')" -lt 3 ] && exit 1; exec git receive-pack "$@"`),
    )
    const { commit, publish } = await build(folder)
    expect(await publish()).toEqual({ kind: 'pushed', sha: commit, attempts: 3 })
  })

  test('a connection lost on every attempt is an OutsideError, and the checkout is restored', async () => {
    const server = lab.server()
    const folder = lab.clone(server)
    const { publish } = await build(folder)
    const before = state(folder)
    git(folder, 'config', 'remote.origin.receivepack', '/bin/false')
    const error = await thrown(publish())
    expect(error).toBeInstanceOf(OutsideError)
    expect(error.message).toMatch(/failed 4 times/)
    git(folder, 'remote', 'set-url', 'origin', `git://127.0.0.1:${await freePort()}/x`)
    expect(await thrown(publish())).toBeInstanceOf(OutsideError)
    expect(state(folder)).toBe(before)
    expect(git(server, 'rev-list', '--count', 'main')).toBe('1')
  })
})

describe('a race', () => {
  test('five parallel builds lose no commit: the history is linear and each checkout is at its own commit', async () => {
    const server = lab.server()
    const names = ['one', 'two', 'three', 'four', 'five']
    const builds = []
    for (const name of names) builds.push(await build(lab.clone(server), { [`${name}.lock`]: name }))
    const results = await Promise.all(builds.map(({ publish }) => publish()))
    expect(results.map(({ kind }) => kind)).toEqual(names.map(() => 'pushed'))
    const history = git(server, 'log', '--format=%H %P', 'main')
      .split('\n')
      .map((line) => line.trim().split(' '))
    expect(history.map((line) => line.length)).toEqual([2, 2, 2, 2, 2, 1])
    for (const [at, result] of results.entries()) {
      const sha = result.kind === 'pushed' ? result.sha : ''
      expect(history.map(([commit]) => commit)).toContain(sha)
      expect(await builds[at]?.repository.head()).toBe(sha)
      expect(await builds[at]?.repository.uncommitted()).toEqual([])
    }
    for (const name of names) expect(git(server, 'show', `main:${name}.lock`)).toBe(name)
    expect(git(server, 'fsck', '--strict', '--no-dangling')).toBe('')
  })

  test('publish after another push makes our commit on top of theirs, with its message and author; local work stays', async () => {
    const server = lab.server({
      'dvc.lock': '0',
      'train.py': '0',
      'notes.md': '0',
      '.gitignore': '/data\n',
      'gone.json': '0',
    })
    const folder = lab.clone(server)
    write(folder, {
      'notes.md': 'being edited',
      'train.py': '0',
      'data/big.bin': 'cached by DVC',
      'scratch.txt': 'mine',
    })
    git(folder, 'add', 'notes.md')
    rmSync(join(folder, 'gone.json'))
    const { repository, base, publish } = await build(folder)
    const other = pushFrom(lab, server, { 'README.md': 'new', 'sub/x': 'y' })
    const asked: unknown[] = []
    const result = await publish({
      revalidate: async (moved) => {
        asked.push(moved)
        expect(read(folder, 'README.md')).toBe('new')
        expect(read(folder, 'dvc.lock')).toBe('lock 1\n')
        expect(await repository.parents('HEAD')).toEqual([other])
        expect(git(folder, 'rev-parse', 'main')).toBe(base)
        return { fresh: true }
      },
    })
    expect(asked).toEqual([{ tip: other, changed: ['README.md', 'sub/x'] }])
    const sha = tip(server)
    expect(result).toEqual({ kind: 'pushed', sha, attempts: 1 })
    expect(git(server, 'log', '--format=%s', 'main').split('\n')).toEqual([
      'CI: Build [skip ci]',
      'other: README.md sub/x',
      'first',
    ])
    expect(await repository.trailers(sha)).toEqual(new Map([['DVC-CI-Source', [base]]]))
    expect([await repository.author(sha), await repository.committer(sha)]).toEqual([CI, CI])
    expect(await repository.changedFiles(other, sha)).toEqual([{ path: 'dvc.lock', status: 'modified' }])
    expect([await repository.head(), await repository.branch()]).toEqual([sha, 'main'])
    expect(await repository.uncommitted()).toEqual([
      { path: 'gone.json', index: '.', worktree: 'D', untracked: false },
      { path: 'notes.md', index: 'M', worktree: '.', untracked: false },
      { path: 'scratch.txt', index: '.', worktree: '.', untracked: true },
    ])
    expect(read(folder, 'data/big.bin')).toBe('cached by DVC')
  })

  test('a branch that moves just before the push rejects it as not a fast-forward, and publish tries again', async () => {
    const server = lab.server()
    const { publish } = await build(lab.clone(server))
    const others: string[] = []
    const result = await publish({
      onAttempt: (attempt) => {
        if (attempt < 3) others.push(pushFrom(lab, server, { [`other${attempt}`]: '1' }))
      },
    })
    expect(result).toMatchObject({ kind: 'pushed', attempts: 3 })
    expect(git(server, 'log', '--format=%H', 'main').split('\n').slice(1, 3)).toEqual([...others].reverse())
  })

  test('a branch that moved after the given tip was fetched rejects the push, and publish tries again', async () => {
    const server = lab.server()
    const { repository, publish } = await build(lab.clone(server))
    const before = repository.fetchTip('main')
    await before
    const other = pushFrom(lab, server, { other: '1' })
    expect(await publish({ tip: before })).toMatchObject({ kind: 'pushed', attempts: 2 })
    expect(git(server, 'log', '--format=%H', 'main').split('\n')[1]).toBe(other)
  })

  test('publish in a shallow checkout fetches only the new commits', async () => {
    const server = lab.server()
    for (let n = 0; n < 5; n++) pushFrom(lab, server, { before: String(n) })
    const folder = lab.checkout(server, 'refs/heads/main', 'main')
    const { repository, publish } = await build(folder)
    for (let n = 0; n < 3; n++) pushFrom(lab, server, { after: String(n) })
    expect(await publish()).toMatchObject({ kind: 'pushed' })
    expect(git(folder, 'rev-list', '--count', 'HEAD')).toBe('5')
    expect(await repository.isShallow()).toBe(true)
    expect(git(server, 'rev-list', '--count', 'main')).toBe('10')
  })

  test('publish fails after its attempts if the branch always moves', async () => {
    const server = lab.server()
    const folder = lab.clone(server)
    const { publish } = await build(folder)
    const before = state(folder)
    let pushed = 0
    const error = await thrown(
      publish({
        attempts: 2,
        onAttempt: () => {
          pushFrom(lab, server, { other: String(++pushed) })
        },
      }),
    )
    expect(error).toBeInstanceOf(OutsideError)
    expect(error.message).toMatch(/moved 3 times/)
    expect(pushed).toBe(3)
    expect(state(folder)).toBe(before)
  })
})

describe('superseded', () => {
  const rivals: [string, Record<string, string>, Record<string, string>, string][] = [
    ['an output of the build', { 'dvc.lock': 'ours' }, { 'dvc.lock': 'theirs' }, 'dvc.lock'],
    ['a file in an output folder', { 'plots/a': '1' }, { 'plots/a': '2' }, 'plots/a'],
    ['a folder in place of our file', { report: '1' }, { 'report/index.html': '1' }, 'report/index.html'],
    ['a file in place of our folder', { 'report/index.html': '1' }, { report: '1' }, 'report'],
    ['a file with a strange name', { '$(id) -f': '1' }, { '$(id) -f': '2' }, '$(id) -f'],
  ]
  test.each(rivals)('a build is superseded when another push changed %s', async (_name, ours, theirs, named) => {
    const server = lab.server()
    const folder = lab.clone(server)
    const { publish } = await build(folder, ours)
    const before = state(folder)
    const other = pushFrom(lab, server, theirs)
    const result = await publish({ revalidate: unasked })
    expect(result).toMatchObject({ kind: 'superseded', tip: other })
    expect(result).toHaveProperty('reason', expect.stringContaining(named))
    expect(tip(server)).toBe(other)
    expect(state(folder)).toBe(before)
  })

  test('a build is superseded when another push adds a file to an output folder', async () => {
    const server = lab.server()
    const { publish } = await build(lab.clone(server), { 'plots/a': '1' })
    pushFrom(lab, server, { 'plots/b': '1' })
    expect(await publish({ paths: ['plots'], revalidate: unasked })).toMatchObject({ kind: 'superseded' })
  })

  test('a build is superseded when another push changed one of its paths that the build did not change', async () => {
    const server = lab.server({ 'dvc.lock': '0', 'metrics.json': '0' })
    const { publish } = await build(lab.clone(server))
    pushFrom(lab, server, { 'metrics.json': '1' })
    expect(await publish({ paths: ['dvc.lock', 'metrics.json'] })).toMatchObject({
      kind: 'superseded',
      reason: expect.stringMatching(/metrics\.json/) as string,
    })
  })

  test.each(['a branch', 'a detached HEAD'])(
    'a build that revalidation rejects is superseded: nothing is pushed, and the checkout of %s is restored',
    async (where) => {
      const server = lab.server({ 'dvc.lock': '0', 'train.sh': 'v1', 'old.txt': 'x' })
      const folder = where === 'a branch' ? lab.clone(server) : lab.checkout(server, 'refs/heads/main')
      write(folder, { 'untracked.txt': 'x' })
      const { publish } = await build(folder, { 'dvc.lock': '1', 'new.json': '1' })
      const before = state(folder)
      const other = pushFrom(lab, server, { 'train.sh': 'v2', 'added.txt': 'x' })
      const result = await publish({
        revalidate: () => Promise.resolve({ fresh: false, reason: `train.sh is ${read(folder, 'train.sh')} now` }),
      })
      expect(result).toEqual({ kind: 'superseded', tip: other, reason: 'train.sh is v2 now' })
      expect(tip(server)).toBe(other)
      expect(state(folder)).toBe(before)
      expect([read(folder, 'train.sh'), read(folder, 'dvc.lock'), existsSync(join(folder, 'added.txt'))]).toEqual([
        'v1',
        '1',
        false,
      ])
    },
  )

  test('a build is superseded when the branch was rewritten', async () => {
    const server = lab.server()
    pushFrom(lab, server, { b: '1' })
    for (const folder of [lab.clone(server), lab.checkout(server, 'refs/heads/main', 'main')]) {
      const before = tip(server)
      const { publish } = await build(folder)
      const was = state(folder)
      const other = lab.clone(server)
      git(other, 'reset', '--quiet', '--hard', 'HEAD~1')
      write(other, { rewritten: folder })
      const rewritten = commitAll(other, 'rewritten')
      git(other, 'push', '--quiet', '--force', 'origin', 'main')
      expect(await publish({ revalidate: unasked })).toMatchObject({
        kind: 'superseded',
        tip: rewritten,
        reason: expect.stringMatching(/rewritten/) as string,
      })
      expect(tip(server)).toBe(rewritten)
      expect(state(folder)).toBe(was)
      git(server, 'update-ref', 'refs/heads/main', before)
    }
  })

  test('a build is superseded when a force push removed its base: a plain push would bring that commit back', async () => {
    const server = lab.server()
    const first = tip(server)
    pushFrom(lab, server, { leaked: 'secret' })
    const { publish } = await build(lab.clone(server))
    git(server, 'update-ref', 'refs/heads/main', first)
    expect(await publish()).toMatchObject({ kind: 'superseded', tip: first })
    expect(tip(server)).toBe(first)
  })

  test('a build is superseded when its branch was deleted, and does not recreate it', async () => {
    const server = lab.server()
    const { publish } = await build(lab.clone(server))
    git(server, 'update-ref', '-d', 'refs/heads/main')
    const result = await publish()
    expect(result).toMatchObject({ kind: 'superseded', reason: expect.stringMatching(/was deleted/) as string })
    expect(git(server, 'for-each-ref')).toBe('')
  })

  test('a build is superseded when its branch was deleted during publish, also in a checkout that never fetched it', async () => {
    const server = lab.server()
    const folder = lab.checkout(server, 'refs/heads/main')
    git(folder, 'update-ref', '-d', 'refs/remotes/origin/main')
    const { publish } = await build(folder)
    pushFrom(lab, server, { b: '1' })
    const result = await publish({
      revalidate: () => {
        git(server, 'update-ref', '-d', 'refs/heads/main')
        return fresh()
      },
    })
    expect(result).toMatchObject({ kind: 'superseded', reason: expect.stringMatching(/was deleted/) as string })
    expect(git(server, 'for-each-ref')).toBe('')
  })

  test('property: the other push decides the result, and no commit is lost', async () => {
    const names = ['dvc.lock', 'plots/a', 'plots/b', 'src/train.py', 'README.md']
    const files = (value: string) =>
      fc
        .uniqueArray(fc.constantFrom(...names), { minLength: 1 })
        .map((chosen) => Object.fromEntries(chosen.map((name) => [name, value])))
    await fc.assert(
      fc.asyncProperty(files('ours'), files('theirs'), fc.boolean(), async (ours, theirs, isFresh) => {
        const server = lab.server(Object.fromEntries(names.map((name) => [name, 'base'])))
        const folder = lab.clone(server)
        const { publish } = await build(folder, ours)
        const before = state(folder)
        const other = pushFrom(lab, server, theirs)
        const result = await publish({
          revalidate: () => Promise.resolve(isFresh ? { fresh: true } : { fresh: false, reason: 'stale' }),
        })
        const clash = Object.keys(ours).some((name) => name in theirs)
        expect(result.kind).toBe(clash || !isFresh ? 'superseded' : 'pushed')
        if (result.kind === 'superseded') {
          expect(tip(server)).toBe(other)
          expect(state(folder)).toBe(before)
        } else {
          for (const name of names)
            expect(git(server, 'show', `main:${name}`)).toBe(ours[name] ?? theirs[name] ?? 'base')
          for (const name of names) expect(read(folder, name)).toBe(ours[name] ?? theirs[name] ?? 'base')
        }
      }),
      { numRuns: 8 },
    )
  })
})

describe('a local file that a checkout would overwrite', () => {
  const obstacles: [string, Record<string, string>, Record<string, string>, string][] = [
    ['an untracked file', { 'README.md': 'mine' }, { 'README.md': 'theirs' }, 'README.md'],
    [
      "an ignored file, such as data of DVC's",
      { 'data/raw.csv': 'cached' },
      { 'data/raw.csv': 'theirs' },
      'data/raw.csv',
    ],
    ['an ignored file in place of a new folder', { 'data/set': 'cached' }, { 'data/set/x': 'theirs' }, 'data/set'],
    ['an edited file', { 'train.py': 'mine' }, { 'train.py': 'theirs' }, 'train.py'],
  ]
  test.each(obstacles)(
    'publish keeps %s that it would overwrite, names it, and pushes nothing',
    async (_name, mine, theirs, named) => {
      const server = lab.server({ 'dvc.lock': '0', 'train.py': '0', '.gitignore': '/data\n' })
      const folder = lab.clone(server)
      write(folder, mine)
      const { publish } = await build(folder)
      const before = state(folder)
      const other = pushFrom(lab, server, theirs)
      const error = await thrown(publish({ revalidate: unasked }))
      expect(error).toBeInstanceOf(OutsideError)
      expect(error.message).toContain(named)
      expect(state(folder)).toBe(before)
      for (const [path, content] of Object.entries(mine)) expect(read(folder, path)).toBe(content)
      expect(tip(server)).toBe(other)
    },
  )

  test('an error in revalidation restores the checkout', async () => {
    const server = lab.server()
    const folder = lab.clone(server)
    const { publish } = await build(folder)
    const before = state(folder)
    const other = pushFrom(lab, server, { b: '1' })
    expect((await thrown(publish({ revalidate: () => Promise.reject(new Error('DVC broke')) }))).message).toBe(
      'DVC broke',
    )
    expect(state(folder)).toBe(before)
    expect(tip(server)).toBe(other)
  })
})

describe('a cancellation', () => {
  test('a cancellation during revalidation prevents the push and restores the checkout', async () => {
    const server = lab.server()
    const folder = lab.clone(server)
    const controller = new AbortController()
    const { publish } = await build(folder, undefined, { signal: controller.signal })
    const before = state(folder)
    const other = pushFrom(lab, server, { b: '1' })
    const attempts: number[] = []
    const error = await thrown(
      publish({
        onAttempt: (attempt) => attempts.push(attempt),
        revalidate: () => {
          controller.abort()
          return fresh()
        },
      }),
    )
    expect(error).toBeInstanceOf(CancelledError)
    expect(attempts).toEqual([])
    expect(tip(server)).toBe(other)
    expect(state(folder)).toBe(before)
  })

  test('a cancellation just before the push prevents it', async () => {
    const server = lab.server()
    const controller = new AbortController()
    const { base, publish } = await build(lab.clone(server), undefined, { signal: controller.signal })
    expect(await thrown(publish({ onAttempt: () => controller.abort() }))).toBeInstanceOf(CancelledError)
    expect(tip(server)).toBe(base)
  })

  test('a cancellation during a push ends the push, and no other follows', async () => {
    const server = lab.server()
    const started = lab.path('started')
    hook(server, 'pre-receive', `echo x >> '${started}'; sleep 30`)
    const folder = lab.clone(server)
    const controller = new AbortController()
    const { base, publish } = await build(folder, undefined, { signal: controller.signal })
    const before = state(folder)
    const waiting = thrown(publish())
    while (!existsSync(started)) await new Promise((resolve) => setTimeout(resolve, 20))
    const at = Date.now()
    controller.abort()
    expect(await waiting).toBeInstanceOf(CancelledError)
    expect(Date.now() - at).toBeLessThan(7_500)
    expect([tip(server), readFileSync(started, 'utf8')]).toEqual([base, 'x\n'])
    expect(state(folder)).toBe(before)
  })
})

test('publish retries if the server cannot be reached at first', async () => {
  const server = lab.server()
  const folder = lab.clone(server)
  const { commit, publish } = await build(folder, undefined, { backoff: 1_500 })
  const port = await freePort()
  git(folder, 'remote', 'set-url', 'origin', `git://127.0.0.1:${port}${server.slice(lab.folder.length)}`)
  const publishing = publish()
  const daemon = await lab.daemonAt(port, '--enable=receive-pack')
  expect(await publishing).toEqual({ kind: 'pushed', sha: commit, attempts: 1 })
  await daemon.stop()
})
