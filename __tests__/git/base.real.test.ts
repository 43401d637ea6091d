import { renameSync } from 'node:fs'
import { OutsideError, SetupError } from '../../src/errors/errors.js'
import type { EventContext } from '../../src/settings/settings.js'
import { commitAll, freePort, git, gitInput, Lab, open, pushFrom, recordingHost, state, tip, write } from './lab.js'

const lab = new Lab()
afterAll(() => lab.close())

/** A server on which main has `length` commits and `branch` left it `apart` commits before its end, with `own` commits of its own. */
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
  test('fetches one commit into a shallow checkout and changes nothing that one sees', async () => {
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

  test('does not cut the history of a checkout that is whole', async () => {
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

  test('falls back to the branches where the server gives no commit by its hash', async () => {
    const { server, fork } = longHistory({ length: 20, apart: 5, own: 2 })
    const checkout = lab.checkout(server, 'refs/heads/main', 'main')
    git(checkout, 'config', 'protocol.version', '0')
    expect(() => git(checkout, 'fetch', '--depth=1', 'origin', fork)).toThrow(/unadvertised|not our ref/)
    expect(await (await open(checkout)).ensureCommit(fork)).toBe(fork)
  })

  test.each(['shallow', 'whole'])('a commit that nobody has is a SetupError that names it (%s)', async (kind) => {
    const server = lab.server()
    const repository = await open(
      kind === 'shallow' ? lab.checkout(server, 'refs/heads/main', 'main') : lab.clone(server),
    )
    const error: unknown = await repository.ensureCommit('d'.repeat(40)).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(SetupError)
    expect((error as SetupError).details).toMatchObject({ key: 'revision', value: 'd'.repeat(40) })
    await expect(repository.ensureCommit('v9-nope')).rejects.toThrow(/v9-nope/)
  })

  test('without a remote it says that there is none', async () => {
    const clone = lab.clone(lab.server())
    git(clone, 'remote', 'remove', 'origin')
    await expect((await open(clone)).ensureCommit('d'.repeat(40))).rejects.toThrow(/no remote/)
  })

  test('a server that is away is an OutsideError', async () => {
    const checkout = lab.checkout(lab.server(), 'refs/heads/main', 'main')
    git(checkout, 'remote', 'set-url', 'origin', `git://127.0.0.1:${await freePort()}/gone`)
    const error: unknown = await (await open(checkout)).ensureCommit('d'.repeat(40)).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(OutsideError)
    expect((error as OutsideError).text).toMatch(/does not answer \(4 attempts\)/)
  })

  test('a server that accepts and then says nothing is given up after the time limit', async () => {
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
  test('a base 300 commits away is found from a depth of 1', async () => {
    const { server, base, head, fork } = longHistory({ length: 400, apart: 300, own: 3 })
    const checkout = lab.checkout(server, 'refs/pull/7/merge')
    const before = state(checkout)
    const repository = await open(checkout)
    expect(await repository.mergeBase(base, head)).toBe(fork)
    expect(state(checkout)).toBe(before)
    expect(await repository.isShallow()).toBe(false)
  })

  test('no more history is fetched than it takes', async () => {
    const { server, base, head, fork } = longHistory({ length: 400, apart: 20, own: 3 })
    const checkout = lab.checkout(server, 'refs/pull/7/merge')
    const repository = await open(checkout)
    expect(await repository.mergeBase(base, head)).toBe(fork)
    expect(await repository.isShallow()).toBe(true)
    expect(Number(git(checkout, 'rev-list', '--count', base))).toBeLessThan(100)
  })

  test('a tip that was never pushed is deepened from where its history was cut', async () => {
    const { server, fork } = longHistory({ length: 400, apart: 300, own: 3 })
    const checkout = lab.checkout(server, 'refs/heads/feature', 'feature')
    write(checkout, { 'new.txt': 'x' })
    const mine = commitAll(checkout, 'only here')
    expect(await (await open(checkout)).mergeBase(tip(server), mine)).toBe(fork)
  })

  test('protocol 0, where no commit is given by its hash', async () => {
    const { server, base, head, fork } = longHistory({ length: 100, apart: 80, own: 3 })
    const checkout = lab.checkout(server, 'refs/heads/main', 'main')
    git(checkout, 'config', 'protocol.version', '0')
    expect(await (await open(checkout)).mergeBase(base, head)).toBe(fork)
  })

  test('histories without anything in common have none, in a whole and in a shallow checkout', async () => {
    const server = lab.server()
    const orphan = gitInput(server, 'orphan\n', 'commit-tree', 'main^{tree}')
    git(server, 'update-ref', 'refs/heads/orphan', orphan)
    for (const folder of [lab.clone(server), lab.checkout(server, 'refs/heads/main', 'main')]) {
      expect(await (await open(folder)).mergeBase('HEAD', orphan)).toBeUndefined()
    }
  })
})

describe('fetchTip', () => {
  test("gives the server's tip, connected with a shallow checkout, and writes no ref", async () => {
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
  test("of GitHub's merge commit: against the base as it was merged, which the event does not know yet", async () => {
    const { server, base, head, fork } = longHistory({ length: 100, apart: 60, own: 3 })
    const checkout = lab.checkout(server, 'refs/pull/7/merge')
    // The event's base is older than what the head forked from, so it would give another answer.
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

  test("of a checkout of the head itself: against the event's base", async () => {
    const { server, base, head, fork } = longHistory({ length: 100, apart: 60, own: 3 })
    const repository = await open(lab.checkout(server, 'refs/pull/7/head'))
    expect(await repository.resolveBaseline({ kind: 'merge-base' }, pullRequest(head, base))).toEqual({
      sha: fork,
      label: 'merge base with main',
    })
  })

  test('unrelated histories and a rewritten base', async () => {
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

  test('of a push: the tip before it; none for a new branch or one that was rewritten', async () => {
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

  test('of a merge group: its base', async () => {
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

  test("on a laptop: the merge base with the remote's default branch, as the clone or the server knows it", async () => {
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

  test('on a laptop without a remote there is none, with the reason', async () => {
    const clone = lab.clone(lab.server())
    git(clone, 'remote', 'remove', 'origin')
    expect(await (await open(clone)).resolveBaseline({ kind: 'merge-base' }, local)).toMatchObject({
      reason: expect.stringMatching(/no remote/) as string,
    })
    expect(await (await open(clone)).resolveBaseline({ kind: 'none' }, local)).toMatchObject({
      reason: expect.stringMatching(/none/) as string,
    })
  })

  test.each(['-f', '$(id)', 'a;b', 'ünï', 'release/1.0'])('branch and tag %s are fetched when absent', async (name) => {
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
    expect(await repository.resolveBaseline({ kind: 'tag', name }, local)).toEqual({ sha: first, label: `tag ${name}` })
    expect((await repository.readFile(first, 'dvc.lock'))?.toString()).toBe('lock 0\n')
  })

  test('a branch is taken as it is on the server now, or as it was last fetched while the server is away', async () => {
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
