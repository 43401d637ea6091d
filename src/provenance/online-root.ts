import type { TrustedRoot } from '@sigstore/protobuf-specs'
import { getTrustedRoot } from '@sigstore/tuf'

/**
 * The root of the public Sigstore, from its servers, verified by the keys in its library. Only a verification loads this
 * module: the library has a client of its own.
 * @throws the error of the network, or of a root that its keys did not sign
 */
export async function onlineRoot(): Promise<TrustedRoot> {
  return getTrustedRoot()
}
