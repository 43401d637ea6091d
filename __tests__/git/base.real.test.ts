import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { OutsideError, SetupError } from '../../src/errors/errors.js'
import type { EventContext } from '../../src/settings/settings.js'
import { commitAll, freePort, git, gitInput, Lab, open, pushFrom, recordingHost, state, tip, write } from './lab.js'

const lab = new Lab()
afterAll(() => lab.close())

/** A server: main has `length` commits; `branch` forked from it `apart` commits before its end and has `own` more commits. */
function longHistory({
  length,
  apart,
  own,
  branch = 'feature',
}: {
  length: number
  apart: number
  own: number
  branch?: string
}): { server: string; base: string; fork: string; head: string; merge: string } {
  const server = lab.path('long.git')
  git(lab.folder, 'init', '--quiet', '--bare', '--initial-branch=main', server)
  const commit = (ref: string, text: string, path: string, mark: number, from?: string) =>
    `commit ${ref}\nmark :${mark}\ncommitter x <x@example.org> 1700000000 +0000\ndata ${text.length}\n${text}\n${from === undefined ? '' : `from ${from}\n`}M 644 inline ${path}\ndata ${text.length}\n${text}\n`
  let stream = ''
  for (let n = 1; n <= length; n++) stream += commit('refs/heads/main', `main ${n}`, 'main.txt', n)
  for (let n = 1; n <= own; n++)
    stream += commit(
      `refs/heads/${branch}`,
      `own ${n}`,
      'own.txt',
      length + n,
      n === 1 ? `:${length - apart}` : undefined,
    )
  gitInput(server, stream, 'fast-import', '--quiet')
  const [base, head] = [tip(server), tip(server, branch)]
  const merge = gitInput(server, 'Merge head into base\n', 'commit-tree', `${base}^{tree}`, '-p', base, '-p', head)
  git(server, 'update-ref', 'refs/pull/7/head', head)
  git(server, 'update-ref', 'refs/pull/7/merge', merge)
  return { server, base, head, merge, fork: git(server, 'merge-base', base, head) }
}

const local: EventContext = { name: 'local', ref: 'refs/heads/main', trusted: true }

function pullRequest(headSha: string, baseSha: string): EventContext {
  return {
    name: 'pull_request',
    ref: 'refs/pull/7/merge',
    trusted: true,
    pullRequest: { number: 7, headSha, headRef: 'feature', baseSha, baseRef: 'main', fork: false, title: '', body: '' },
  }
}

describe('ensureCommit', () => {
  test('ensureCommit fetches one commit into a shallow checkout and changes no ref, index or file', async () => {
    const { server, base, fork, head } = longHistory({ length: 20, apart: 5, own: 2 })
    const checkout = lab.checkout(server, 'refs/heads/main', 'main')
    write(checkout, { 'main.txt': 'local edit', untracked: 'x' })
    const before = state(checkout)
    const refs = git(checkout, 'for-each-ref')
    const repository = await open(checkout)
    expect(await repository.resolve(head)).toBeUndefined()
    expect(await repository.ensureCommit(head)).toBe(head)
    expect(await repository.ensureCommit(fork)).toBe(fork)
    expect((await repository.readFile(head, 'own.txt'))?.toString()).toBe('own 2')
    expect(await repository.ensureCommit('HEAD')).toBe(base)
    expect(state(checkout)).toBe(before)
    expect(git(checkout, 'for-each-ref')).toBe(refs)
  })

  test('ensureCommit keeps a complete checkout complete', async () => {
    const server = lab.server()
    const clone = lab.clone(server)
    const newer = pushFrom(lab, server, { b: '1' })
    const newest = pushFrom(lab, server, { b: '2' })
    const repository = await open(clone)
    expect(await repository.ensureCommit(newest)).toBe(newest)
    expect(await repository.isShallow()).toBe(false)
    expect(await repository.isAncestor(newer, newest)).toBe(true)
    expect(await repository.mergeBase('HEAD', newest)).toBe(await repository.head())
  })

  test('ensureCommit fetches all branches if the server gives no commit by its hash', async () => {
    const { server, fork } = longHistory({ length: 20, apart: 5, own: 2 })
    const checkout = lab.checkout(server, 'refs/heads/main', 'main')
    git(checkout, 'config', 'protocol.version', '0')
    expect(() => git(checkout, 'fetch', '--depth=1', 'origin', fork)).toThrow(/unadvertised|not our ref/)
    expect(await (await open(checkout)).ensureCommit(fork)).toBe(fork)
  })

  test.each(['shallow', 'whole'])(
    'ensureCommit in a %s checkout throws a SetupError that names an unknown commit',
    async (kind) => {
      const server = lab.server()
      const repository = await open(
        kind === 'shallow' ? lab.checkout(server, 'refs/heads/main', 'main') : lab.clone(server),
      )
      const error: unknown = await repository.ensureCommit('d'.repeat(40)).catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(SetupError)
      expect((error as SetupError).details).toMatchObject({ key: 'revision', value: 'd'.repeat(40) })
      await expect(repository.ensureCommit('v9-nope')).rejects.toThrow(/v9-nope/)
    },
  )

  test('ensureCommit without a remote says that there is none', async () => {
    const clone = lab.clone(lab.server())
    git(clone, 'remote', 'remove', 'origin')
    await expect((await open(clone)).ensureCommit('d'.repeat(40))).rejects.toThrow(/no remote/)
  })

  test('ensureCommit throws an OutsideError if the server cannot be reached', async () => {
    const checkout = lab.checkout(lab.server(), 'refs/heads/main', 'main')
    git(checkout, 'remote', 'set-url', 'origin', `git://127.0.0.1:${await freePort()}/gone`)
    const error: unknown = await (await open(checkout)).ensureCommit('d'.repeat(40)).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(OutsideError)
    expect((error as OutsideError).text).toMatch(/does not answer \(4 attempts\)/)
  })

  test('ensureCommit stops after the time limit if the server accepts a connection and sends nothing', async () => {
    const { createServer } = await import('node:net')
    const sockets: { destroy(): void }[] = []
    const silent = createServer((socket) => {
      sockets.push(socket)
    })
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const checkout = lab.checkout(lab.server(), 'refs/heads/main', 'main')
    git(checkout, 'remote', 'set-url', 'origin', `git://127.0.0.1:${(silent.address() as { port: number }).port}/x`)
    try {
      await expect((await open(checkout, { timeout: 0.2 })).ensureCommit('d'.repeat(40))).rejects.toThrow(
        /no answer within 0.2 s/,
      )
    } finally {
      sockets.forEach((socket) => socket.destroy())
      silent.close()
    }
  })
})

describe('mergeBase', () => {
  test('mergeBase finds a base 300 commits away from a depth of 1', async () => {
    const { server, base, head, fork } = longHistory({ length: 400, apart: 300, own: 3 })
    const checkout = lab.checkout(server, 'refs/pull/7/merge')
    const before = state(checkout)
    const repository = await open(checkout)
    expect(await repository.mergeBase(base, head)).toBe(fork)
    expect(state(checkout)).toBe(before)
    expect(await repository.isShallow()).toBe(false)
  })

  test('mergeBase fetches only as much history as it needs', async () => {
    const { server, base, head, fork } = longHistory({ length: 400, apart: 20, own: 3 })
    const checkout = lab.checkout(server, 'refs/pull/7/merge')
    const repository = await open(checkout)
    expect(await repository.mergeBase(base, head)).toBe(fork)
    expect(await repository.isShallow()).toBe(true)
    expect(Number(git(checkout, 'rev-list', '--count', base))).toBeLessThan(100)
  })

  test('mergeBase deepens the history of a local tip that was never pushed', async () => {
    const { server, fork } = longHistory({ length: 400, apart: 300, own: 3 })
    const checkout = lab.checkout(server, 'refs/heads/feature', 'feature')
    write(checkout, { 'new.txt': 'x' })
    const mine = commitAll(checkout, 'only here')
    expect(await (await open(checkout)).mergeBase(tip(server), mine)).toBe(fork)
  })

  test('mergeBase works with protocol 0, which gives no commit by its hash', async () => {
    const { server, base, head, fork } = longHistory({ length: 100, apart: 80, own: 3 })
    const checkout = lab.checkout(server, 'refs/heads/main', 'main')
    git(checkout, 'config', 'protocol.version', '0')
    expect(await (await open(checkout)).mergeBase(base, head)).toBe(fork)
  })

  test('mergeBase is undefined for unrelated histories, in a complete and in a shallow checkout', async () => {
    const server = lab.server()
    const orphan = gitInput(server, 'orphan\n', 'commit-tree', 'main^{tree}')
    git(server, 'update-ref', 'refs/heads/orphan', orphan)
    for (const folder of [lab.clone(server), lab.checkout(server, 'refs/heads/main', 'main')]) {
      expect(await (await open(folder)).mergeBase('HEAD', orphan)).toBeUndefined()
    }
  })
})

describe('fetchTip', () => {
  test("fetchTip gives the server's tip with the commits down to a shallow checkout, and writes no ref", async () => {
    const server = lab.server()
    const checkout = lab.checkout(server, 'refs/heads/main', 'main')
    const newer = pushFrom(lab, server, { b: '1' })
    const newest = pushFrom(lab, server, { b: '2' })
    const refs = git(checkout, 'for-each-ref')
    const repository = await open(checkout)
    expect(await repository.fetchTip('main')).toBe(newest)
    expect((await repository.isAncestor(newer, newest)) && (await repository.isAncestor('HEAD', newer))).toBe(true)
    expect(await repository.fetchTip('none')).toBeUndefined()
    expect(git(checkout, 'for-each-ref')).toBe(refs)
    git(checkout, 'remote', 'remove', 'origin')
    expect(await (await open(checkout)).fetchTip('main')).toBeUndefined()
  })
})

describe('resolveBaseline', () => {
  test("the baseline of GitHub's merge commit uses its merged base, which may be newer than the event's", async () => {
    const { server, base, head, fork } = longHistory({ length: 100, apart: 60, own: 3 })
    const checkout = lab.checkout(server, 'refs/pull/7/merge')
    // The event's base is older than the fork point, so it would give another answer.
    const stale = git(server, 'rev-parse', `${fork}~10`)
    const repository = await open(checkout)
    expect(await repository.resolveBaseline({ kind: 'merge-base' }, pullRequest(head, stale))).toEqual({
      sha: fork,
      label: 'merge base with main',
    })
    expect(await repository.resolveBaseline({ kind: 'merge-base' }, pullRequest(head, base))).toEqual({
      sha: fork,
      label: 'merge base with main',
    })
    expect((await repository.readFile(fork, 'main.txt'))?.toString()).toBe('main 40')
  })

  test("the baseline of a checkout of the head uses the event's base", async () => {
    const { server, base, head, fork } = longHistory({ length: 100, apart: 60, own: 3 })
    const repository = await open(lab.checkout(server, 'refs/pull/7/head'))
    expect(await repository.resolveBaseline({ kind: 'merge-base' }, pullRequest(head, base))).toEqual({
      sha: fork,
      label: 'merge base with main',
    })
  })

  test('a pull request with unrelated history has no baseline, and one with a rewritten base is an error', async () => {
    const server = lab.server()
    const orphan = gitInput(server, 'orphan\n', 'commit-tree', 'main^{tree}')
    git(server, 'update-ref', 'refs/heads/orphan', orphan)
    const repository = await open(lab.clone(server))
    expect(await repository.resolveBaseline({ kind: 'merge-base' }, pullRequest(orphan, tip(server)))).toMatchObject({
      reason: expect.stringMatching(/no common history/) as string,
    })
    await expect(
      repository.resolveBaseline({ kind: 'merge-base' }, pullRequest(orphan, 'e'.repeat(40))),
    ).rejects.toThrow(/e{40}.*force push/)
  })

  test('the baseline of a push is the previous tip; a new or rewritten branch has none', async () => {
    const server = lab.server()
    const before = tip(server)
    pushFrom(lab, server, { b: '1' })
    const repository = await open(lab.checkout(server, 'refs/heads/main', 'main'))
    const push = (previous?: string) =>
      repository.resolveBaseline(
        { kind: 'merge-base' },
        {
          name: 'push',
          ref: 'refs/heads/main',
          trusted: true,
          ...(previous === undefined ? {} : { before: previous }),
        },
      )
    expect(await push(before)).toEqual({ sha: before, label: 'previous tip of the branch' })
    expect(await push()).toMatchObject({ reason: expect.stringMatching(/new branch/) as string })
    expect(await push('0'.repeat(40))).toMatchObject({ reason: expect.stringMatching(/new branch/) as string })
    expect(await push('c'.repeat(40))).toMatchObject({ reason: expect.stringMatching(/rewritten/) as string })
  })

  test('the baseline of a merge group is its base', async () => {
    const { server, fork } = longHistory({ length: 30, apart: 20, own: 1 })
    const repository = await open(lab.checkout(server, 'refs/heads/main', 'main'))
    const event: EventContext = {
      name: 'merge_group',
      ref: 'refs/heads/gh-readonly-queue/main/pr-7',
      trusted: true,
      mergeGroupBaseSha: fork,
    }
    expect(await repository.resolveBaseline({ kind: 'merge-base' }, event)).toEqual({
      sha: fork,
      label: 'base of the merge group',
    })
  })

  test("the baseline on a laptop is the merge base with the remote's default branch, from the clone or the server", async () => {
    const { server, fork } = longHistory({ length: 30, apart: 20, own: 2 })
    const laptop = lab.clone(server, '--branch', 'feature')
    expect(await (await open(laptop)).resolveBaseline({ kind: 'merge-base' }, local)).toEqual({
      sha: fork,
      label: 'merge base with main',
    })
    const single = lab.clone(server, '--branch', 'feature', '--single-branch', '--depth', '1')
    expect(await (await open(single)).resolveBaseline({ kind: 'merge-base' }, local)).toEqual({
      sha: fork,
      label: 'merge base with main',
    })
  })

  test('on a laptop without a remote the baseline is of the own default branch, and CI has none', async () => {
    const { server, fork } = longHistory({ length: 3, apart: 2, own: 2 })
    const clone = lab.clone(server)
    git(clone, 'branch', 'feature', 'origin/feature')
    git(clone, 'remote', 'remove', 'origin')
    const baseline = async (event: EventContext = local) =>
      (await open(clone)).resolveBaseline({ kind: 'merge-base' }, event)
    expect(await baseline()).toEqual({ sha: git(clone, 'rev-parse', 'main~1'), label: 'the parent commit on main' })
    for (const name of ['workflow_dispatch', 'schedule'])
      expect(await baseline({ ...local, name })).toMatchObject({ reason: expect.stringMatching(/no remote/) as string })

    git(clone, 'checkout', '-q', 'feature')
    expect(await baseline()).toEqual({ sha: fork, label: 'merge base with main of this clone' })
    // A server without a branch is as good as none.
    const empty = join(clone, '..', 'empty.git')
    git(clone, 'init', '-q', '--bare', empty)
    git(clone, 'remote', 'add', 'origin', empty)
    expect(await baseline()).toMatchObject({ sha: fork })
    expect(await baseline({ ...local, name: 'schedule' })).not.toHaveProperty('sha')
    git(clone, 'remote', 'set-url', 'origin', join(clone, 'nowhere'))
    expect(await baseline()).toMatchObject({ reason: expect.stringMatching(/names a default branch/) as string })
    git(clone, 'remote', 'remove', 'origin')

    git(clone, 'checkout', '-q', '--orphan', 'first')
    git(clone, 'commit', '-q', '--allow-empty', '-m', 'first')
    expect(await baseline()).toMatchObject({ reason: expect.stringMatching(/no common history/) as string })
    git(clone, 'branch', '-m', 'main', 'trunk')
    expect(await baseline()).toMatchObject({ reason: expect.stringMatching(/branch:NAME/) as string })
    git(clone, 'branch', '-D', 'trunk', 'feature')
    expect(await baseline()).toMatchObject({ isFirst: true })
  })

  test('without a remote, a shallow clone has no baseline: its first commit is not the first one', async () => {
    const clone = lab.clone(lab.server(), '--depth', '1')
    git(clone, 'remote', 'remove', 'origin')
    expect(await (await open(clone)).resolveBaseline({ kind: 'merge-base' }, local)).toMatchObject({
      reason: expect.stringMatching(/shallow/) as string,
    })
  })

  test('the baseline `none` is none', async () => {
    const clone = lab.clone(lab.server())
    expect(await (await open(clone)).resolveBaseline({ kind: 'none' }, local)).toMatchObject({
      reason: expect.stringMatching(/none/) as string,
    })
  })

  test.each(['-f', '$(id)', 'a;b', 'ünï', 'release/1.0'])(
    'a baseline branch or tag named %s is fetched if the checkout lacks it',
    async (name) => {
      const server = lab.server()
      const first = tip(server)
      git(server, 'update-ref', `refs/heads/${name}`, first)
      gitInput(
        server,
        `object ${first}\ntype commit\ntag ${name}\ntagger x <x@example.org> 1700000000 +0000\n\nv\n`,
        'mktag',
      )
      git(
        server,
        'update-ref',
        `refs/tags/${name}`,
        gitInput(
          server,
          `object ${first}\ntype commit\ntag ${name}\ntagger x <x@example.org> 1700000000 +0000\n\nv\n`,
          'mktag',
        ),
      )
      pushFrom(lab, server, { b: '1' })
      const checkout = lab.checkout(server, 'refs/heads/main', 'main')
      const repository = await open(checkout)
      expect(await repository.resolveBaseline({ kind: 'branch', name }, local)).toEqual({
        sha: first,
        label: `branch ${name}`,
      })
      expect(await repository.resolveBaseline({ kind: 'tag', name }, local)).toEqual({
        sha: first,
        label: `tag ${name}`,
      })
      expect((await repository.readFile(first, 'dvc.lock'))?.toString()).toBe('lock 0\n')
    },
  )

  test('a baseline branch has its tip on the server, or the last fetched tip if the server cannot be reached', async () => {
    const server = lab.server()
    const clone = lab.clone(server)
    const old = tip(server)
    const newer = pushFrom(lab, server, { b: '1' })
    const host = recordingHost()
    const repository = await open(clone, { host })
    expect(await repository.resolveBaseline({ kind: 'branch', name: 'main' }, local)).toEqual({
      sha: newer,
      label: 'branch main',
    })
    renameSync(server, `${server}.away`)
    expect(await repository.resolveBaseline({ kind: 'branch', name: 'main' }, local)).toEqual({
      sha: old,
      label: 'branch main',
    })
    expect(host.lines.join('\n')).toMatch(/warning: .*last fetched/)
    await expect(repository.resolveBaseline({ kind: 'tag', name: 'v1' }, local)).rejects.toThrow(OutsideError)
  })

  test.each([
    ['branch', 'no-such'],
    ['tag', 'v0'],
    ['branch', 'not a name'],
    ['tag', 'x..y'],
    ['branch', '*'],
  ] as const)('%s:%s is refused by its name', async (kind, name) => {
    const repository = await open(lab.clone(lab.server()))
    const error: unknown = await repository.resolveBaseline({ kind, name }, local).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(SetupError)
    expect((error as SetupError).details).toMatchObject({ key: 'baseline', value: `${kind}:${name}` })
  })
})
