import { createPublicKey, createVerify, generateKeyPairSync } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { request as ask, createServer } from 'node:http'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { lab, requireParts } from '../paths.mjs'
import { freePort, listen, startProgram } from './servers.mjs'

const BUCKET = 'data'

function makeKey() {
  return generateKeyPairSync('rsa', { modulusLength: 2048, privateKeyEncoding: { type: 'pkcs8', format: 'pem' } })
}

/** Whether a service account signed a request for a token (RFC 7523). */
function isSigned(assertion, publicKey) {
  const [head, claims, signature] = assertion.split('.')
  return createVerify('RSA-SHA256').update(`${head}.${claims}`).verify(publicKey, signature, 'base64url')
}

/**
 * What turns the identity of a workflow run into a token of a service account, as GitHub and Google do: the identity, its
 * exchange, and the token of an account.
 * @returns the answer; undefined for another request, or one without the token of the step before
 */
function federate({ url, headers: { authorization } }, body) {
  if (url === '/identity' && authorization === 'Bearer of-the-job') return { value: 'identity-of-the-run' }
  if (url === '/sts' && new URLSearchParams(body).get('subject_token') === 'identity-of-the-run')
    return {
      access_token: 'federated',
      issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      token_type: 'Bearer',
      expires_in: 3600,
    }
  const account = /^\/serviceAccounts\/(\w+)@team\.iam\.gserviceaccount\.com:generateAccessToken$/.exec(url)?.[1]
  if (account === undefined || authorization !== 'Bearer federated') return undefined
  const expireTime = new Date(Date.now() + 3_600_000).toISOString().replace(/\.\d+/, '')
  return { accessToken: `token-of-${account}`, expireTime }
}

/**
 * fake-gcs-server, which verifies no credential, behind what Google verifies: the signature of a service account, its
 * token, and the rights of the token.
 */
export async function startGs(directory) {
  requireParts('fake-gcs-server')
  await mkdir(directory, { recursive: true })
  const inner = await freePort()
  const flags = ['-scheme', 'http', '-host', '127.0.0.1', '-port', String(inner), '-backend', 'memory']
  const server = await startProgram([lab.fakeGcsServerBin, ...flags], /server started/)
  const accounts = new Map(['right', 'expired', 'reader'].map((name) => [name, makeKey()]))
  const front = await listen(
    createServer(async (request, response) => {
      const say = (status, body) => {
        request.resume()
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
      }
      const refuse = (code, message) => say(code, { error: { code, message, errors: [{ message }] } })
      if (request.url === '/token') {
        const assertion = new URLSearchParams(await text(request)).get('assertion') ?? ''
        const name = JSON.parse(Buffer.from(assertion.split('.')[1] ?? '', 'base64url').toString()).iss.split('@')[0]
        if (!isSigned(assertion, createPublicKey(accounts.get(name).privateKey)))
          return say(400, { error: 'invalid_grant', error_description: 'Invalid JWT Signature.' })
        return say(200, { access_token: `token-of-${name}`, expires_in: 3600, token_type: 'Bearer' })
      }
      const granted = federate(request, await (request.url === '/sts' ? text(request) : ''))
      if (granted !== undefined) return say(200, granted)
      const who = /^Bearer token-of-(\w+)$/.exec(request.headers.authorization ?? '')?.[1]
      if (who === undefined || who === 'expired') return refuse(401, 'Invalid Credentials')
      if (who === 'reader' && !['GET', 'HEAD'].includes(request.method))
        return refuse(403, 'reader does not have storage.objects.create access to the Google Cloud Storage object.')
      const { method, url, headers } = request
      const passed = ask({ host: '127.0.0.1', port: inner, method, path: url, headers }, (answer) => {
        response.writeHead(answer.statusCode, answer.headers)
        answer.pipe(response)
      })
      passed.once('error', () => response.destroy())
      request.pipe(passed)
    }),
  )
  const base = `http://127.0.0.1:${inner}`
  const send = async (path, type, body) => {
    const response = await fetch(`${base}${path}`, { method: 'POST', headers: { 'content-type': type }, body })
    if (!response.ok) throw new Error(`fake-gcs-server answers ${response.status}: ${await response.text()}`)
  }
  await send('/storage/v1/b', 'application/json', JSON.stringify({ name: BUCKET, versioning: { enabled: true } }))
  const file = async (name, account, key) => {
    const path = join(directory, `${name}.json`)
    await writeFile(
      path,
      JSON.stringify({
        type: 'service_account',
        project_id: 'team',
        private_key_id: name,
        private_key: key.privateKey,
        client_email: `${account}@team.iam.gserviceaccount.com`,
        client_id: '1',
        token_uri: `http://127.0.0.1:${front.port}/token`,
      }),
    )
    return path
  }
  const options = (credentialpath, port = front.port) => ({
    endpointurl: `http://127.0.0.1:${port}`,
    projectname: 'team',
    credentialpath,
  })
  const right = await file('right', 'right', accounts.get('right'))
  return {
    url: (prefix, bucket = BUCKET) => `gs://${bucket}/${prefix}`,
    credentials: {
      right: options(right),
      wrong: options(await file('wrong', 'right', makeKey())),
      expired: options(await file('expired', 'expired', accounts.get('expired'))),
      reader: options(await file('reader', 'reader', accounts.get('reader'))),
      absent: options(join(directory, 'absent.json')),
    },
    at: (port) => options(right, port),
    federation: `http://127.0.0.1:${front.port}`,
    put: (path, bytes) =>
      send(
        `/upload/storage/v1/b/${BUCKET}/o?uploadType=media&name=${encodeURIComponent(path)}`,
        'application/octet-stream',
        bytes,
      ),
    stop: async () => {
      await front.stop()
      await server.stop()
    },
  }
}
