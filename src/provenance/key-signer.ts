import { createPrivateKey, sign } from 'node:crypto'
import { bundleToJSON, toDSSEBundle } from '@sigstore/bundle'
import { dsse } from '@sigstore/core'
import { keyHint } from './digests.js'
import type { StatementSigner } from './signer.js'
import { PAYLOAD_TYPE } from './statement.js'

/** Signs with a private key of P-256. It needs no network, and the bundle has no time. @param pem checked before */
export function keySigner(pem: string): StatementSigner {
  const key = createPrivateKey(pem)
  const hint = keyHint(key)
  return {
    kind: 'key',
    sign(statement) {
      const artifact = Buffer.from(statement)
      const signature = sign('sha256', dsse.preAuthEncoding(PAYLOAD_TYPE, artifact), key)
      return Promise.resolve(
        JSON.stringify(bundleToJSON(toDSSEBundle({ artifact, artifactType: PAYLOAD_TYPE, signature, keyHint: hint }))),
      )
    },
  }
}
