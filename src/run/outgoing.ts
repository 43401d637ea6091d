/** Replaces every masked value in a text, as a host does. */
export type Redact = (text: string) => string

/** Hashes of Git and identifiers of MLflow: no text of a person, and a request fails without them. */
const HASH = /^[0-9a-f]{32,64}$/

/**
 * The body of a request to a server with every masked value replaced, at any depth. All bodies that leave the run go
 * through it: the clients of GitHub and MLflow cannot be made without a `Redact`.
 * @param names keys whose values are names of existing objects, or content that was checked before
 */
export function maskedBody(body: unknown, redact: Redact, names: ReadonlySet<string>): unknown {
  if (typeof body === 'string') return HASH.test(body) ? body : redact(body)
  if (Array.isArray(body)) return body.map((each) => maskedBody(each, redact, names))
  if (typeof body !== 'object' || body === null || Object.getPrototypeOf(body) !== Object.prototype) return body
  return Object.fromEntries(
    Object.entries(body).map(([key, value]) => [key, names.has(key) ? value : maskedBody(value, redact, names)]),
  )
}
