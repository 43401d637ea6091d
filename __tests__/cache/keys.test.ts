import { describe, expect, test } from '@jest/globals'
import { cacheRights, nameOfKey, restoreKeys, saveKey, systemOf } from '../../src/cache/keys.js'
import { isCacheOffered } from '../../src/cache/service.js'

const MAIN = { ref: 'refs/heads/main', defaultBranch: 'main', trusted: true }
const PULL = { number: 1, headSha: '', headRef: 'x', baseSha: '', baseRef: 'main', fork: false, title: '', body: '' }
const [OFFICIAL, CHANGE] = [
  { reads: ['official'], writes: 'official' },
  { reads: ['change', 'official'], writes: 'change' },
]

describe('cache rights', () => {
  test.each([
    ['a push to main', { name: 'push', ...MAIN }, OFFICIAL],
    ['a dispatch on main', { name: 'workflow_dispatch', ...MAIN }, OFFICIAL],
    [
      'a schedule, whose payload names no branch',
      { name: 'schedule', ref: 'refs/heads/main', trusted: true },
      OFFICIAL,
    ],
    ['a pull request', { name: 'pull_request', ...MAIN, ref: 'refs/pull/1/merge', pullRequest: PULL }, CHANGE],
    ["a pull request's event in main's scope", { name: 'pull_request_target', ...MAIN, pullRequest: PULL }, CHANGE],
    [
      'a fork',
      { name: 'pull_request', ...MAIN, ref: 'refs/pull/1/merge', pullRequest: { ...PULL, fork: true }, trusted: false },
      { reads: ['change', 'official'] },
    ],
    ['a push to another branch', { name: 'push', ...MAIN, ref: 'refs/heads/topic' }, CHANGE],
    ["a tag that is called like main's branch", { name: 'push', ...MAIN, ref: 'refs/tags/main' }, CHANGE],
    ['a merge group', { name: 'merge_group', ...MAIN, ref: 'refs/heads/gh-readonly-queue/main/pr-1' }, CHANGE],
    ['an event that any user can start on main', { name: 'workflow_run', ...MAIN }, { reads: ['official'] }],
    ['an untrusted actor on main', { name: 'push', ...MAIN, trusted: false }, { reads: ['official'] }],
  ] as const)('%s has the expected rights to read and write cache entries', (_, event, rights) => {
    expect(cacheRights(event)).toEqual(rights)
  })
})

describe('keys', () => {
  const request = { what: 'DVC data', kind: 'data', name: 'p1-lock-', similar: ['p1-'], paths: ['/x'] }
  const system = systemOf({ ImageOS: 'ubuntu24' }, 'linux', 'x64')

  test('a change reads its own entries first, those of its lock before others; main reads only its own', () => {
    expect(restoreKeys(cacheRights({ name: 'push', ...MAIN }), system, request)).toEqual([
      'dvc-ci-1-official-data-linux-x64-ubuntu24-p1-lock-',
      'dvc-ci-1-official-data-linux-x64-ubuntu24-p1-',
    ])
    expect(
      restoreKeys(cacheRights({ name: 'pull_request', ...MAIN, pullRequest: PULL }), system, request).map((key) =>
        key.replace('data-linux-x64-ubuntu24-', ''),
      ),
    ).toEqual([
      'dvc-ci-1-change-p1-lock-',
      'dvc-ci-1-official-p1-lock-',
      'dvc-ci-1-change-p1-',
      'dvc-ci-1-official-p1-',
    ])
  })

  test('no key of one namespace is a prefix of a key of the other, for any name', () => {
    const change = cacheRights({ name: 'pull_request', ...MAIN, pullRequest: PULL })
    const hostile = { ...request, kind: 'x-official', name: '../official-data,p1', similar: [''] }
    expect(saveKey(change, system, hostile)).toMatch(/^dvc-ci-1-change-/)
    expect(saveKey(change, system, hostile)).not.toContain(',')
    expect(
      restoreKeys(cacheRights({ name: 'push', ...MAIN }), system, hostile).every((key) =>
        key.startsWith('dvc-ci-1-official-'),
      ),
    ).toBe(true)
    expect(saveKey(cacheRights({ name: 'workflow_run', ...MAIN }), system, request)).toBeUndefined()
  })

  test('the name can be read back from a key', () => {
    expect(nameOfKey('dvc-ci-1-official-data-linux-x64-ubuntu24-p1-lock-held', system, request)).toBe('p1-lock-held')
    expect(nameOfKey('something else', system, request)).toBe('')
  })
})

test.each([
  [{}, false],
  [{ ACTIONS_CACHE_URL: '' }, false],
  [{ ACTIONS_RESULTS_URL: 'http://x/' }, false],
  [{ ACTIONS_CACHE_URL: 'http://x/' }, true],
  [{ ACTIONS_RESULTS_URL: 'http://x/', ACTIONS_CACHE_SERVICE_V2: 'True' }, true],
])('with the variables %j, the answer to whether the runner offers a cache is %j', (env, offered) => {
  expect(isCacheOffered(env)).toBe(offered)
})
