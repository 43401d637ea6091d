import { createHash, createHmac } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { dirname, join } from 'node:path'
import { lab, requireParts } from '../paths.mjs'
import { freePort, listen, startProgram } from './servers.mjs'

const BUCKET = 'data'
/** A bucket that keeps versions of objects. */
const VERSIONED = 'versions'
const REGION = 'us-east-1'

/** What AWS answers to a session token after its time. versitygw knows no session tokens. */
const EXPIRED =
  '<?xml version="1.0" encoding="UTF-8"?><Error><Code>ExpiredToken</Code><Message>The provided token has expired.</Message></Error>'

const sha256 = (text) => createHash('sha256').update(text).digest('hex')
const hmac = (key, text) => createHmac('sha256', key).update(text).digest()

/** Sends a signed request (AWS Signature Version 4) with an empty value of one query parameter. */
async function sendSigned(port, { ROOT_ACCESS_KEY: id, ROOT_SECRET_KEY: secret }, method, path, query, body) {
  const host = `127.0.0.1:${port}`
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, '')
  const scope = `${time.slice(0, 8)}/${REGION}/s3/aws4_request`
  const headers = { host, 'x-amz-content-sha256': sha256(body), 'x-amz-date': time }
  const names = Object.keys(headers).join(';')
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`)
  const request = [method, path, `${query}=`, lines.join(''), names, sha256(body)].join('\n')
  const key = [...scope.split('/')].reduce(hmac, `AWS4${secret}`)
  const signature = hmac(key, ['AWS4-HMAC-SHA256', time, scope, sha256(request)].join('\n')).toString('hex')
  const authorization = `AWS4-HMAC-SHA256 Credential=${id}/${scope}, SignedHeaders=${names}, Signature=${signature}`
  const { host: _, ...sent } = headers
  const response = await fetch(`http://${host}${path}?${query}=`, { method, headers: { ...sent, authorization }, body })
  if (!response.ok) throw new Error(`versitygw answers ${response.status}: ${await response.text()}`)
}

/** versitygw with versions of objects, a second one that only reads, and AWS's answer to an expired token. */
export async function startS3(directory) {
  requireParts('versitygw')
  const [files, versions] = ['files', 'versions'].map((name) => join(directory, name))
  for (const folder of [join(files, BUCKET), join(files, VERSIONED), versions]) await mkdir(folder, { recursive: true })
  const keys = { ROOT_ACCESS_KEY: 'test-access-key', ROOT_SECRET_KEY: 'test-secret-key-of-this-run', HOME: directory }
  const gateway = async (...flags) => {
    const port = await freePort()
    const posix = ['posix', '--versioning-dir', versions, files]
    const argv = [lab.versitygwBin, '--port', `127.0.0.1:${port}`, ...flags, ...posix]
    return { port, ...(await startProgram(argv, /127\.0\.0\.1:\d+/, keys)) }
  }
  const [writer, reader] = [await gateway(), await gateway('--readonly')]
  const enabled = '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>'
  await sendSigned(writer.port, keys, 'PUT', `/${VERSIONED}`, 'versioning', enabled)
  const expired = await listen(
    createServer((request, response) => {
      request.resume()
      response.writeHead(400, { 'content-type': 'application/xml' })
      response.end(request.method === 'HEAD' ? '' : EXPIRED)
    }),
  )
  const options = (port, more = {}) => ({
    endpointurl: `http://127.0.0.1:${port}`,
    region: REGION,
    access_key_id: keys.ROOT_ACCESS_KEY,
    secret_access_key: keys.ROOT_SECRET_KEY,
    ...more,
  })
  return {
    url: (prefix, bucket = BUCKET) => `s3://${bucket}/${prefix}`,
    credentials: {
      right: options(writer.port),
      wrong: options(writer.port, { secret_access_key: 'another-secret-key' }),
      unknown: options(writer.port, { access_key_id: 'nobody' }),
      expired: options(expired.port, { session_token: 'of-yesterday' }),
      reader: options(reader.port),
    },
    versioned: VERSIONED,
    at: (port) => options(port),
    put: async (path, bytes) => {
      const file = join(files, BUCKET, path)
      await mkdir(dirname(file), { recursive: true })
      await writeFile(file, bytes)
    },
    stop: async () => {
      for (const server of [writer, reader, expired]) await server.stop()
    },
  }
}
