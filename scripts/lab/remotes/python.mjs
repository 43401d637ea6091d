import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { lab, requireParts } from '../paths.mjs'
import { startProgram } from './servers.mjs'

const PASSWORD = 'sesame'

/** A server of SSH and one of WebDAV, both in one process. */
export async function startSshAndWebdav(directory) {
  requireParts('remotes')
  await mkdir(directory, { recursive: true })
  const script = join(dirname(fileURLToPath(import.meta.url)), 'servers.py')
  const { match, stop } = await startProgram(
    [lab.pythonBin('remotes'), script, directory],
    /^\{"ssh": (\d+), "webdav": (\d+)\}$/,
    { HOME: directory },
  )
  const [, ssh, webdav] = match
  const putIn = (folder) => async (path, bytes) => {
    const file = join(directory, folder, 'data', path)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, bytes)
  }
  for (const folder of ['ssh', 'webdav']) await mkdir(join(directory, folder, 'data'), { recursive: true })
  const key = (name) => ({ user: 'writer', keyfile: join(directory, 'keys', name) })
  return {
    ssh: {
      url: (prefix, folder = 'data', at = ssh) => `ssh://127.0.0.1:${at}/${folder}/${prefix}`,
      credentials: {
        right: key('right'),
        password: { user: 'writer', password: PASSWORD },
        wrong: key('wrong'),
        'wrong-password': { user: 'writer', password: 'another' },
        expired: key('expired'),
        reader: { user: 'reader', password: PASSWORD },
        absent: key('absent'),
      },
      at: () => key('right'),
      put: putIn('ssh'),
      stop,
    },
    webdav: {
      url: (prefix, folder = 'data', at = webdav) => `webdav://127.0.0.1:${at}/${folder}/${prefix}`,
      credentials: {
        right: { user: 'writer', password: PASSWORD },
        wrong: { user: 'writer', password: 'another' },
        expired: { token: 'of-yesterday' },
        reader: { user: 'reader', password: PASSWORD },
      },
      /** The same files below another path, to which no user writes. */
      readOnly: (prefix) => `webdav://127.0.0.1:${webdav}/read-only/data/${prefix}`,
      at: () => ({ user: 'writer', password: PASSWORD }),
      put: putIn('webdav'),
      stop: async () => {},
    },
  }
}
