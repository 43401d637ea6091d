import { createPublicKey } from 'node:crypto'
import { type Bundle, bundleFromJSON } from '@sigstore/bundle'
import { ASN1Obj, X509Certificate } from '@sigstore/core'
import { TrustedRoot } from '@sigstore/protobuf-specs'
import { type TrustMaterial, toSignedEntity, toTrustMaterial, VerificationError, Verifier } from '@sigstore/verify'
import { isTooDeep } from '../report/json-depth.js'
import { oneLine } from '../report/verification.js'
import { keyHint } from './digests.js'
import { PAYLOAD_TYPE, readStatement, type Statement } from './statement.js'

/** Most bytes of a file with bundles: Base64 of the largest statement. */
export const MOST_BUNDLE_BYTES = 128 << 20
/** Provenance and model; a file of `gh attestation download` may have more. */
const MOST_BUNDLES = 100
const DEEPEST = 32

/** What a signature must come from: the PEM text of a public key, or roots of Sigstore with their certificates. */
export type Trust = { key: string } | { roots: readonly TrustedRoot[] }

/** Who signed, as the key or the certificate proves it. */
export type Signer =
  | { by: 'key'; hint: string }
  | {
      by: 'sigstore'
      issuer?: string
      /** Address of the repository, without `.git`. */
      repository?: string
      /** `refs/heads/main` */
      ref?: string
      /** Address of the workflow's file with `@` and its ref. */
      workflow?: string
    }

/** A statement whose signature is that of its signer. */
export interface SignedStatement {
  statement: Statement
  signer: Signer
}

/** Which workflow may sign. */
export interface IdentityPolicy {
  /** `https://github.com` */
  server: string
  repository: string
  branch: string
  /** Path in the repository; undefined: each workflow of the branch. */
  workflow?: string
}

/** Extensions of Fulcio's certificates: https://github.com/sigstore/fulcio/blob/main/docs/oid-info.md */
const EXTENSIONS = {
  issuer: '1.3.6.1.4.1.57264.1.8',
  repository: '1.3.6.1.4.1.57264.1.12',
  ref: '1.3.6.1.4.1.57264.1.14',
  workflow: '1.3.6.1.4.1.57264.1.18',
} as const

/**
 * Reads a file with a bundle in each line, or with one bundle on several lines.
 * @returns why it cannot be used as a clause with "it"
 */
export function readBundles(text: string): { bundles: Bundle[] } | { fault: string } {
  const documents = documentsOf(text, DEEPEST)
  if ('fault' in documents) return documents
  if (documents.values.length === 0) return { fault: 'it is empty' }
  if (documents.values.length > MOST_BUNDLES) return { fault: `it has more than ${MOST_BUNDLES} bundles` }
  try {
    return { bundles: documents.values.map((value) => bundleFromJSON(value)) }
  } catch {
    return { fault: 'it has a line that is no bundle of Sigstore' }
  }
}

/** Reads trusted roots: one JSON document, or one in each line as `gh attestation trusted-root` writes them. */
export function readTrustedRoots(text: string): { roots: TrustedRoot[] } | { fault: string } {
  const documents = documentsOf(text, DEEPEST)
  if ('fault' in documents) return documents
  try {
    const roots = documents.values.map((value) => TrustedRoot.fromJSON(value))
    return roots.some(({ certificateAuthorities }) => certificateAuthorities.length > 0)
      ? { roots }
      : { fault: 'it has no certificate authority' }
  } catch {
    return { fault: 'it is no trusted root of Sigstore' }
  }
}

/** The JSON documents of a text: the whole text, else its lines. */
function documentsOf(text: string, deepest: number): { values: unknown[] } | { fault: string } {
  if (text.length > MOST_BUNDLE_BYTES) return { fault: `it has more than ${MOST_BUNDLE_BYTES} bytes` }
  if (isTooDeep(text, deepest)) return { fault: `it has more than ${deepest} values inside each other` }
  // Blank lines have no limit, so they are no list.
  const lines = text.trim().split(/\n\s*/, MOST_BUNDLES + 1)
  const values = parsed([text]) ?? (lines[0] === '' ? [] : parsed(lines))
  return values === undefined ? { fault: 'it is not JSON, or it was cut short' } : { values }
}

function parsed(texts: readonly string[]): unknown[] | undefined {
  try {
    return texts.map((text): unknown => JSON.parse(text))
  } catch {
    return undefined
  }
}

/**
 * Verifies the signature of a bundle and reads its statement. The time of a certificate is that of the log or the
 * timestamp in the bundle, not the clock of this machine.
 * @returns why the statement cannot be trusted: a clause
 */
export function verifyBundle(bundle: Bundle, trust: Trust): SignedStatement | { fault: string } {
  if (bundle.content.$case !== 'dsseEnvelope') return { fault: 'the bundle has no statement' }
  const { payload, payloadType } = bundle.content.dsseEnvelope
  if (payloadType !== PAYLOAD_TYPE)
    return { fault: `the content of the bundle has the type ${oneLine(payloadType, 100)}` }
  try {
    const signer = 'key' in trust ? signedByKey(bundle, trust.key) : signedByCertificate(bundle, trust.roots)
    if ('fault' in signer) return signer
    const read = readStatement(new TextDecoder('utf-8', { fatal: true }).decode(payload))
    return 'fault' in read ? { fault: `the signed statement cannot be used: ${read.fault}` } : { ...read, signer }
  } catch (error) {
    return { fault: faultOf(error) }
  }
}

function signedByKey(bundle: Bundle, pem: string): Signer | { fault: string } {
  const { content } = bundle.verificationMaterial
  if (content.$case !== 'publicKey')
    return { fault: 'the statement is signed with a certificate, and `provenance.key` asks for a key' }
  const publicKey = createPublicKey(pem)
  const hint = keyHint(pem)
  if (content.publicKey.hint !== hint)
    return { fault: `the statement is signed with the key ${oneLine(content.publicKey.hint, 64)}, not with ${hint}` }
  const trusted: TrustMaterial = {
    certificateAuthorities: [],
    timestampAuthorities: [],
    tlogs: [],
    ctlogs: [],
    publicKey: () => ({ publicKey, validFor: () => true }),
  }
  const thresholds = { tlogThreshold: 0, ctlogThreshold: 0, timestampThreshold: 0 }
  new Verifier(trusted, thresholds).verify(toSignedEntity(bundle))
  return { by: 'key', hint }
}

function signedByCertificate(bundle: Bundle, roots: readonly TrustedRoot[]): Signer | { fault: string } {
  const { content } = bundle.verificationMaterial
  if (content.$case === 'publicKey')
    return { fault: 'the statement is signed with a key, and `provenance.key` names none that is trusted' }
  const raw = content.$case === 'certificate' ? content.certificate : content.x509CertificateChain.certificates[0]
  if (raw === undefined) return { fault: 'the bundle has no certificate' }
  let failure: unknown
  for (const root of roots)
    try {
      // A root without logs is that of an instance that has none, such as GitHub's for private repositories.
      const [tlogThreshold, ctlogThreshold] = [Math.min(root.tlogs.length, 1), Math.min(root.ctlogs.length, 1)]
      const verifier = new Verifier(toTrustMaterial(root), { tlogThreshold, ctlogThreshold, timestampThreshold: 1 })
      verifier.verify(toSignedEntity(bundle))
      return identityOf(X509Certificate.parse(Buffer.from(raw.rawBytes)))
    } catch (error) {
      failure ??= error
    }
  return { fault: faultOf(failure) }
}

function identityOf(certificate: X509Certificate): Signer {
  const found = Object.entries(EXTENSIONS).flatMap(([name, oid]) => {
    const value = certificate.extension(oid)?.value
    return value === undefined ? [] : [[name, ASN1Obj.parseBuffer(Buffer.from(value)).value.toString('utf8')] as const]
  })
  return { by: 'sigstore', ...Object.fromEntries(found) }
}

/** What an error of Sigstore's library means: a clause. Invalid data may throw any error. */
function faultOf(error: unknown): string {
  const { code, message } = error instanceof VerificationError ? error : { code: '', message: '' }
  const detail = message === '' ? '' : ` (${oneLine(message, 200)})`
  if (code === 'SIGNATURE_ERROR') return `the signature is not that of the statement${detail}`
  if (code === 'CERTIFICATE_ERROR')
    return `no trusted authority issued the certificate, or it was not valid at the time of the signature${detail}`
  if (code === 'TIMESTAMP_ERROR') return `no trusted clock gives the time of the signature${detail}`
  if (code.startsWith('TLOG')) return `the transparency log does not have the signature${detail}`
  return `the bundle cannot be verified${detail}`
}

/** The certificates' issuer for the workflows of a GitHub. */
function issuerOf(server: string): string {
  const { host } = new URL(server)
  if (host === 'github.com') return 'https://token.actions.githubusercontent.com'
  return host.endsWith('.ghe.com') ? `https://token.actions.${host}` : `https://${host}/_services/token`
}

/** Why a signer may not sign for this project: a clause. Undefined for one that may. A key is its own identity. */
export function identityFault(signer: Signer, policy: IdentityPolicy | undefined): string | undefined {
  if (signer.by === 'key') return undefined
  if (policy === undefined) return 'the repository and the branch that may sign are not known'
  const repository = `${policy.server}/${policy.repository}`
  const ref = `refs/heads/${policy.branch}`
  const issuer = issuerOf(policy.server)
  // GitHub's names of repositories have no case.
  if (signer.repository?.toLowerCase() !== repository.toLowerCase())
    return `its repository is ${shown(signer.repository)}, not ${repository}`
  // An enterprise may have its name behind the address.
  if (signer.issuer !== issuer && signer.issuer?.startsWith(`${issuer}/`) !== true)
    return `the issuer of its identity is ${shown(signer.issuer)}, not ${issuer}`
  if (signer.ref !== ref) return `its branch is ${shown(signer.ref)}, not ${ref}`
  const workflow = policy.workflow === undefined ? undefined : `${signer.repository}/${policy.workflow}@${ref}`
  return workflow === undefined || signer.workflow === workflow
    ? undefined
    : `its workflow is ${shown(signer.workflow)}, not ${workflow}`
}

function shown(value: string | undefined): string {
  return value === undefined ? 'not in the certificate' : oneLine(value)
}
