import { execFileSync } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { request } from 'node:https'
import { connect } from 'node:net'
import { join } from 'node:path'
import { lab, requireParts } from '../paths.mjs'
import { ACCOUNT, CONTAINER, KEY, signature, VERSION } from './azure.mjs'
import { listen, startProgram } from './servers.mjs'

const HOST = `${ACCOUNT}.blob.core.windows.net`
const HOUR = 3_600_000
const TENANT = '11111111-2222-3333-4444-555555555555'

export async function startAzureCloud(directory) {
  requireParts('azurite')
  await mkdir(directory, { recursive: true })
  const [key, certificate] = ['key.pem', 'certificate.pem'].map((name) => join(directory, name))
  const subject = ['-subj', `/CN=${HOST}`, '-addext', `subjectAltName=DNS:${HOST}`, '-days', '2']
  const made = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', certificate]
  execFileSync('openssl', [...made, ...subject], { stdio: 'pipe' })
  const flags = ['--blobHost', '127.0.0.1', '--blobPort', '0', '--inMemoryPersistence', '--disableTelemetry']
  const { match, stop } = await startProgram(
    [
      process.execPath,
      lab.azuriteBin,
      ...flags,
      '--skipApiVersionCheck',
      '--oauth',
      'basic',
      '--cert',
      certificate,
      '--key',
      key,
    ],
    /listens on https:\/\/127\.0\.0\.1:(\d+)/,
    { HOME: directory, AZURITE_ACCOUNTS: `${ACCOUNT}:${KEY}` },
  )
  const port = Number(match[1])
  const proxy = createServer((_, response) => response.writeHead(403).end())
  proxy.on('connect', ({ url }, client, head) => {
    if (url !== `${HOST}:443`) {
      client.end('HTTP/1.1 403 Forbidden\r\n\r\n')
      return
    }
    const server = connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      server.write(head)
      server.pipe(client)
      client.pipe(server)
    })
    for (const socket of [client, server]) socket.on('error', () => [client, server].forEach((each) => each.destroy()))
  })
  const front = await listen(proxy)
  const all = signature('racwdl', Date.now() + 24 * HOUR)
  const put = (path, parameters, headers, body = '') =>
    new Promise((resolve, reject) => {
      const options = { method: 'PUT', host: '127.0.0.1', port, path: `/${ACCOUNT}/${path}?${parameters}${all}` }
      // The certificate is of the cloud's own address.
      const sent = request(
        {
          ...options,
          rejectUnauthorized: false,
          headers: { 'x-ms-version': VERSION, 'content-length': body.length, ...headers },
        },
        (response) => {
          response.resume()
          if (response.statusCode === 201) resolve()
          else reject(new Error(`Azurite answers ${response.statusCode}`))
        },
      )
      sent.once('error', reject).end(body)
    })
  await put(CONTAINER, 'restype=container&', {})
  const token = join(directory, 'token.json')
  await writeFile(token, JSON.stringify(tokenOfLogin()))
  return {
    url: (prefix) => `azure://${CONTAINER}/${prefix}`,
    account: ACCOUNT,
    token,
    variables: { HTTPS_PROXY: `http://127.0.0.1:${front.port}`, SSL_CERT_FILE: certificate },
    put: (path, bytes) => put(`${CONTAINER}/${path}`, '', { 'x-ms-blob-type': 'BlockBlob' }, bytes),
    stop: async () => {
      await front.stop()
      await stop()
    },
  }
}

/** What `az account get-access-token` prints. Azurite reads issuer, audience and times of a token, and no signature. */
function tokenOfLogin() {
  const now = Math.floor(Date.now() / 1000)
  const claims = {
    aud: 'https://storage.azure.com',
    iss: `https://sts.windows.net/${TENANT}/`,
    tid: TENANT,
    iat: now,
    nbf: now - 60,
    exp: now + 3600,
    ver: '1.0',
  }
  const part = (data) => Buffer.from(JSON.stringify(data)).toString('base64url')
  return {
    accessToken: [part({ alg: 'RS256', typ: 'JWT' }), part(claims), Buffer.from('none').toString('base64url')].join(
      '.',
    ),
    expires_on: now + 3600,
    expiresOn: new Date((now + 3600) * 1000).toISOString().replace('T', ' ').replace('Z', '000'),
    subscription: '',
    tenant: TENANT,
    tokenType: 'Bearer',
  }
}
