// By hand: no package known to us redacts a stream in pieces, with the encodings in which a program may print a secret.

import { appendTo } from '../text/append-to.js'
import { CutSecrets } from './cut-secrets.js'

/** The replacement of a secret; a runner writes the same. */
export const REDACTED = '***'

/** Shorter values would hide half of every log ("on", "1") and protect nothing. */
const SHORTEST_SECRET = 4

/** Replaces secrets in whole texts and in streams. */
export interface Redactor {
  /** Replaces the value from now on, in every form in which a program may print it. */
  add(secret: string): void
  /**
   * The text without secrets. Of a secret of 16 or more characters that a clip cut (`…`, `...`), no piece of 8 or more
   * characters stays beside the mark.
   */
  redact(text: string): string
  /** A redactor of text that comes in pieces. */
  stream(): RedactedStream
}

/** Redacts text in pieces, because a piece may cut a secret. The joined output has no secret of the joined input. */
export interface RedactedStream {
  /**
   * The text that can be shown now. A possible beginning of a secret is held back, at most the length of the longest
   * secret.
   */
  write(text: string): string
  /** The held-back text. */
  end(): string
}

/**
 * The forms in which a value may appear: itself, each of its lines, base64 (alone, or inside longer text as in
 * `Authorization: Basic`), URL-encoded, JSON-escaped.
 */
export function secretForms(secret: string): string[] {
  const forms = new Set<string>()
  const lines = secret.split(/[\r\n]+/)
  for (const value of [secret, ...lines, ...lines.map((line) => line.trim())]) {
    if (value.length < SHORTEST_SECRET) continue
    // A lone surrogate has no UTF-8 form, and encodeURIComponent throws on it.
    const whole = Buffer.from(value, 'utf8').toString('utf8')
    const url = encodeURIComponent(whole)
    const json = JSON.stringify(whole).slice(1, -1)
    for (const form of [value, whole, ...urlForms(url), encodeURI(whole), ...jsonForms(json)]) forms.add(form)
    for (const form of base64Forms(whole)) forms.add(form)
  }
  return [...forms].filter((form) => form.length >= SHORTEST_SECRET).sort((a, b) => b.length - a.length)
}

/**
 * The URL encodings of a value, from that of encodeURIComponent: with `/` and spaces as Python's quote and quote_plus
 * write them, with the marks that only JavaScript leaves alone, in upper and lower case.
 */
function urlForms(url: string): string[] {
  const strict = url.replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
  const slashes = [url, strict].flatMap((form) => [form, form.replaceAll('%2F', '/')])
  const spaces = slashes.flatMap((form) => [form, form.replaceAll('%20', '+')])
  return spaces.flatMap((form) => [form, form.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())])
}

/** The JSON texts of a value: with `/` and with characters beyond ASCII as they are, or escaped, in each combination. */
function jsonForms(json: string): string[] {
  const ascii = json.replace(/[^\0-~]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
  return [json, ascii].flatMap((form) => [form, form.replaceAll('/', '\\/')])
}

/**
 * Base64 of a value at each of the three offsets in longer text, without the characters that depend on neighbouring
 * text.
 */
function base64Forms(value: string): string[] {
  const bytes = Buffer.from(value, 'utf8')
  const forms = [bytes.toString('base64'), bytes.toString('base64url')]
  for (const offset of [0, 1, 2]) {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes])
    const first = [0, 2, 3][offset] ?? 0
    const last = Math.floor((encoded.length * 8) / 6)
    forms.push(encoded.toString('base64').slice(first, last), encoded.toString('base64url').slice(first, last))
  }
  return forms
}

/** A redactor without secrets. */
export function createRedactor(): Redactor {
  const forms = new Set<string>()
  const byFirst = new Map<string, string[]>()
  const cut = new CutSecrets()
  let longest = 0
  const openStream = (): RedactedStream => {
    let held = ''
    // Number of characters at the start of `held` that belong to a secret whose `***` was already written.
    let covered = 0
    const advance = (until: number): string => {
      const spans = findSpans(held, forms, covered)
      let out = ''
      let at = covered
      for (const span of spans) {
        if (span.start >= until) break
        out += held.slice(at, span.start)
        if (!span.continued) out += REDACTED
        at = span.end
      }
      out += held.slice(at, Math.max(at, until))
      covered = Math.max(0, at - until)
      held = held.slice(until)
      return out
    }
    return {
      write(text) {
        held += text
        return advance(holdFrom(held, byFirst, longest))
      },
      end: () => advance(held.length),
    }
  }
  return {
    add(secret) {
      for (const form of secretForms(secret)) {
        if (forms.has(form)) continue
        forms.add(form)
        const first = form.charAt(0)
        appendTo(byFirst, first, form)
        longest = Math.max(longest, form.length)
        cut.add(form)
      }
    },
    redact(text) {
      const stream = openStream()
      return cut.mask(stream.write(text) + stream.end(), REDACTED)
    },
    stream: openStream,
  }
}

interface Span {
  start: number
  end: number
  /** True if its `***` was already written. */
  continued: boolean
}

/** The positions of secrets. Overlapping secrets are joined, so that no part of either stays. */
function findSpans(text: string, forms: Iterable<string>, covered: number): Span[] {
  const found: Span[] = covered > 0 ? [{ start: 0, end: covered, continued: true }] : []
  for (const form of forms) {
    for (let start = text.indexOf(form); start >= 0; start = text.indexOf(form, start + 1)) {
      found.push({ start, end: start + form.length, continued: false })
    }
  }
  found.sort((a, b) => a.start - b.start || Number(b.continued) - Number(a.continued))
  const spans: Span[] = []
  for (const span of found) {
    const previous = spans.at(-1)
    if (previous && span.start < previous.end) previous.end = Math.max(previous.end, span.end)
    else spans.push(span)
  }
  return spans
}

/** The first position from which the text could be the beginning of a secret; its length if there is none. */
function holdFrom(text: string, byFirst: ReadonlyMap<string, readonly string[]>, longest: number): number {
  for (let start = Math.max(0, text.length - longest + 1); start < text.length; start++) {
    const candidates = byFirst.get(text.charAt(start))
    if (!candidates) continue
    const rest = text.slice(start)
    if (candidates.some((form) => form.length > rest.length && form.startsWith(rest))) return start
  }
  return text.length
}

/** The keys of the report. A credential that equals such a key must not break the report. */
const PLAIN_KEY = /^[a-z]+(?:_[a-z]+)*$/

/**
 * A copy of a value in which every string at any depth is redacted, also keys that are not plain words. Numbers stay,
 * so that JSON stays JSON.
 */
export function redactStrings<T>(value: T, redact: (text: string) => string): T {
  const visit = (item: unknown): unknown => {
    if (typeof item === 'string') return redact(item)
    if (Array.isArray(item)) return item.map(visit)
    if (item !== null && typeof item === 'object') {
      return Object.fromEntries(
        Object.entries(item).map(([key, inner]) => [PLAIN_KEY.test(key) ? key : redact(key), visit(inner)]),
      )
    }
    return item
  }
  return visit(value) as T
}
