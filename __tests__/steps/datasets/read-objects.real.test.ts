import { once } from 'node:events'
import { chmod, cp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { LockedOut } from '../../../src/dvc/locked-outs.js'
import { localObjects, type WantedObject } from '../../../src/steps/datasets/read-objects.js'
import { cleanUp } from '../../support/project.js'
import { DataProject } from './opened.js'

let made: DataProject
let outs: Record<string, WantedObject>
/** The places of an object in the cache and in the remote. */
const placeOf = ({ hash }: LockedOut) => `files/md5/${hash.slice(0, 2)}/${hash.slice(2)}`

beforeAll(async () => {
  made = await DataProject.make()
  await made.add(['a.csv', 'b.csv', 'c.csv'], { 'a.csv': 'a\n', 'b.csv': 'bb\n', 'c.csv': 'ccc\n' })
  await made.dvc('push', '-q')
  outs = Object.fromEntries(await made.locked('a.csv.dvc', 'b.csv.dvc', 'c.csv.dvc'))
})
afterAll(async () => {
  await made.close()
  await cleanUp()
})

const out = (path: string): WantedObject => {
  const found = outs[path]
  if (found === undefined) throw new Error(`no ${path}`)
  return found
}
const cached = (path: string) => join(made.directory, '.dvc/cache', placeOf(out(path)))

test('objects come from the cache, else from the remote into the cache, below the limit', async () => {
  await rm(cached('b.csv'))
  const project = await made.open()
  const wanted = [out('a.csv'), out('b.csv'), out('c.csv'), { ...out('a.csv'), path: 'folder/same.csv' }]
  const { files, unread } = await localObjects(project, wanted, 5)
  expect(files.size).toBe(2)
  expect(await readFile(files.get(out('a.csv').hash) ?? '', 'utf8')).toBe('a\n')
  expect(files.get(out('b.csv').hash)).toBe(cached('b.csv'))
  expect(await readFile(cached('b.csv'), 'utf8')).toBe('bb\n')
  expect(unread).toEqual([
    { path: 'c.csv', part: 'content', reason: 'it has 4 B, and other data used most of data.limit (5 B)' },
  ])
  expect((await localObjects(project, [out('c.csv')], 3)).unread).toEqual([
    { path: 'c.csv', part: 'content', reason: 'it has 4 B, more than data.limit (3 B)' },
  ])
})

test('an object of which only the head is read may be larger than the limit where the cache has it', async () => {
  const head = true as const
  const wanted = [{ ...out('a.csv'), head }, { ...out('c.csv'), head }, out('b.csv')]
  await rm(cached('c.csv'), { force: true })
  const { files, unread, bytes } = await localObjects(await made.open(), wanted, 100, 1)
  expect([...files.values()]).toEqual([cached('a.csv')])
  expect(unread.map(({ path }) => path)).toEqual(['c.csv', 'b.csv'])
  expect(bytes).toBe(0)
  expect((await localObjects(await made.open(), wanted, 100)).bytes).toBe(9)
  // Another file with the same content is read whole.
  const both = [
    { ...out('a.csv'), head },
    { ...out('a.csv'), path: 'same.txt' },
  ]
  expect((await localObjects(await made.open(), both, 100, 1)).files.size).toBe(0)
})

test('an object that is nowhere, is damaged in the remote, or is a link to another file is not given', async () => {
  const project = await made.open()
  const hash = '0123456789abcdef0123456789abcdef'
  const absent = { path: 'x.csv', hash, hashName: 'md5' }
  const outside = { path: 'y.csv', hash: '../../../../../etc/passwd', hashName: 'md5' }
  const imported = { ...absent, path: 'z.csv', hash: `f${hash.slice(1)}`, imported: true as const }
  const stored = join(made.remote, placeOf(out('c.csv')))
  await cp(stored, `${stored}.kept`)
  await chmod(stored, 0o644)
  await writeFile(stored, 'cxc\n')
  await rm(cached('c.csv'))
  await rm(cached('a.csv'))
  await symlink('/etc/passwd', cached('a.csv'))
  const wanted = [absent, outside, imported, out('c.csv'), out('a.csv')]
  const { files, unread } = await localObjects(project, wanted, 1e9)
  expect(files.size).toBe(0)
  expect(unread.map(({ path, reason }) => [path, reason])).toEqual([
    ['x.csv', 'neither the cache nor the remote has it'],
    ['y.csv', 'neither the cache nor the remote has it'],
    ['z.csv', 'it is only in the repository that it comes from'],
    ['c.csv', 'its download failed'],
    ['a.csv', 'its object in the cache differs from its hash'],
  ])
  await expect(stat(cached('c.csv'))).rejects.toThrow('ENOENT')
  await rm(cached('a.csv'))
  await cp(`${stored}.kept`, stored)
})

describe('a remote over HTTP that tells no sizes', () => {
  let server: Server
  let sent = 0
  const endless = new Readable({
    read() {
      sent += 65_536
      this.push(Buffer.alloc(65_536))
    },
  })
  beforeAll(async () => {
    // Without a Content-Length, Node sends chunks.
    server = createServer((request, response) => {
      const known = ['a.csv', 'b.csv'].map(out).find((each) => request.url === `/${placeOf(each)}`)
      if (known === undefined) response.writeHead(404).end()
      else if (request.method === 'HEAD') response.writeHead(200).end()
      else if (known.path === 'a.csv') response.writeHead(200).end('a\n')
      else endless.pipe(response.writeHead(200))
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    await made.dvc('remote', 'add', '-q', 'web', `http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  })
  afterAll(async () => {
    server.close()
    server.closeAllConnections()
    await made.dvc('remote', 'remove', '-q', 'web')
  })

  test('a small object is read, and one without an end is left out at the limit', async () => {
    for (const path of ['a.csv', 'b.csv']) await rm(cached(path), { force: true })
    const wanted = ['a.csv', 'b.csv'].map((path) => ({ ...out(path), remote: 'web' }))
    const { files, unread } = await localObjects(await made.open(), wanted, 1e6)
    expect(await readFile(files.get(out('a.csv').hash) ?? '', 'utf8')).toBe('a\n')
    expect(unread).toEqual([
      {
        path: 'b.csv',
        part: 'content',
        reason: 'it does not fit in data.limit (1 MB), and its remote does not tell its size',
      },
    ])
    // The buffers of both ends have some megabytes.
    expect(sent).toBeLessThan(50e6)
    await expect(stat(cached('b.csv'))).rejects.toThrow('ENOENT')
  })

  test('the end of data.timeout ends a download', async () => {
    await rm(cached('b.csv'), { force: true })
    const { unread } = await localObjects(await made.open({}, 2), [{ ...out('b.csv'), remote: 'web' }], 1e15)
    expect(unread.map(({ reason }) => reason)).toEqual(['it was not downloaded within data.timeout'])
  })
})

test('a remote that cannot be asked, and none at all, are told', async () => {
  await rm(cached('b.csv'), { force: true })
  const remote = made.remote
  await made.dvc('remote', 'modify', '-q', 'storage', 'url', 'ssh://localhost:1/data')
  const { unread } = await localObjects(await made.open(), [out('b.csv')], 1e9)
  expect(unread[0]?.reason).toMatch(/^the DVC remote 'storage' \(ssh:\/\/localhost:1\/data\) cannot be reached: /)
  await made.dvc('remote', 'remove', '-q', 'storage')
  expect((await localObjects(await made.open(), [out('b.csv')], 1e9)).unread[0]?.reason).toBe(
    'neither the cache nor the remote has it',
  )
  expect((await localObjects(await made.open(), [], 1e9)).files.size).toBe(0)
  await made.dvc('remote', 'add', '-q', '-d', 'storage', remote)
})
