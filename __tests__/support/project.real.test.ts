import { afterAll, expect, test } from '@jest/globals'
import { cleanUp, TINY, tinyProject } from './project.js'
import { objects, workspace } from './rebuild.js'

afterAll(cleanUp)

const CHANGED = { 'params.yaml': 'train:\n  a: 1\n  b: 2\n' }

test('a copy of a built project is one commit in which DVC and Git find nothing to do', async () => {
  for (const files of [{}, CHANGED, { ...CHANGED, 'dvc-ci.yaml': 'policies: {}\n' }]) {
    const clone = await tinyProject(files)
    expect(await clone.status()).toBe('')
    expect(await clone.git('rev-list', '--count', 'origin/main')).toBe('1')
    expect(await clone.head()).toBe(await clone.git('rev-parse', 'origin/main'))
    expect(await clone.git('ls-remote', 'origin')).toMatch(
      new RegExp(`^${await clone.head()}\\tHEAD\n\\w+\\trefs/heads/main$`),
    )
    expect(await clone.git('--git-dir', clone.origin, 'fsck', '--connectivity-only', '--no-dangling')).toBe('')
    expect(await clone.git('ls-files')).toContain('dvc-ci.yaml' in files ? 'dvc-ci.yaml' : 'dvc.lock')
    expect(await clone.dvc('repro', '--dry')).toContain('Data and pipelines are up to date.')
    expect(await clone.dvc('status', '--cloud')).toContain("Cache and remote 'storage' are in sync.")
    expect((await objects(clone.storage)).length).toBeGreaterThan(4)
  }
})

test('a copy has its own server and remote, and a change in it reaches no other copy', async () => {
  const [one, other] = [await tinyProject(CHANGED), await tinyProject(CHANGED)]
  const before = [await workspace(other), await objects(other.storage), await other.git('ls-remote', 'origin')]
  await one.write('data/raw.csv', '1,1\n')
  await one.edit('params.yaml', 'a: 1', 'a: 5')
  await one.dvc('repro', '-q')
  await one.dvc('push', '-q')
  await one.commit('Other data')
  expect([await workspace(other), await objects(other.storage), await other.git('ls-remote', 'origin')]).toEqual(before)
  const third = await tinyProject(CHANGED)
  expect(await workspace(third)).toEqual(before[0])
  const fresh = await third.clone()
  await fresh.dvc('pull', '-q')
  expect(await workspace(fresh)).toEqual(before[0])
})

test('a file that is left out of the project is in no copy', async () => {
  const clone = await tinyProject({ 'dvc.yaml': null })
  expect(await clone.git('ls-files')).not.toMatch(/dvc\.(yaml|lock)/)
  expect(Object.keys(TINY)).toContain('dvc.yaml')
})
