import { mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { dirname, join } from 'node:path'
import { lab, requireParts } from '../paths.mjs'
import { freePort, listen, startProgram } from './servers.mjs'

const BUCKET = 'data'

/** What AWS answers to a session token after its time. versitygw knows no session tokens. */
const EXPIRED =
  '<?xml version="1.0" encoding="UTF-8"?><Error><Code>ExpiredToken</Code><Message>The provided token has expired.</Message></Error>'

/** versitygw with versions of objects, a second one that only reads, and AWS's answer to an expired token. */
export async function startS3(directory) {
  requireParts('versitygw')
  const [files, metadata, versions] = ['files', 'metadata', 'versions'].map((name) => join(directory, name))
  for (const folder of [join(files, BUCKET), metadata, versions]) await mkdir(folder, { recursive: true })
  const keys = { ROOT_ACCESS_KEY: 'test-access-key', ROOT_SECRET_KEY: 'test-secret-key-of-this-run', HOME: directory }
  const gateway = async (...flags) => {
    const port = await freePort()
    const posix = ['posix', '--sidecar', metadata, '--versioning-dir', versions, files]
    const argv = [lab.versitygwBin, '--port', `127.0.0.1:${port}`, ...flags, ...posix]
    return { port, ...(await startProgram(argv, /127\.0\.0\.1:\d+/, keys)) }
  }
  const [writer, reader] = [await gateway(), await gateway('--readonly')]
  const expired = await listen(
    createServer((request, response) => {
      request.resume()
      response.writeHead(400, { 'content-type': 'application/xml' })
      response.end(request.method === 'HEAD' ? '' : EXPIRED)
    }),
  )
  const options = (port, more = {}) => ({
    endpointurl: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
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
