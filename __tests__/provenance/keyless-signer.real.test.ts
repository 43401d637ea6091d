import { X509Certificate } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { keylessSigner } from '../../src/provenance/keyless-signer.js'
import { isSignedBy, type SignedBundle, startSigstore, TOKEN } from '../support/sigstore.js'

let services: Awaited<ReturnType<typeof startSigstore>>
const masked: string[] = []
const STATEMENT = JSON.stringify({ _type: 'https://in-toto.io/Statement/v1', subject: [] })

beforeAll(async () => {
  services = await startSigstore()
  Object.assign(process.env, services.identity)
})
afterEach(() => {
  services.faults.clear()
  services.asked.length = 0
})
afterAll(async () => {
  for (const name of Object.keys(services.identity)) Reflect.deleteProperty(process.env, name)
  await services.stop()
})

const signer = ({
  rekor = true,
  tsa = false,
  signal = new AbortController().signal,
  limits = { request: 10_000, retries: 0, signature: 60_000 },
} = {}) =>
  keylessSigner(
    {
      fulcio: services.url,
      ...(rekor ? { rekor: services.url } : {}),
      ...(tsa ? { tsa: services.url } : {}),
    },
    { signal, mask: (secret) => masked.push(secret), limits },
  )

describe('a keyless signature', () => {
  test.each([
    ['the public log', { rekor: true, tsa: false }],
    ['a timestamp alone, as for a private repository', { rekor: false, tsa: true }],
  ])('has a certificate for the identity of the job, and %s', async (_, proof) => {
    const bundle = JSON.parse(await signer(proof).sign(STATEMENT)) as SignedBundle
    const { certificate, tlogEntries = [], timestampVerificationData: times } = bundle.verificationMaterial
    const leaf = new X509Certificate(Buffer.from(certificate?.rawBytes ?? '', 'base64'))
    expect(bundle.mediaType).toBe('application/vnd.dev.sigstore.bundle.v0.3+json')
    expect(isSignedBy(leaf, bundle)).toBe(true)
    expect(leaf.verify(services.root.publicKey)).toBe(true)
    expect(leaf.raw.toString('latin1')).toContain('team/digits/.github/workflows/rebuild.yml@refs/heads/main')
    const entries = tlogEntries.map(({ canonicalizedBody }) =>
      Buffer.from(canonicalizedBody, 'base64').toString('utf8'),
    )
    expect([entries.length, times?.rfc3161Timestamps?.length ?? 0]).toEqual(proof.rekor ? [1, 0] : [0, 1])
    expect(masked).toContain(TOKEN)
  })

  test.each([
    ['/api/v2/signingCert', /^http:\/\/127\.0\.0\.1:\d+ gives no certificate \(.*no such issuer/],
    ['/api/v1/log/entries', /^http:\/\/127\.0\.0\.1:\d+ records no signature \(.*no such issuer/],
    ['/token', /^the job's identity cannot be read \(/],
  ])('a service that rejects %s is named with its answer', async (path, message) => {
    services.faults.set(path, { status: 400, message: 'no such issuer' })
    await expect(signer().sign(STATEMENT)).rejects.toThrow(message)
  })

  test.each([
    ['/api/v2/signingCert', 'gives no certificate'],
    ['/api/v1/log/entries', 'records no signature'],
  ])('a service that is silent at %s ends in time, with what is said', async (path, message) => {
    services.faults.set(path, 'silent')
    const signing = signer({ limits: { request: 3_000, retries: 0, signature: 60_000 } }).sign(STATEMENT)
    await expect(signing).rejects.toThrow(message)
    await expect(signing).rejects.toThrow('network timeout')
  })

  test('a signature has a limit of its own', async () => {
    services.faults.set('/api/v2/signingCert', 'silent')
    const signing = signer({ limits: { request: 10_000, retries: 0, signature: 200 } }).sign(STATEMENT)
    await expect(signing).rejects.toThrow(/^http:\/\/127\.0\.0\.1:\d+ and .* did not answer in 0\.2 s$/)
  })

  test('a cancelled run waits for no service', async () => {
    services.faults.set('/api/v2/signingCert', 'silent')
    const cancel = new AbortController()
    const signing = signer({ signal: cancel.signal }).sign(STATEMENT)
    cancel.abort()
    await expect(signing).rejects.toThrow('cancelled')
  })
})
