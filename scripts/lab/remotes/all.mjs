import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startAzure } from './azure.mjs'
import { startGs } from './gs.mjs'
import { startHttp } from './http.mjs'
import { startSshAndWebdav } from './python.mjs'
import { startS3 } from './s3.mjs'

/** Starts a server of each protocol, at once. */
export async function startRemotes(directory) {
  const at = (name) => join(directory, name)
  const [s3, azure, gs, http, { ssh, webdav }] = await Promise.all([
    startS3(at('s3')),
    startAzure(at('azure')),
    startGs(at('gs')),
    startHttp(at('http')),
    startSshAndWebdav(at('python')),
  ])
  const remotes = { s3, ssh, azure, gs, webdav, http }
  return { remotes, stop: async () => void (await Promise.all(Object.values(remotes).map((each) => each.stop()))) }
}

/** Puts the objects of a folder remote below a prefix of a remote, changed by `change`: undefined leaves one out. */
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
