import { createScanner, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser'
import { Refusal, refuseDepth } from './refusal.js'
import type { Shape } from './shape.js'

/** Python's json.dump writes these three. They are no JSON, but DVC reads them. */
const NOT_FINITE = new Set(['NaN', 'Infinity'])

/**
 * Strict JSON (no comments, no trailing commas), with Python's NaN, Infinity and -Infinity as numbers that are not finite.
 *
 * @throws Refusal for broken or too deeply nested text
 */
export function readJson(text: string): { root: Node; describe: (node: Node) => Shape<Node> } {
  const { masked, tokens } = maskNotFinite(text)
  const lineAt = lineFinder(text)
  const errors: ParseError[] = []
  const root = parseTree(masked, errors, { disallowComments: true, allowTrailingComma: false })
  const [error] = errors
  if (error !== undefined)
    throw new Refusal(`it is not valid JSON (${spaced(printParseErrorCode(error.error))})`, lineAt(error.offset))
  if (root === undefined) throw new Refusal('it is not valid JSON')

  const describe = (node: Node): Shape<Node> => {
    const token = tokens.get(node.offset)
    if (token !== undefined) return { kind: 'number', value: Number(token) }
    switch (node.type) {
      case 'object':
        return { kind: 'map', entries: (node.children ?? []).flatMap((property) => entryOf(property, lineAt)) }
      case 'number':
        return { kind: 'number', value: Number(node.value), source: text.slice(node.offset, node.offset + node.length) }
      case 'string':
        return { kind: 'text', value: String(node.value) }
      case 'array':
        return { kind: 'list', items: node.children ?? [] }
      case 'boolean':
      case 'null':
      case 'property':
        return { kind: 'other', seen: String(node.value) }
    }
  }
  return { root, describe }
}

function entryOf(property: Node, lineAt: (offset: number) => number): { key: string; line: number; node: Node }[] {
  const [key, node] = property.children ?? []
  return key === undefined || node === undefined ? [] : [{ key: String(key.value), line: lineAt(key.offset), node }]
}

/**
 * Replaces bare NaN and the infinities by `[]` and blanks, so that every offset stays. A list is valid exactly where
 * these values may stand (`1NaN` or `{NaN: 1}` stay broken). The scanner also measures the depth, because the parser
 * is recursive.
 */
function maskNotFinite(text: string): { masked: string; tokens: Map<number, string> } {
  const scanner = createScanner(text, true)
  const tokens = new Map<number, string>()
  const pieces: string[] = []
  let copied = 0
  let depth = 0
  let minusAt = -1
  for (scanner.scan(); scanner.getTokenLength() > 0; scanner.scan()) {
    const offset = scanner.getTokenOffset()
    const end = offset + scanner.getTokenLength()
    const token = text.slice(offset, end)
    if (token === '{' || token === '[') refuseDepth(++depth)
    if (token === '}' || token === ']') depth--
    if (token === '-') minusAt = offset
    if (!NOT_FINITE.has(token)) continue
    const start = token === 'Infinity' && minusAt === offset - 1 && minusAt >= 0 ? minusAt : offset
    tokens.set(start, text.slice(start, end))
    pieces.push(text.slice(copied, start), '[]'.padEnd(end - start))
    copied = end
  }
  return { masked: pieces.join('') + text.slice(copied), tokens }
}

/** The line of an offset, from 1. */
function lineFinder(text: string): (offset: number) => number {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return (offset) => {
    let low = 0
    let high = starts.length
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if ((starts[middle] ?? 0) <= offset) low = middle
      else high = middle
    }
    return low + 1
  }
}

function spaced(code: string): string {
  return code.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
}
