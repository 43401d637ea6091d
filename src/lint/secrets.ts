/** Tokens whose form identifies their issuer, so that they are found in any text. */
const KNOWN_FORMS: readonly [RegExp, string][] = [
  [/\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/, 'an AWS access key'],
  [/\bgh[pousr]_[A-Za-z0-9]{36,}\b/, 'a GitHub token'],
  [/\bgithub_pat_[A-Za-z0-9_]{60,}\b/, 'a GitHub token'],
  [/\bglpat-[A-Za-z0-9_-]{20,}\b/, 'a GitLab token'],
  [/\bhf_[A-Za-z]{30,}\b/, 'a Hugging Face token'],
  [/\bsk-(?:proj-|ant-)?[A-Za-z0-9_-]{32,}\b/, 'an API key'],
  [/\bxox[abprs]-[A-Za-z0-9-]{20,}/, 'a Slack token'],
  [/\bAIza[0-9A-Za-z_-]{35}\b/, 'a Google API key'],
  [/\bAccountKey=[A-Za-z0-9+/]{40,}={0,2}/, 'an Azure storage key'],
  [/-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/, 'a private key'],
]

/** Names that only credentials have. `token` alone is a term of language models. */
const SECRET_NAME =
  /(?:^|[_.-])(?:password|passwd|passphrase|secret|secret[_-]?access[_-]?key|secret[_-]?key|api[_-]?key|(?:access|auth|api|bearer)[_-]token|private[_-]?key|client[_-]?secret|account[_-]?key|connection[_-]?string)$/i
const SHORTEST = 8

/** The kind of the known token in a text; undefined where there is none. */
export function knownToken(text: string): string | undefined {
  return KNOWN_FORMS.find(([form]) => form.test(text))?.[1]
}

/** True for a name that only credentials have. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name)
}

/**
 * True for a value that could be a credential. False for a reference to one (the name of a variable or of a secret, a path, a template), for a
 * placeholder and for a plain English word.
 */
export function couldBeSecret(value: string): boolean {
  if (value.length < SHORTEST || /\s/.test(value) || isPlaceholder(value)) return false
  // A reference to a stored secret: vault:…, env:…, arn:…, projects/…/secrets/…, /run/secrets/…
  if (/^(?:[a-z][a-z0-9_-]*:|[.~]?\/|projects\/)/i.test(value) && !/;|=/.test(value)) return false
  return /\d/.test(value) && /[A-Za-z]/.test(value) && !/^[A-Z][A-Z0-9_]*$/.test(value)
}

/** True for a placeholder, which people write in place of the real value. */
export function isPlaceholder(value: string): boolean {
  return (
    /^[$%{<[]|[>}\]]$|\$\{|\{\{|^\*+$|^x+$|^\.+$/i.test(value) ||
    /^(?:changeme|change[_-]me|example|placeholder|redacted|dummy|todo|none|null|password|passwd|pass|secret|token|user|test)$/i.test(
      value,
    ) ||
    /^your[_-]/i.test(value)
  )
}

/** An address with a credential, and its offset in the text. */
export interface AddressWithSecret {
  index: number
  /** `a password`, `an access signature` … */
  what: string
  /** The credential, to tell two apart; never shown. */
  secret: string
}

const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\]|0\.0\.0\.0)(?::\d+)?$/i

/** The addresses of a text with a password, a token or a signature. Passwords for the local machine do not count: they serve development. */
export function addressesWithSecrets(text: string): AddressWithSecret[] {
  const found: AddressWithSecret[] = []
  // A dvc.lock of megabytes has no address as a rule.
  if (!text.includes('://')) return found
  for (const match of text.matchAll(/\b[a-z][a-z0-9+.-]*:\/\/([^\s"'`<>]*)/gi)) {
    const rest = match[1] ?? ''
    const authority = rest.split(/[/?#]/)[0] ?? ''
    const at = authority.lastIndexOf('@')
    const [user = '', password] =
      at < 0 ? [''] : [authority.slice(0, at).split(':')[0], authority.slice(0, at).split(':').slice(1).join(':')]
    const host = authority.slice(at + 1)
    const place = { index: match.index }
    if (password && password !== user && !isPlaceholder(password) && !LOOPBACK.test(host))
      found.push({ ...place, what: 'a password', secret: password })
    else if (knownToken(user) !== undefined) found.push({ ...place, what: knownToken(user) ?? 'a token', secret: user })
    else {
      const signature = /[?&](?:sig|X-Amz-Signature|X-Goog-Signature|access_token|token)=([^&#\s]{20,})/i.exec(
        rest,
      )?.[1]
      if (signature !== undefined && !isPlaceholder(signature))
        found.push({ ...place, what: 'an access signature', secret: signature })
    }
  }
  return found
}
