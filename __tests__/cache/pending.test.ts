import { mkdir, mkdtemp, realpath, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { cacheRights, saveKey } from '../../src/cache/keys.js'
import { checkedSaves } from '../../src/cache/pending.js'

let workspace = ''
beforeEach(async () => {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'dvc-ci-pending-')))
  workspace = join(folder, 'work')
  await mkdir(join(workspace, '.dvc', 'tmp', 'dvc-ci-cache'), { recursive: true })
  await mkdir(join(folder, 'tools', 'dvc-ci', 'dvc'), { recursive: true })
})
afterEach(() => rm(join(workspace, '..'), { recursive: true, force: true }))

const rights = cacheRights({ name: 'pull_request', ref: 'refs/pull/1/merge', defaultBranch: 'main', trusted: false })
const own = cacheRights({ name: 'pull_request', ref: 'refs/pull/1/merge', defaultBranch: 'main', trusted: true })
const key = saveKey(own, 'linux-x64', { what: 'data', kind: 'data', name: 'a', paths: [] }) ?? ''
const entry = { what: 'DVC data', key, paths: ['.dvc/tmp/dvc-ci-cache'], limit: 1e9 }

const judge = (state: unknown, by = own) =>
  checkedSaves(typeof state === 'string' ? state : JSON.stringify(state), {
    rights: by,
    workspace,
    folders: [join(workspace, '..', 'tools', 'dvc-ci')],
  })

describe('the state that the post part of the action stores from', () => {
  test('entries of a run are stored', async () => {
    const tools = { ...entry, paths: [join(workspace, '..', 'tools', 'dvc-ci', 'dvc')] }
    expect(await judge([entry, tools])).toEqual({ saves: [entry, tools], rejected: [] })
  })

  test.each<[string, unknown]>([
    ['text that is not JSON', '{'],
    ['no list', { key }],
    ['more entries than a run has', Array.from({ length: 21 }, () => entry)],
    ['no object', [7]],
    ['a key of another type', [{ ...entry, key: 7 }]],
    ['no path', [{ ...entry, paths: [] }]],
    ['a limit that is no number', [{ ...entry, limit: '1' }]],
    ['a line break in a path', [{ ...entry, paths: ['a\nb'] }]],
  ])('%s is not stored', async (_, state) => {
    const { saves, rejected } = await judge(state)
    expect([saves.length, rejected.length]).toEqual([0, 1])
  })

  test.each<[string, string[]]>([
    ['a file of the runner', ['/etc/passwd']],
    ['a path out of the workspace', ['../tools/other']],
    ['the whole workspace, with the token of its checkout', ['.']],
    ["a file of Git's own folder", ['.git/config']],
    ["a submodule's own folder", ['vendor/lib/.git']],
    ['a link out of the workspace', ['lnk/a']],
    ['one path of two', ['.dvc/tmp/dvc-ci-cache', '/etc/passwd']],
  ])('%s is not stored', async (_, paths) => {
    await symlink(tmpdir(), join(workspace, 'lnk'))
    expect((await judge([{ ...entry, paths }])).saves).toEqual([])
  })

  test('a key that the run may not write is not stored', async () => {
    expect((await judge([entry], rights)).saves).toEqual([])
    const official = { ...entry, key: key.replace('-change-', '-official-') }
    expect(official.key).not.toBe(key)
    expect((await judge([official, entry])).saves).toEqual([entry])
    expect((await judge([{ ...entry, key: 'setup-python-linux' }])).saves).toEqual([])
  })
})
