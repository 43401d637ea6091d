import { execFileSync } from 'node:child_process'
import { afterAll, describe, expect, test } from '@jest/globals'
import type { GitRepository } from '../../../src/git/repository.js'
import type { Settings } from '../../../src/settings/settings.js'
import { endsHold, lastRollback } from '../../../src/steps/official/holds.js'
import { ENV, git, Lab, open } from '../../git/lab.js'

const lab = new Lab()
afterAll(() => lab.close())

let time = 1_790_000_000

/** Makes an empty commit, a minute after the one before. */
function commit(clone: string, subject: string, ...trailers: string[]): string {
  time += 60
  const message = [subject, ...(trailers.length === 0 ? [] : ['', ...trailers])].join('\n')
  const date = `@${time} +0000`
  execFileSync('git', ['commit', '--quiet', '--allow-empty', '-m', message], {
    cwd: clone,
    env: { ...ENV, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date },
  })
  return git(clone, 'rev-parse', 'HEAD')
}

const rollback = (clone: string, ...more: string[]) =>
  commit(clone, 'CI: Roll back', `Dvc-Ci-Rollback: ${'a'.repeat(40)}`, ...more)
const build = (clone: string, ...more: string[]) =>
  commit(clone, 'CI: Build', `Dvc-Ci-Source: ${'b'.repeat(40)}`, ...more)

/** The rollback that the search finds from HEAD, for the project in a folder. */
async function found(clone: string, directory = '.'): Promise<string | undefined> {
  const repository: GitRepository = await open(clone)
  return lastRollback({ git: repository, inGit: () => directory }, await repository.head())
}

describe('the last rollback without a build on top', () => {
  test('commits after it do not hide it, and a build on top ends it', async () => {
    const clone = lab.clone(lab.server())
    build(clone)
    expect(await found(clone)).toBeUndefined()
    rollback(clone)
    const second = rollback(clone)
    commit(clone, 'Docs')
    expect(await found(clone)).toBe(second)
    build(clone)
    commit(clone, 'Docs')
    expect(await found(clone)).toBeUndefined()
  })

  test('a rollback that a merge brings after a newer build counts, and so does a build on top of the merge', async () => {
    const clone = lab.clone(lab.server())
    git(clone, 'switch', '--quiet', '-c', 'back')
    const back = rollback(clone)
    git(clone, 'switch', '--quiet', 'main')
    build(clone)
    expect(await found(clone)).toBeUndefined()
    git(clone, 'merge', '--quiet', '--no-ff', '-m', 'Merge', 'back')
    const merge = git(clone, 'rev-parse', 'HEAD')
    expect(await found(clone)).toBe(back)
    const repository = await open(clone)
    commit(clone, 'Docs')
    expect(await repository.broughtBy(back, 'HEAD')).toBe(merge)
    build(clone)
    expect(await found(clone)).toBeUndefined()
  })

  test('broughtBy is the commit itself on the first-parent line', async () => {
    const clone = lab.clone(lab.server())
    const back = rollback(clone)
    const repository = await open(clone)
    expect(await repository.broughtBy(back, 'HEAD')).toBe(back)
    commit(clone, 'Docs')
    git(clone, 'switch', '--quiet', '-c', 'topic', 'HEAD~1')
    commit(clone, 'Topic')
    git(clone, 'switch', '--quiet', 'main')
    git(clone, 'merge', '--quiet', '--no-ff', '-m', 'Merge', 'topic')
    expect(await repository.broughtBy(back, git(clone, 'rev-parse', 'HEAD'))).toBe(back)
  })

  test('each project of a repository has its own rollbacks and builds', async () => {
    const clone = lab.clone(lab.server())
    const own = rollback(clone, 'Dvc-Ci-Directory: models/a')
    build(clone)
    expect([await found(clone, 'models/a'), await found(clone, 'models/b'), await found(clone)]).toEqual([
      own,
      undefined,
      undefined,
    ])
  })

  test('a shallow checkout is deepened', async () => {
    const server = lab.server()
    const clone = lab.clone(server)
    const back = rollback(clone)
    commit(clone, 'Docs')
    git(clone, 'push', '--quiet', 'origin', 'HEAD:main')
    expect(await found(lab.checkout(server, 'refs/heads/main', 'main'))).toBe(back)
  })
})

test.each<[string, Settings['mode'], string, boolean, boolean]>([
  ['a push', 'rebuild', 'push', false, false],
  ['a release', 'rebuild', 'workflow_dispatch', true, true],
  ['a retraining by hand', 'retrain', 'workflow_dispatch', false, true],
  ['a retraining on new data', 'retrain', 'repository_dispatch', false, true],
  ['a scheduled retraining', 'retrain', 'schedule', false, false],
  ['a scheduled release', 'retrain', 'schedule', true, true],
])('whether %s ends a hold', (_, mode, name, release, ends) => {
  const rebuild = { release } as Settings['rebuild']
  expect(endsHold({ mode, rebuild, event: { name, ref: '', trusted: true } })).toBe(ends)
})
