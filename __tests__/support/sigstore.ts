import { createHash, createPublicKey, generateKeyPairSync, verify, X509Certificate } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  fulcioHandler,
  initializeCA,
  initializeCTLog,
  initializeTLog,
  initializeTSA,
  rekorHandler,
  tsaHandler,
} from '@sigstore/mock'

/** A bundle of Sigstore, as far as tests read it. */
export interface SignedBundle {
  mediaType: string
  verificationMaterial: {
    certificate?: { rawBytes: string }
    publicKey?: { hint: string }
    tlogEntries?: { logIndex: string; canonicalizedBody: string }[]
    timestampVerificationData?: { rfc3161Timestamps?: { signedTimestamp: string }[] }
  }
  dsseEnvelope: { payload: string; payloadType: string; signatures: { sig: string }[] }
}

/** True where a key signed the envelope, by the protocol of DSSE and without a library of Sigstore. */
export function isSignedBy(key: string | Buffer | X509Certificate, { dsseEnvelope }: SignedBundle): boolean {
  const { payload, payloadType, signatures } = dsseEnvelope
  const body = Buffer.from(payload, 'base64')
  const head = `DSSEv1 ${Buffer.byteLength(payloadType)} ${payloadType} ${body.length} `
  const publicKey = key instanceof X509Certificate ? key.publicKey : createPublicKey(key)
  return verify(
    'sha256',
    Buffer.concat([Buffer.from(head), body]),
    publicKey,
    Buffer.from(signatures[0]?.sig ?? '', 'base64'),
  )
}

/** The claims of a token that GitHub gives to the job of a workflow. */
const CLAIMS = {
  iss: 'https://token.actions.githubusercontent.com',
  aud: 'sigstore',
  sub: 'repo:team/digits:ref:refs/heads/main',
  repository: 'team/digits',
  ref: 'refs/heads/main',
  job_workflow_ref: 'team/digits/.github/workflows/rebuild.yml@refs/heads/main',
}

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
/** A token that the stand-ins read; they check no signature. */
export const TOKEN = [part({ alg: 'none', typ: 'JWT' }), part(CLAIMS), 'signature'].join('.')

/** Fulcio, Rekor, a timestamp authority and the tokens of GitHub, by the stand-ins of Sigstore, on one port. */
export async function startSigstore() {
  const pair = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve })
  const ca = await initializeCA(pair('P-384'), await initializeCTLog(pair('P-256')))
  // The stand-in writes a time with a fraction of a second as no valid time.
  const clock = new Date(Math.ceil(Date.now() / 1000) * 1000)
  const handlers = [
    fulcioHandler(ca),
    rekorHandler(await initializeTLog('https://rekor.sigstore.dev', pair('P-256'), clock)),
    tsaHandler(await initializeTSA(pair('P-384'), clock)),
    {
      path: '/token',
      fn: () =>
        Promise.resolve({
          statusCode: 200,
          response: JSON.stringify({ value: TOKEN }),
          contentType: 'application/json',
        }),
    },
  ]
  const asked: string[] = []
  /** The answer for a path, in place of that of its service; `silent` never answers. */
  const faults = new Map<string, { status: number; message: string } | 'silent'>()
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk as Buffer)
      const { pathname } = new URL(request.url ?? '', 'http://localhost')
      asked.push(pathname)
      const fault = faults.get(pathname)
      if (fault === 'silent') return
      if (fault !== undefined) {
        response
          .writeHead(fault.status, { 'content-type': 'application/json' })
          .end(JSON.stringify({ message: fault.message }))
        return
      }
      const body = Buffer.concat(chunks)
      const handler = handlers.find(({ path }) => path === pathname)
      const answer = await handler?.fn(body.toString('utf8'))
      const content = answer?.response ?? ''
      response
        .writeHead(answer?.statusCode ?? 404, { 'content-type': answer?.contentType ?? 'text/plain' })
        .end(
          typeof content === 'string' ? content : Buffer.from(content.buffer, content.byteOffset, content.byteLength),
        )
    })()
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const { rawBytes } = {
    rawBytes: Buffer.from(ca.rootCertificate.buffer, ca.rootCertificate.byteOffset, ca.rootCertificate.byteLength),
  }
  return {
    url,
    asked,
    faults,
    root: new X509Certificate(rawBytes),
    /** Variables with which a job proves its identity. */
    identity: { ACTIONS_ID_TOKEN_REQUEST_URL: `${url}/token`, ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'runner-token-1234' },
    stop: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => {
        server.close(resolve)
      })
    },
  }
}

/** SHA-256 in hexadecimal digits. */
export const sha256 = (content: Buffer | string) => createHash('sha256').update(content).digest('hex')
