import { createHash } from 'node:crypto'
import { lstat, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { admitObjects, collectObjects, listObjects } from '../../src/cache/objects.js'

let directory: string
const at = (...names: string[]) => join(directory, ...names)
const place = (folder: string, hash: string) => at(folder, hash.slice(0, 2), hash.slice(2))
const md5 = (text: string) => createHash('md5').update(text).digest('hex')
/** An object, under its own hash or, forged, under another one. */
async function put(folder: string, text: string, hash = md5(text)): Promise<string> {
  await mkdir(dirname(place(folder, hash)), { recursive: true })
  await writeFile(place(folder, hash), text)
  return hash
}

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'dvc-ci-objects-'))
})
afterEach(async () => {
  await rm(directory, { recursive: true, force: true })
})

test('needed and complete objects enter the cache read-only, and all other files stay outside', async () => {
  const member = await put('from', 'a member')
  const lacking = md5('only the remote has it')
  const manifest = JSON.stringify([
    { md5: member, relpath: 'a' },
    { md5: lacking, relpath: 'b' },
  ])
  const folder = await put('from', manifest, `${md5(manifest)}.dir`)
  const file = await put('from', 'a file')
  const other = await put('from', 'an output outside of the roots')
  expect(await admitObjects(at('from'), at('into'), [folder, file, lacking])).toEqual({ objects: 3, refused: [] })
  expect((await listObjects(at('into'))).sort()).toEqual([folder, member, file].sort())
  expect((await lstat(place('into', file))).mode & 0o222).toBe(0)
  expect(await listObjects(at('from'))).toEqual([other])
})

test('an altered object, a forged manifest, a link and a path outside never enter the cache', async () => {
  const altered = await put('from', 'a model with a back door', md5('the model'))
  const backDoor = await put('from', 'a member that the true manifest does not name')
  const forged = await put('from', JSON.stringify([{ md5: backDoor, relpath: 'model.pkl' }]), `${md5('[]')}.dir`)
  await put('from', 'elsewhere')
  const linked = md5('linked')
  await mkdir(dirname(place('from', linked)), { recursive: true })
  await symlink(place('from', md5('elsewhere')), place('from', linked))
  const manifest = JSON.stringify([{ md5: '../../../../outside', relpath: 'a' }, { md5: 7, relpath: 'b' }, null])
  const leading = await put('from', manifest, `${md5(manifest)}.dir`)
  const result = await admitObjects(at('from'), at('into'), [altered, forged, linked, leading, '../../outside'])
  expect(result).toEqual({ objects: 1, refused: [altered, forged] })
  expect(await listObjects(at('into'))).toEqual([leading])
  // What was refused is not left beside the others either.
  await expect(lstat(dirname(place('into', linked)))).rejects.toThrow('ENOENT')
})

test('an existing object stays unchanged, and the needed objects of a cache are collected', async () => {
  const own = await put('into', 'mine')
  await put('from', 'mine but altered', own)
  expect(await admitObjects(at('from'), at('into'), [own])).toEqual({ objects: 0, refused: [] })
  expect(await readFile(place('into', own), 'utf8')).toBe('mine')
  const manifest = JSON.stringify([{ md5: own, relpath: 'a' }])
  const folder = await put('into', manifest, `${md5(manifest)}.dir`)
  await put('into', 'of another commit')
  expect((await collectObjects(at('into'), at('kept'), [folder, md5('absent')])).sort()).toEqual([folder, own].sort())
  expect((await listObjects(at('kept'))).sort()).toEqual([folder, own].sort())
})
