import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import { cacheFolder, readCached } from '../../src/dvc/cached-object.js'
import { cleanUp, scratch } from '../support/project.js'

afterAll(cleanUp)

const md5 = (text: string) => createHash('md5').update(text).digest('hex')

async function put(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text)
}

test('the cache is where the configuration says, the local file first', async () => {
  const root = await scratch()
  expect(await cacheFolder(root)).toBe(join(root, '.dvc', 'cache'))
  await put(
    join(root, '.dvc', 'config'),
    "[core]\n    dir = no\n[cache]\n    type = copy\n    dir = '../shared cache'\n",
  )
  expect(await cacheFolder(root)).toBe(join(root, 'shared cache'))
  await put(join(root, '.dvc', 'config.local'), '[cache]\ndir = /elsewhere\n["remote \\"x\\""]\ndir = no\n')
  expect(await cacheFolder(root)).toBe('/elsewhere')
})

test('an object is read in both layouts; an altered, a large and an absent one, and no hash, give nothing', async () => {
  const folder = await scratch()
  const [now, old, altered] = ['now', 'old', 'altered'].map(md5) as [string, string, string]
  await put(join(folder, 'files', 'md5', now.slice(0, 2), now.slice(2)), 'now')
  await put(join(folder, old.slice(0, 2), old.slice(2)), 'old')
  await put(join(folder, 'files', 'md5', altered.slice(0, 2), altered.slice(2)), 'Altered')
  const read = async (hash: string, most = 100) => (await readCached(folder, hash, most))?.toString('utf8')
  expect([await read(now), await read(old)]).toEqual(['now', 'old'])
  expect([await read(altered), await read(now, 2), await read(md5('x')), await read('../../etc/passwd')]).toEqual(
    Array(4).fill(undefined),
  )
})
