import {
  Composer,
  type CST,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Pair,
  Parser,
  Scalar,
} from 'yaml'
import { Refusal, refuseDepth } from './refusal.js'
import type { Entry, Shape } from './shape.js'

/** More aliases than any metrics file has; each look-up of an alias walks the document. */
const MAX_ALIASES = 1_000

/** DVC's parser reads `1_000` as a number, the YAML 1.2 schema does not. */
const WITH_UNDERSCORES = /^[-+]?\d[\d_]*(?:\.[\d_]*)?(?:e[-+]?\d+)?$/i

/**
 * One YAML 1.2 document, with aliases and merge keys (`<<`), which DVC's parser supports too.
 *
 * @throws Refusal for broken or too deeply nested text, and for more than one document
 */
export function readYaml(text: string): { root: unknown; describe: (node: unknown) => Shape<unknown> } {
  const lines = new LineCounter()
  const tokens = [...new Parser(lines.addNewLine).parse(text)]
  refuseDeepTokens(tokens, lines)
  const documents = [...new Composer({ uniqueKeys: false, prettyErrors: false }).compose(tokens, true, text.length)]
  const [document] = documents
  if (document === undefined || documents.length > 1)
    throw new Refusal(`it holds ${documents.length} YAML documents, not one`)
  const [error] = document.errors
  if (error !== undefined)
    throw new Refusal(`it is not valid YAML (${error.message})`, lines.linePos(error.pos[0]).line)
  const { contents } = document
  if (contents === null || (isScalar(contents) && contents.value === null)) throw new Refusal('it is empty')
  return { root: contents, describe: describer(document, lines) }
}

function describer(document: Document.Parsed, lines: LineCounter): (node: unknown) => Shape<unknown> {
  let aliases = 0

  const follow = (node: unknown): unknown => {
    if (!isAlias(node)) return node
    if (++aliases > MAX_ALIASES) throw new Refusal(`it has more than ${MAX_ALIASES} aliases`)
    const target = node.resolve(document)
    if (target === undefined) throw new Refusal(`it has an alias without an anchor (*${node.source})`)
    return target
  }

  const entriesOf = (node: unknown, depth: number): Entry<unknown>[] => {
    refuseDepth(depth)
    const target = follow(node)
    if (isSeq(target)) return target.items.flatMap((item) => entriesOf(item, depth + 1))
    if (!isMap(target)) return []
    const own: Entry<unknown>[] = []
    const merged: Entry<unknown>[] = []
    for (const pair of target.items) {
      if (isMerge(pair)) merged.push(...entriesOf(pair.value, depth + 1))
      else own.push(entryOf(pair, follow, lines))
    }
    return withMerged(own, merged)
  }

  return (node) => {
    const target = follow(node)
    if (isMap(target)) return { kind: 'map', entries: entriesOf(target, 0) }
    if (isSeq(target)) return { kind: 'list', items: target.items }
    return isScalar(target) ? scalar(target) : { kind: 'other', seen: 'null' }
  }
}

function scalar(node: Scalar): Shape<unknown> {
  const { value, source } = node
  if (typeof value === 'number') return { kind: 'number', value, ...(source === undefined ? {} : { source }) }
  if (typeof value === 'bigint') return { kind: 'number', value: Number(value) }
  if (typeof value === 'boolean') return { kind: 'other', seen: String(value) }
  if (typeof value !== 'string')
    return { kind: 'other', seen: value === null ? 'null' : 'a value that is not a number' }
  const plain = node.type === Scalar.PLAIN && node.tag === undefined
  return plain && WITH_UNDERSCORES.test(value)
    ? { kind: 'number', value: Number(value.replaceAll('_', '')), source: value }
    : { kind: 'text', value }
}

function isMerge(pair: Pair): boolean {
  return isScalar(pair.key) && pair.key.type === Scalar.PLAIN && pair.key.value === '<<'
}

function entryOf(pair: Pair, follow: (node: unknown) => unknown, lines: LineCounter): Entry<unknown> {
  const key = follow(pair.key)
  const start = isScalar(key) || isMap(key) || isSeq(key) ? key.range?.[0] : undefined
  const place = start === undefined ? {} : { line: lines.linePos(start).line }
  if (!isScalar(key)) throw new Refusal('a key in it is a list or a mapping', place.line)
  return { key: key.source ?? String(key.value), ...place, node: pair.value }
}

/** A mapping's own keys take precedence over merged ones, and earlier merged ones over later: https://yaml.org/type/merge.html */
function withMerged(own: Entry<unknown>[], merged: Entry<unknown>[]): Entry<unknown>[] {
  const taken = new Set(own.map((entry) => entry.key))
  const added = merged.filter((entry) => !taken.has(entry.key) && taken.add(entry.key))
  return [...own, ...added]
}

/** Measures the depth with the tokenizer, which has a stack of its own; the composer of documents is recursive. */
function refuseDeepTokens(tokens: CST.Token[], lines: LineCounter): void {
  const open = tokens.map((token) => ({ token, depth: 0 }))
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { token, depth } = next
    refuseDepth(depth, lines.linePos(token.offset).line)
    for (const child of childrenOf(token))
      open.push({ token: child, depth: depth + (token.type === 'document' ? 0 : 1) })
  }
}

function childrenOf(token: CST.Token): CST.Token[] {
  if (token.type === 'document') return token.value === undefined ? [] : [token.value]
  if (!('items' in token)) return []
  const parts: (CST.Token | null | undefined)[] = token.items.flatMap((item) => [item.key, item.value])
  return parts.filter((part): part is CST.Token => part !== null && part !== undefined)
}
