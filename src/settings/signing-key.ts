import { createPrivateKey } from 'node:crypto'

const MAKE = 'Make one with `openssl ecparam -name prime256v1 -genkey -noout`, and store the whole text as a secret.'

/** Why a text is no key that can sign, with the remedy; undefined for a private key of P-256 in PEM. */
export function signingKeyProblem(text: string): string | undefined {
  if (/^-----BEGIN ENCRYPTED|Proc-Type: 4,ENCRYPTED/m.test(text))
    return `The key is encrypted, and dvc-ci asks for no passphrase: give it without one, as \`openssl ec -in KEY\` writes it.`
  if (/^-----BEGIN (?:PUBLIC KEY|CERTIFICATE)/m.test(text))
    return `The text is a public key or a certificate, and a signature needs the private key. ${MAKE}`
  try {
    const key = createPrivateKey(text)
    // The one curve that Sigstore, cosign and model_signing all read.
    return key.asymmetricKeyDetails?.namedCurve === 'prime256v1'
      ? undefined
      : `The key is ${key.asymmetricKeyType ?? 'unknown'}${key.asymmetricKeyDetails?.namedCurve === undefined ? '' : ` (${key.asymmetricKeyDetails.namedCurve})`}, and only EC keys of P-256 can sign. ${MAKE}`
  } catch {
    return `The text is no private key in PEM. ${MAKE}`
  }
}
