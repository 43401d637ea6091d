import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { type Bundle, bundleToJSON, toDSSEBundle } from '@sigstore/bundle'
import { dsse, pem } from '@sigstore/core'
import { initializeCA, initializeCTLog, initializeTLog, initializeTSA } from '@sigstore/mock'
import { HashAlgorithm, PublicKeyDetails, TrustedRoot } from '@sigstore/protobuf-specs'
import { keyHint } from '../../src/provenance/digests.js'

const TYPE = 'application/vnd.in-toto+json'
const REKOR = 'https://rekor.sigstore.dev'
const pairOf = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve })

/** Two minutes from now, while a certificate of now is valid, in whole seconds: the stand-in writes others wrongly. */
const soon = (): Date => new Date(Math.ceil(Date.now() / 1000 + 120) * 1000)

/** A bundle signed with a key, as one line of JSON. */
export function signedByKey(statement: string, { privateKey, pem }: Key, type = TYPE): string {
  const artifact = Buffer.from(statement)
  const signature = sign('sha256', dsse.preAuthEncoding(type, artifact), privateKey)
  return lineOf(toDSSEBundle({ artifact, artifactType: type, signature, keyHint: keyHint(pem) }))
}

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView<ArrayBuffer>): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength)
const lineOf = (bundle: Bundle): string => JSON.stringify(bundleToJSON(bundle))

export interface Key {
  privateKey: KeyObject
  /** Text of the public key. */
  pem: string
}

export function newKey(): Key {
  const { privateKey, publicKey } = pairOf('P-256')
  return { privateKey, pem: publicKey.export({ type: 'spki', format: 'pem' }).toString() }
}

/** An entry of the log as Rekor answers it. */
interface LogEntry {
  body: string
  integratedTime: number
  logID: string
  logIndex: number
  verification: {
    signedEntryTimestamp: string
    inclusionProof: { logIndex: number; treeSize: number; rootHash: string; checkpoint: string }
  }
}

/** The claims of a workflow's identity that are in its certificate. */
export interface Claims {
  repository: string
  ref: string
  workflow: string
  issuer?: string
}

/**
 * Sigstore's services in this process.
 * @param clock of the log and the timestamps; the certificates begin now
 * @param logs false for an instance like GitHub's for private repositories
 */
export async function sigstore({ clock, logs = true }: { clock?: Date; logs?: boolean } = {}) {
  const keys = { ca: pairOf('P-384'), ct: pairOf('P-256'), tlog: pairOf('P-256'), tsa: pairOf('P-384') }
  const ctlog = await initializeCTLog(keys.ct)
  const ca = await initializeCA(keys.ca, logs ? ctlog : undefined)
  const tlog = await initializeTLog(REKOR, keys.tlog, clock)
  const tsa = await initializeTSA(keys.tsa, clock ?? soon())
  const always = { start: new Date(Date.now() - 1e9) }
  const chain = (...certificates: ArrayBufferView<ArrayBuffer>[]) => ({
    subject: { organization: 'sigstore.mock', commonName: 'sigstore' },
    uri: '',
    operator: '',
    certChain: { certificates: certificates.map((certificate) => ({ rawBytes: bytesOf(certificate) })) },
    validFor: always,
  })
  const log = (rawBytes: Buffer, baseUrl: string) => ({
    baseUrl,
    operator: '',
    hashAlgorithm: HashAlgorithm.SHA2_256,
    publicKey: { rawBytes, keyDetails: PublicKeyDetails.PKIX_ECDSA_P256_SHA_256, validFor: always },
    logId: { keyId: createHash('sha256').update(rawBytes).digest() },
    checkpointKeyId: undefined,
  })
  const root = {
    mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
    certificateAuthorities: [chain(ca.rootCertificate)],
    timestampAuthorities: [chain(tsa.intCertificate, tsa.rootCertificate)],
    tlogs: logs ? [log(tlog.publicKey, REKOR)] : [],
    ctlogs: logs ? [log(ctlog.publicKey, 'https://ctfe.sigstore.dev')] : [],
  }

  /** A bundle with a certificate for these claims, in the log and with a timestamp as asked. */
  async function signed(statement: string, claims: Claims, proof: { log: boolean; time: boolean }): Promise<string> {
    const { privateKey, publicKey } = pairOf('P-256')
    const issuer = claims.issuer ?? 'https://token.actions.githubusercontent.com'
    const certificate = await ca.issueCertificate({
      publicKey: publicKey.export({ type: 'spki', format: 'der' }),
      subjectAltName: `${claims.repository}/${claims.workflow}@${claims.ref}`,
      extensions: [
        { oid: '1.3.6.1.4.1.57264.1.1', value: issuer, legacy: true },
        { oid: '1.3.6.1.4.1.57264.1.8', value: issuer },
        { oid: '1.3.6.1.4.1.57264.1.12', value: claims.repository },
        { oid: '1.3.6.1.4.1.57264.1.14', value: claims.ref },
        { oid: '1.3.6.1.4.1.57264.1.18', value: `${claims.repository}/${claims.workflow}@${claims.ref}` },
      ],
    })
    const artifact = Buffer.from(statement)
    const signature = sign('sha256', dsse.preAuthEncoding(TYPE, artifact), privateKey)
    const bundle = toDSSEBundle({
      artifact,
      artifactType: TYPE,
      signature,
      certificate: bytesOf(certificate),
    })
    const material = bundle.verificationMaterial
    if (proof.log) material.tlogEntries = [await entryOf(artifact, signature, bytesOf(certificate))]
    if (proof.time) {
      const signedTimestamp = await tsa.timestamp({
        artifactHash: createHash('sha256').update(signature).digest(),
        hashAlgorithmOID: '2.16.840.1.101.3.4.2.1',
        nonce: 1,
        policyOID: '1.3.6.1.4.1.57264.2',
        certReq: true,
      })
      material.timestampVerificationData = {
        rfc3161Timestamps: [{ signedTimestamp: bytesOf(signedTimestamp) }],
      }
    }
    return lineOf(bundle)
  }

  /** The entry of Rekor's log for a signed envelope. */
  async function entryOf(payload: Buffer, signature: Buffer, certificate: Buffer) {
    const sha256 = (value: Buffer) => ({ algorithm: 'sha256', value: createHash('sha256').update(value).digest('hex') })
    const answer: unknown = await tlog.log({
      kind: 'dsse',
      apiVersion: '0.0.1',
      spec: {
        signatures: [
          {
            signature: signature.toString('base64'),
            verifier: Buffer.from(pem.fromDER(certificate)).toString('base64'),
          },
        ],
        payloadHash: sha256(payload),
        envelopeHash: sha256(payload),
      },
    })
    const [entry] = Object.values(answer as Record<string, LogEntry>)
    if (entry === undefined) throw new Error('the log did not answer')
    const { inclusionProof: proof, signedEntryTimestamp } = entry.verification
    return {
      logIndex: String(entry.logIndex),
      logId: { keyId: Buffer.from(entry.logID, 'hex') },
      kindVersion: { kind: 'dsse', version: '0.0.1' },
      integratedTime: String(entry.integratedTime),
      inclusionPromise: { signedEntryTimestamp: Buffer.from(signedEntryTimestamp, 'base64') },
      inclusionProof: {
        logIndex: String(proof.logIndex),
        treeSize: String(proof.treeSize),
        rootHash: Buffer.from(proof.rootHash, 'hex'),
        hashes: [],
        checkpoint: { envelope: proof.checkpoint },
      },
      canonicalizedBody: Buffer.from(entry.body, 'base64'),
    }
  }

  return { root: JSON.stringify(TrustedRoot.toJSON(root)), signed }
}
