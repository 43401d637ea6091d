import { chmodSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import { OutsideError } from '../../src/errors/errors.js'
import { mergeFile } from '../../src/git/merge-file.js'
import { commitAll, git, head, Lab, open, read, write } from './lab.js'

const lab = new Lab()
afterAll(() => lab.close())

/** A clone with an unfinished merge: main has `ours`, the merged branch has `theirs`. */
function stopped(
  base: Record<string, string>,
  ours: Record<string, string | null>,
  theirs: Record<string, string | null>,
): string {
  const clone = lab.clone(lab.server(base))
  const change = (files: Record<string, string | null>, message: string) => {
    for (const [path, text] of Object.entries(files))
      if (text === null) rmSync(join(clone, path))
      else write(clone, { [path]: text })
    commitAll(clone, message)
  }
  git(clone, 'checkout', '--quiet', '-b', 'other')
  change(theirs, 'theirs')
  git(clone, 'checkout', '--quiet', 'main')
  change(ours, 'ours')
  expect(() => git(clone, 'merge', '--quiet', 'other')).toThrow()
  return clone
}

describe('a merge that stopped', () => {
  test('unmerged lists the files of an unfinished merge with every version, for any file name', async () => {
    const name = ':(glob)*\n"ü.dvc'
    const clone = stopped(
      { [name]: 'base\n', 'gone.dvc': '1\n', 'other.txt': 'x\n' },
      { [name]: 'ours\r\n', 'gone.dvc': null, 'new.dvc': 'a\n', 'other.txt': 'y\n' },
      { [name]: 'theirs', 'gone.dvc': '2\n', 'new.dvc': 'b\n', 'other.txt': 'z\n' },
    )
    const repository = await open(clone)
    const files = await repository.unmerged((path) => path.endsWith('.dvc'))
    expect(files.sort((a, b) => (a.path < b.path ? -1 : 1))).toEqual([
      { path: name, base: 'base\n', ours: 'ours\r\n', theirs: 'theirs' },
      { path: 'gone.dvc', base: '1\n', theirs: '2\n' },
      { path: 'new.dvc', ours: 'a\n', theirs: 'b\n' },
    ])
    write(clone, { [name]: 'settled\n' })
    await repository.markResolved(name)
    expect((await repository.unmerged(() => true)).map(({ path }) => path).sort()).toEqual([
      'gone.dvc',
      'new.dvc',
      'other.txt',
    ])
    expect(git(clone, 'show', `:0:./${name}`)).toBe('settled')
  })

  test('unmerged is empty without a merge', async () => {
    expect(await (await open(lab.clone(lab.server()))).unmerged(() => true)).toEqual([])
  })
})

test("attributes and this clone's configuration are read and written", async () => {
  const clone = lab.clone(lab.server())
  const repository = await open(clone)
  expect(await repository.attribute('merge', 'sub/dvc.lock')).toBeUndefined()
  write(clone, { '.gitattributes': 'dvc.lock merge=dvc-ci\n*.txt -merge\n' })
  expect(await repository.attribute('merge', 'sub/dvc.lock')).toBe('dvc-ci')
  expect(await repository.attribute('merge', 'a.txt')).toBeUndefined()
  expect(await repository.localConfig('merge.dvc-ci.driver')).toBeUndefined()
  await repository.setLocalConfig('merge.dvc-ci.driver', `'a b' %O "$(x)"`)
  expect(await repository.localConfig('merge.dvc-ci.driver')).toBe(`'a b' %O "$(x)"`)
})

test('mergeFile merges line by line as Git does, with conflict markers', async () => {
  const folder = lab.path('merge')
  const lines = (first: string, last: string) => `${first}\n${'x\n'.repeat(8)}${last}\n`
  write(folder, {
    base: lines('a', 'z'),
    ours: lines('A', 'z'),
    theirs: lines('a', 'Z'),
    other: lines('B', 'z'),
    '-L': 'x\n',
    binary: '\0\x01',
  })
  expect(await mergeFile(folder, { base: 'base', ours: 'ours', theirs: 'theirs' })).toBe(true)
  expect(read(folder, 'ours')).toBe(lines('A', 'Z'))
  expect(await mergeFile(folder, { base: 'base', ours: 'ours', theirs: 'other' })).toBe(false)
  expect(read(folder, 'ours')).toContain('<<<<<<< ours\nA\n=======\nB\n>>>>>>> theirs\n')
  await expect(mergeFile(folder, { base: 'base', ours: 'nothing', theirs: 'other' })).rejects.toBeInstanceOf(
    OutsideError,
  )
})

describe('the inventory', () => {
  test('trackedFiles lists each file once with size and mode, also in conflict, and takes folder names literally', async () => {
    const clone = stopped(
      { 'a.dvc': '1\n', 'sub [x]/b': '12345', 'subx/c': '1' },
      { 'a.dvc': '22\n' },
      { 'a.dvc': '333\n' },
    )
    symlinkSync('a.dvc', join(clone, 'sub [x]', 'link'))
    write(clone, { 'sub [x]/run.sh': '#!/bin/sh\n', 'sub [x]/new': 'n' })
    chmodSync(join(clone, 'sub [x]/run.sh'), 0o755)
    git(clone, 'add', '--', 'sub [x]/link', 'sub [x]/run.sh')
    const repository = await open(clone)
    expect((await repository.trackedFiles(['sub [x]'])).map(({ path, size, mode }) => [path, size, mode])).toEqual([
      ['sub [x]/b', 5, '100644'],
      ['sub [x]/link', 5, '120000'],
      ['sub [x]/run.sh', 10, '100755'],
    ])
    expect((await repository.trackedFiles([''])).map(({ path }) => path)).toEqual([
      'a.dvc',
      'sub [x]/b',
      'sub [x]/link',
      'sub [x]/run.sh',
      'subx/c',
    ])
    expect(await repository.untrackedFiles(['sub [x]'])).toEqual(['sub [x]/new'])
    expect(await repository.untrackedFiles(['subx'])).toEqual([])
  })

  test('ignoredFiles lists ignored files with their pattern, also tracked ones', async () => {
    const clone = lab.clone(lab.server({ 'a.txt': 'a\n' }))
    write(clone, {
      '.gitignore': '# none\n*.dvc\n/data \\[1]/\n',
      'x.dvc': '',
      'kept.dvc': '',
      'data [1]/deep/y.dvc': '',
      'data [1]/dvc.lock': '',
      'data [1]/z.csv': '',
      'sub/dvc.yaml': '',
    })
    git(clone, 'add', '--force', 'kept.dvc')
    const repository = await open(clone)
    const found = await repository.ignoredFiles('', ['*.dvc', 'dvc.lock', 'dvc.yaml'])
    expect(found.sort((a, b) => (a.path < b.path ? -1 : 1))).toEqual([
      { path: 'data [1]/deep/y.dvc', tracked: false, source: '.gitignore', line: 3, pattern: '/data \\[1]/' },
      { path: 'data [1]/dvc.lock', tracked: false, source: '.gitignore', line: 3, pattern: '/data \\[1]/' },
      { path: 'kept.dvc', tracked: true, source: '.gitignore', line: 2, pattern: '*.dvc' },
      { path: 'x.dvc', tracked: false, source: '.gitignore', line: 2, pattern: '*.dvc' },
    ])
    expect((await repository.ignoredFiles('data [1]', ['*.dvc'])).map(({ path }) => path)).toEqual([
      'data [1]/deep/y.dvc',
    ])
    expect(await repository.ignoredFiles('sub', ['*.dvc'])).toEqual([])
  })

  test('messages gives the commit messages between two commits, with line breaks', async () => {
    const clone = lab.clone(lab.server())
    const first = head(clone)
    write(clone, { 'a.txt': 'b\n' })
    const second = commitAll(clone, 'Subject\n\nBody [skip ci]\n\nskip-checks: true')
    write(clone, { 'a.txt': 'c\n' })
    commitAll(clone, 'Third')
    const repository = await open(clone)
    expect(await repository.messages(first, 'HEAD')).toMatchObject([
      { message: 'Third\n' },
      { sha: second, message: 'Subject\n\nBody [skip ci]\n\nskip-checks: true\n' },
    ])
    expect(await repository.messages('HEAD', 'HEAD')).toEqual([])
  })
})
