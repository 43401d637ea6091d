import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { contentDigest, textDigest } from '../../src/provenance/digests.js'

let place: string
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'digests-'))
})
afterEach(() => rmSync(place, { recursive: true, force: true }))

test('a file of several parts has the SHA-256 of its bytes', async () => {
  const content = Buffer.alloc((3 << 20) + 5, 'abc')
  writeFileSync(join(place, 'big'), content)
  writeFileSync(join(place, 'empty'), '')
  expect(await contentDigest(join(place, 'big'))).toEqual({ sha256: textDigest(content), bytes: content.length })
  expect(await contentDigest(join(place, 'empty'))).toEqual({ sha256: textDigest(''), bytes: 0 })
})

test('a folder has the digest that a person gets with find, sort and sha256sum', async () => {
  const folder = join(place, 'model')
  for (const path of ['a.txt', 'a/b', 'a/ü 1', 'z', 'a/back\\slash', 'two\nlines']) {
    mkdirSync(join(folder, path, '..'), { recursive: true })
    writeFileSync(join(folder, path), path)
  }
  const command = "find . -type f -printf '%P\\0' | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -d' ' -f1"
  const printed = execFileSync('sh', ['-c', command], { cwd: folder, encoding: 'utf8' }).trim()
  const before = await contentDigest(folder)
  expect(before).toMatchObject({ sha256: printed, bytes: 36 })
  appendFileSync(join(folder, 'a', 'new'), '')
  expect((await contentDigest(folder)).sha256).not.toBe(before.sha256)
})

test('a link counts as its content only where it leads into the cache of DVC', async () => {
  mkdirSync(join(place, 'cache', 'ab'), { recursive: true })
  mkdirSync(join(place, 'model'))
  writeFileSync(join(place, 'cache', 'ab', 'c'), 'bytes')
  writeFileSync(join(place, 'outside'), 'bytes')
  symlinkSync(join(place, 'cache', 'ab', 'c'), join(place, 'model', 'weights'))
  const cache = join(place, 'cache')
  expect((await contentDigest(join(place, 'model', 'weights'), cache)).sha256).toBe(textDigest('bytes'))
  expect((await contentDigest(join(place, 'model'), cache)).files).toEqual([
    { path: 'weights', sha256: textDigest('bytes') },
  ])
  await expect(contentDigest(join(place, 'model'))).rejects.toThrow(/weights is a link to .*outside of DVC's cache/)
  symlinkSync(join(place, 'outside'), join(place, 'model', 'other'))
  await expect(contentDigest(join(place, 'model'), cache)).rejects.toThrow(/other is a link/)
  symlinkSync(join(place, 'model'), join(place, 'loop'))
  await expect(contentDigest(join(place, 'loop'), cache)).rejects.toThrow(/loop is a link/)
})

test('a pipe has no digest, and a missing path is the error of the file system', async () => {
  execFileSync('mkfifo', [join(place, 'pipe')])
  await expect(contentDigest(join(place, 'pipe'))).rejects.toThrow(/is no file and no folder/)
  await expect(contentDigest(join(place, 'none'))).rejects.toMatchObject({ code: 'ENOENT' })
})
