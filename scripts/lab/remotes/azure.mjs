import { createHmac } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { lab, requireParts } from '../paths.mjs'
import { startProgram } from './servers.mjs'

export const CONTAINER = 'data'
export const ACCOUNT = 'team'
export const KEY = Buffer.from('test-account-key-of-this-run').toString('base64')
export const VERSION = '2021-06-08'
const DAY = 86_400_000

/** A shared access signature of the account. @param rights of the service: `r` read, `w` write, … @param until milliseconds */
export function signature(rights, until) {
  const [start, end] = [until - 2 * DAY, until].map((time) => `${new Date(time).toISOString().slice(0, 19)}Z`)
  const fields = [ACCOUNT, rights, 'b', 'sco', start, end, '', 'http,https', VERSION, '', '']
  const sig = createHmac('sha256', Buffer.from(KEY, 'base64')).update(fields.join('\n')).digest('base64')
  const query = { sv: VERSION, ss: 'b', srt: 'sco', sp: rights, st: start, se: end, spr: 'http,https', sig }
  return new URLSearchParams(query).toString()
}

/** Azurite with an account of its own: it verifies the key and each signature. */
export async function startAzure(directory) {
  requireParts('azurite')
  await mkdir(directory, { recursive: true })
  const flags = ['--blobHost', '127.0.0.1', '--blobPort', '0', '--inMemoryPersistence', '--disableTelemetry']
  const { match, stop } = await startProgram(
    [process.execPath, lab.azuriteBin, ...flags, '--skipApiVersionCheck'],
    /listens on http:\/\/127\.0\.0\.1:(\d+)/,
    { HOME: directory, AZURITE_ACCOUNTS: `${ACCOUNT}:${KEY}` },
  )
  const endpoint = (port) => `BlobEndpoint=http://127.0.0.1:${port}/${ACCOUNT}`
  const port = match[1]
  const byKey = (key, at = port) => ({
    connection_string: `DefaultEndpointsProtocol=http;AccountName=${ACCOUNT};AccountKey=${key};${endpoint(at)}`,
  })
  const bySignature = (rights, until) => ({
    connection_string: `${endpoint(port)};SharedAccessSignature=${signature(rights, until)}`,
  })
  const all = signature('racwdl', Date.now() + DAY)
  const send = async (path, parameters, headers, body) => {
    const response = await fetch(`http://127.0.0.1:${port}/${ACCOUNT}/${path}?${parameters}${all}`, {
      method: 'PUT',
      headers: { 'x-ms-version': VERSION, ...headers },
      body,
    })
    if (response.status !== 201) throw new Error(`Azurite answers ${response.status}: ${await response.text()}`)
  }
  await send(CONTAINER, 'restype=container&', {})
  return {
    url: (prefix, container = CONTAINER) => `azure://${container}/${prefix}`,
    credentials: {
      right: byKey(KEY),
      wrong: byKey(Buffer.from('another-account-key').toString('base64')),
      expired: bySignature('racwdl', Date.now() - DAY),
      reader: bySignature('rl', Date.now() + DAY),
    },
    at: (other) => byKey(KEY, other),
    put: (path, bytes) => send(`${CONTAINER}/${path}`, '', { 'x-ms-blob-type': 'BlockBlob' }, bytes),
    stop,
  }
}
