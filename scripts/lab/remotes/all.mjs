import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startAzure } from './azure.mjs'
import { startGs } from './gs.mjs'
import { startHttp } from './http.mjs'
import { startSshAndWebdav } from './python.mjs'
import { startS3 } from './s3.mjs'

/** What starts the servers of some protocols, by their names. */
const STARTS = [
  { names: ['s3'], start: async (directory) => ({ s3: await startS3(directory) }) },
  { names: ['ssh', 'webdav'], start: startSshAndWebdav },
  { names: ['azure'], start: async (directory) => ({ azure: await startAzure(directory) }) },
  { names: ['gs'], start: async (directory) => ({ gs: await startGs(directory) }) },
  { names: ['http'], start: async (directory) => ({ http: await startHttp(directory) }) },
]

export async function startRemotes(directory, only = STARTS.flatMap(({ names }) => names)) {
  const needed = STARTS.filter(({ names }) => names.some((name) => only.includes(name)))
  const results = await Promise.allSettled(needed.map(({ names, start }) => start(join(directory, names[0]))))
  const remotes = Object.assign({}, ...results.map(({ value }) => value))
  const stop = async () => {
    await Promise.all(Object.values(remotes).map((remote) => remote.stop()))
  }
  const failed = results.find(({ status }) => status === 'rejected')
  if (failed === undefined) return { remotes, stop }
  await stop()
  throw failed.reason
}

export async function fill(remote, prefix, storage, change = (_, bytes) => bytes) {
  const entries = await readdir(storage, { recursive: true, withFileTypes: true })
  for (const entry of entries) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath ?? entry.path, entry.name)
    const name = path.slice(storage.length + 1)
    const bytes = change(name, await readFile(path))
    if (bytes !== undefined) await remote.put(`${prefix}/${name}`, bytes)
  }
}
