/**
 * Shell-like patterns for paths and for metric names. By hand, because picomatch compiles to a regular expression that
 * backtracks: `*a*a*a*ab` takes it 1.5 s on 200 letters, and one more `*a` over a minute. A pull request may bring the
 * pattern. Here, matching takes time in proportion to pattern times text. In a name, `*` crosses dots and slashes.
 *
 * `*` any run, `?` one character, `[a-z]` and `[!a-z]` one of a class, `{a,b}` either, `\` takes the next character literally.
 * An unfinished `[` or `{` is literal.
 */
export interface Glob {
  /** True for a pattern without wildcards: it matches one text only. */
  literal: boolean
  /** Literal characters of the longest alternative; more of them are more specific. */
  weight: number
  matches: (candidate: string) => boolean
}

/** `path`: `*`, `?` and classes stop at a slash, and `**` crosses it. `name`: all wildcards match all characters. */
export type GlobKind = 'path' | 'name'

type Token =
  | { kind: 'char'; char: string }
  | { kind: 'one' }
  | { kind: 'class'; negated: boolean; ranges: [string, string][] }
  | { kind: 'run' }
  | { kind: 'run-over-slashes' }
  /** `**` with its slash: any number of folders, or none. */
  | { kind: 'folders' }

/** With more alternatives, braces are literal: nothing that a person writes has so many. */
const MAX_ALTERNATIVES = 256
const MAX_BRACED_LENGTH = 1_000

/** Compiles a pattern. Never throws. */
export function compileGlob(pattern: string, kind: GlobKind): Glob {
  const alternatives = expandBraces(pattern).map((alternative) => tokenize(alternative, kind))
  const only = alternatives.length === 1 ? alternatives[0] : undefined
  const weight = Math.max(...alternatives.map((tokens) => tokens.filter((token) => token.kind === 'char').length))
  const literal = only?.map((token) => (token.kind === 'char' ? token.char : undefined))
  const text = literal?.includes(undefined) === false ? literal.join('') : undefined
  return {
    literal: text !== undefined,
    weight,
    // A name may have brackets (`recall[macro]`): the literal name matches itself.
    matches: (candidate) =>
      candidate === pattern ||
      candidate === text ||
      (text === undefined && alternatives.some((tokens) => matchTokens(tokens, candidate, kind))),
  }
}

function matchTokens(tokens: Token[], text: string, kind: GlobKind): boolean {
  const chars = Array.from(text)
  const stops = (char: string | undefined): boolean => kind === 'path' && char === '/'
  // reached[i]: the tokens so far match the first i characters.
  let reached = chars.map(() => false)
  reached.unshift(true)
  for (const token of tokens) {
    const next = reached.map(() => false)
    let folders = false
    for (let at = 0; at <= chars.length; at++) {
      const before = chars[at - 1]
      const step = at > 0 && reached[at - 1] === true && before !== undefined
      switch (token.kind) {
        case 'char':
          next[at] = step && before === token.char
          break
        case 'one':
          next[at] = step && !stops(before)
          break
        case 'class':
          next[at] = step && !stops(before) && inClass(before, token.ranges) !== token.negated
          break
        case 'run':
          next[at] = reached[at] === true || (at > 0 && next[at - 1] === true && !stops(before))
          break
        case 'run-over-slashes':
          next[at] = reached[at] === true || (at > 0 && next[at - 1] === true)
          break
        case 'folders':
          next[at] = reached[at] === true || (folders && before === '/')
          folders ||= reached[at] === true
          break
      }
    }
    if (!next.includes(true)) return false
    reached = next
  }
  return reached[chars.length] === true
}

function inClass(char: string, ranges: [string, string][]): boolean {
  return ranges.some(([first, last]) => char >= first && char <= last)
}

function tokenize(pattern: string, kind: GlobKind): Token[] {
  const chars = Array.from(pattern)
  const tokens: Token[] = []
  for (let at = 0; at < chars.length; at++) {
    const char = chars[at] ?? ''
    const escaped = char === '\\' ? chars[at + 1] : undefined
    if (escaped !== undefined) {
      tokens.push({ kind: 'char', char: escaped })
      at++
    } else if (char === '*' && chars[at + 1] === '*') {
      while (chars[at + 1] === '*') at++
      const folders = kind === 'path' && chars[at + 1] === '/'
      if (folders) at++
      tokens.push({ kind: folders ? 'folders' : 'run-over-slashes' })
    } else if (char === '*') tokens.push({ kind: 'run' })
    else if (char === '?') tokens.push({ kind: 'one' })
    else {
      const found = char === '[' ? readClass(chars, at) : undefined
      tokens.push(found?.token ?? { kind: 'char', char })
      at = found?.end ?? at
    }
  }
  return tokens
}

function readClass(chars: string[], start: number): { token: Token; end: number } | undefined {
  const negated = chars[start + 1] === '!' || chars[start + 1] === '^'
  const first = start + (negated ? 2 : 1)
  // A bracket directly at the start belongs to the class: `[]a]`.
  const end = chars.indexOf(']', first + 1)
  if (end < 0) return undefined
  const ranges: [string, string][] = []
  for (let at = first; at < end; at++) {
    const from = chars[at] ?? ''
    const isRange = chars[at + 1] === '-' && at + 2 < end
    ranges.push([from, isRange ? (chars[at + 2] ?? from) : from])
    if (isRange) at += 2
  }
  return { token: { kind: 'class', negated, ranges }, end }
}

function expandBraces(pattern: string): string[] {
  if (pattern.length > MAX_BRACED_LENGTH) return [pattern]
  const done: string[] = []
  const open = [pattern]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const braces = findBraces(next)
    if (braces === undefined) done.push(next)
    else for (const choice of braces.choices) open.push(braces.before + choice + braces.after)
    if (done.length + open.length > MAX_ALTERNATIVES) return [pattern]
  }
  return done
}

/** The first braces that have a comma. */
function findBraces(pattern: string): { before: string; choices: string[]; after: string } | undefined {
  for (let start = pattern.indexOf('{'); start >= 0; start = pattern.indexOf('{', start + 1)) {
    if (isEscaped(pattern, start)) continue
    const commas: number[] = []
    let depth = 0
    for (let at = start; at < pattern.length; at++) {
      const char = pattern[at]
      if (char === '\\') at++
      else if (char === '{') depth++
      else if (char === ',' && depth === 1) commas.push(at)
      else if (char === '}' && --depth === 0) {
        if (commas.length === 0) break
        const ends = [...commas, at]
        const choices = ends.map((end, index) => pattern.slice((ends[index - 1] ?? start) + 1, end))
        return { before: pattern.slice(0, start), choices, after: pattern.slice(at + 1) }
      }
    }
  }
  return undefined
}

function isEscaped(pattern: string, at: number): boolean {
  let slashes = 0
  while (pattern[at - 1 - slashes] === '\\') slashes++
  return slashes % 2 === 1
}
