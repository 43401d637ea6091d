import { bundleToJSON } from '@sigstore/bundle'
import { CIContextProvider, DSSEBundleBuilder, FulcioSigner, RekorWitness, TSAWitness } from '@sigstore/sign'
import { messageOf } from '../errors/errors.js'
import { timeLimit } from '../run/time-limit.js'
import type { SigningServices } from '../settings/settings.js'
import type { StatementSigner } from './signer.js'
import { PAYLOAD_TYPE } from './statement.js'

/** Milliseconds of a request, requests that follow a failed one, and milliseconds of a signature with all of them. */
const LIMITS = { request: 10_000, retries: 2, signature: 60_000 }
const AUDIENCE = 'sigstore'

/** Signs with a key that lives for one signature, and a certificate of Fulcio for the identity of the job. */
export function keylessSigner(
  { fulcio, rekor, tsa }: SigningServices,
  { signal, mask, limits = LIMITS }: { signal: AbortSignal; mask: (secret: string) => void; limits?: typeof LIMITS },
): StatementSigner {
  return {
    kind: 'sigstore',
    async sign(statement) {
      const identity = new CIContextProvider(AUDIENCE)
      const options = { timeout: limits.request, retry: { retries: limits.retries } }
      const builder = new DSSEBundleBuilder({
        signer: new FulcioSigner({
          fulcioBaseURL: fulcio,
          identityProvider: {
            async getToken() {
              const token = await identity.getToken()
              // An error of the library quotes a token that it cannot read.
              mask(token)
              return token
            },
          },
          ...options,
        }),
        witnesses: [
          ...(rekor === undefined ? [] : [new RekorWitness({ rekorBaseURL: rekor, ...options })]),
          ...(tsa === undefined ? [] : [new TSAWitness({ tsaBaseURL: tsa, ...options })]),
        ],
      })
      const bundle = await Promise.race([
        builder.create({ data: Buffer.from(statement), type: PAYLOAD_TYPE }),
        aborted(signal, 'the signature was cancelled'),
        aborted(
          timeLimit(limits.signature),
          `${[fulcio, rekor, tsa].filter(Boolean).join(' and ')} did not answer in ${limits.signature / 1000} s`,
        ),
      ]).catch((error: unknown) => {
        throw new Error(reasonOf(error, { fulcio, rekor, tsa }), { cause: error })
      })
      return JSON.stringify(bundleToJSON(bundle))
    },
  }
}

/** Rejects once a signal is aborted. */
function aborted(signal: AbortSignal, reason: string): Promise<never> {
  return new Promise((_, reject) => {
    const fail = () => reject(new Error(reason))
    if (signal.aborted) fail()
    signal.addEventListener('abort', fail, { once: true })
  })
}

/** Why a signature failed, with the service: @sigstore/sign tells it by a code. */
function reasonOf(
  error: unknown,
  { fulcio, rekor, tsa }: { [K in keyof SigningServices]: string | undefined },
): string {
  const { code, cause } = error as { code?: unknown; cause?: unknown }
  const told = [messageOf(error), ...(cause === undefined ? [] : [messageOf(cause)])]
  const text = [...new Set(told)].join(': ')
  switch (code) {
    case 'IDENTITY_TOKEN_READ_ERROR':
    case 'IDENTITY_TOKEN_PARSE_ERROR':
      return `the job's identity cannot be read (${text})`
    case 'CA_CREATE_SIGNING_CERTIFICATE_ERROR':
      return `${fulcio} gives no certificate (${text})`
    case 'TLOG_CREATE_ENTRY_ERROR':
    case 'TLOG_FETCH_ENTRY_ERROR':
      return `${rekor ?? ''} records no signature (${text})`
    case 'TSA_CREATE_TIMESTAMP_ERROR':
      return `${tsa ?? ''} gives no time (${text})`
    default:
      return text
  }
}
