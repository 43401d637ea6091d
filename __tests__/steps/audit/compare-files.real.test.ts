import { execFileSync } from 'node:child_process'
import { link, mkdir, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, test } from '@jest/globals'
import { comparePaths } from '../../../src/steps/audit/compare-files.js'
import { cleanUp, scratch } from '../../support/project.js'

afterAll(cleanUp)

const never = new AbortController().signal
let [one, other] = ['', '']
beforeEach(async () => {
  const folder = await scratch()
  ;[one, other] = [join(folder, 'one'), join(folder, 'other')]
})

test('large files are compared in pieces, up to their last byte', async () => {
  const size = 5 * 1024 * 1024
  for (const path of [one, other]) {
    await writeFile(path, '')
    await truncate(path, size)
  }
  expect(await comparePaths(one, other, never)).toEqual([])
  await truncate(other, size + 1)
  expect(await comparePaths(one, other, never)).toMatchObject([{ kind: 'bytes', file: '', offset: size }])
})

test('folders tell their files that are new, gone, different or of another kind', async () => {
  for (const path of [one, other]) await mkdir(join(path, 'sub'), { recursive: true })
  await writeFile(join(one, 'gone'), '')
  await writeFile(join(other, 'new'), '')
  await writeFile(join(one, 'sub', 'file'), 'abc')
  await writeFile(join(other, 'sub', 'file'), 'abd')
  await writeFile(join(one, 'kind'), '')
  await mkdir(join(other, 'kind'))
  expect(await comparePaths(one, other, never)).toMatchObject([
    { kind: 'removed', file: 'gone' },
    { kind: 'other', file: 'kind', reason: 'the first run made a file, the second a folder' },
    { kind: 'added', file: 'new' },
    { kind: 'bytes', file: 'sub/file', offset: 2 },
  ])
})

test('links are followed, but for a link to a folder; a FIFO is not opened, and an absent output is told', async () => {
  for (const path of [one, other]) {
    await mkdir(path)
    await writeFile(join(path, 'content'), 'same')
    await symlink('content', join(path, 'link'))
    await symlink('.', join(path, 'loop'))
    await symlink('nowhere', join(path, 'broken'))
    execFileSync('mkfifo', [join(path, 'fifo')])
  }
  expect(await comparePaths(one, other, never)).toEqual([
    { kind: 'other', file: 'fifo', reason: 'it is a FIFO, whose content is not read' },
  ])
  expect(await comparePaths(join(one, 'none'), join(other, 'none'), never)).toEqual([
    { kind: 'other', file: '', reason: 'no run wrote it' },
  ])
  await rm(join(other, 'loop'))
  await symlink('..', join(other, 'loop'))
  expect(await comparePaths(join(one, 'loop'), join(other, 'content'), never)).toMatchObject([{ kind: 'other' }])
  expect(await comparePaths(one, other, never)).toContainEqual({
    kind: 'other',
    file: 'loop',
    reason: 'it is a link, and both runs made it lead to different places',
  })
})

test('one file for both runs is no sign that they agree: they share it through links out of their folders', async () => {
  const shared = await scratch()
  await writeFile(join(shared, 'model'), 'of the last run')
  for (const path of [one, other]) {
    await mkdir(path)
    await symlink(join(shared, 'model'), join(path, 'model'))
    await symlink(shared, join(path, 'folder'))
    await link(join(shared, 'model'), join(path, 'second-name'))
  }
  const of = (file: string, name: string) => ({
    kind: 'other',
    file,
    reason: `it is ${name} outside of the checkouts, which both runs share`,
  })
  expect(await comparePaths(one, other, never)).toEqual([
    of('folder', 'a link to a folder'),
    of('model', 'a file'),
    of('second-name', 'a file'),
  ])
})

test('an aborted signal ends a comparison', async () => {
  await writeFile(one, '')
  await expect(comparePaths(one, one, AbortSignal.abort())).rejects.toThrow()
})
