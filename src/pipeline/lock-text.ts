import { type Document, isMap, isNode, isPair, isScalar, isSeq, type Node, parseDocument } from 'yaml'
import { withoutPeriod } from '../text/words.js'

/** One entry of dvc.lock: a stage, or a dataset. */
export interface LockEntry {
  /** Its lines as the file has them, line break at the end. */
  text: string
  /** What the lines say; whole numbers are bigints. */
  value: unknown
}

/** One key at the top of dvc.lock. */
export interface LockSection {
  key: string
  /** The line of the key; everything, where the section is not made of entries. */
  head: string
  /** By stage or dataset; undefined for a section that is one value, such as `schema`. */
  entries?: Map<string, LockEntry>
  /** What a section without entries says. */
  value?: unknown
}

/** A dvc.lock taken apart so that it can be put together again without changing a byte of any entry. */
export interface LockText {
  /** Comments before the first key. */
  preamble: string
  sections: Map<string, LockSection>
}

/** Why a text is no dvc.lock that can be taken apart, with the line where it shows. */
export interface Unreadable {
  reason: string
  line?: number
}

const SCHEMA = '2.0'
/** An honest lock repeats anchors a few times; more is an attack on whoever reads it. */
const MAX_ALIASES = 1_000

/**
 * Takes a dvc.lock (schema 2.0, see dvc/schema.py) apart into its entries. An empty text has no entries: that is how Git hands over a
 * file that one side does not have.
 */
export function parseLock(text: string): LockText | Unreadable {
  const empty: LockText = { preamble: '', sections: new Map() }
  if (text.trim() === '') return empty
  const document = parseDocument(text, { uniqueKeys: true, intAsBigInt: true, prettyErrors: false })
  const [error] = document.errors
  if (error) return { reason: withoutPeriod(error.message), line: lineAt(text, error.pos[0]) }
  if (!isMap(document.contents) || document.contents.flow)
    return { reason: 'it is not a mapping of keys to values', line: 1 }
  const { items } = document.contents
  const starts = items.map(({ key }) => startOf(text, key))
  const sections = new Map<string, LockSection>()
  for (const [index, { key, value }] of items.entries()) {
    const start = starts[index] ?? 0
    const end = starts[index + 1] ?? text.length
    const name = isScalar(key) ? String(key.value) : ''
    const section = readSection(document, text.slice(0, end), start, name, value)
    if ('reason' in section) return { line: lineAt(text, start), ...section }
    sections.set(name, section)
  }
  const schema = sections.get('schema')?.value
  if (schema !== SCHEMA)
    return {
      reason:
        schema === undefined ? 'it has no schema' : `it has schema ${JSON.stringify(schema)} in place of '${SCHEMA}'`,
      line: 1,
    }
  return { preamble: text.slice(0, starts[0] ?? 0), sections }
}

/** Whether taking apart failed. */
export function isUnreadable(lock: LockText | Unreadable): lock is Unreadable {
  return 'reason' in lock
}

function readSection(
  document: Document,
  text: string,
  start: number,
  key: string,
  node: Node | null,
): LockSection | Unreadable {
  if (key !== 'stages' && key !== 'datasets') {
    const value = valueOf(document, node)
    return value instanceof Error ? { reason: value.message } : { key, head: ended(text.slice(start)), value }
  }
  const collection = key === 'stages' ? isMap(node) && node : isSeq(node) && node
  if (!collection && !(node === null || (isScalar(node) && node.value === null)))
    return { reason: `its ${key} are no ${key === 'stages' ? 'mapping' : 'list'}` }
  if (!collection || collection.items.length === 0) return { key, head: `${key}:\n`, entries: new Map() }
  if (collection.flow) return { reason: `its ${key} are written in one line` }
  const entries = new Map<string, LockEntry>()
  const nodes = collection.items.map((item) =>
    isPair(item) ? { first: item.key, value: item.value as Node | null } : { first: item, value: item as Node },
  )
  const starts = nodes.map(({ first }) => startOf(text, first))
  for (const [index, { first, value: node }] of nodes.entries()) {
    const value = valueOf(document, node)
    if (value instanceof Error) return { reason: value.message }
    const name = isScalar(first) ? String(first.value) : nameOf(value)
    if (name === undefined || entries.has(name))
      return { reason: name === undefined ? `an entry of ${key} has no name` : `the ${key} name '${name}' twice` }
    entries.set(name, { text: ended(text.slice(starts[index], starts[index + 1])), value })
  }
  return { key, head: text.slice(start, starts[0]), entries }
}

/** The value of a node, or the error that its aliases are. */
function valueOf(document: Document, node: Node | null): unknown {
  if (node === null) return null
  try {
    return node.toJS(document, { maxAliasCount: MAX_ALIASES }) as unknown
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

function nameOf(entry: unknown): string | undefined {
  if (typeof entry !== 'object' || entry === null || !('name' in entry)) return undefined
  return typeof entry.name === 'string' ? entry.name : undefined
}

/** Offset of the beginning of the line that a node begins in. */
function startOf(text: string, node: unknown): number {
  const offset = isNode(node) ? (node.range?.[0] ?? 0) : 0
  return text.lastIndexOf('\n', offset - 1) + 1
}

function ended(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length
}

/** Whether two values of YAML say the same; the order of keys says nothing. */
export function sameValue(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false
  if (Array.isArray(one) || Array.isArray(other)) {
    return (
      Array.isArray(one) &&
      Array.isArray(other) &&
      one.length === other.length &&
      one.every((item, index) => sameValue(item, other[index]))
    )
  }
  const [left, right] = [one as Record<string, unknown>, other as Record<string, unknown>]
  const keys = Object.keys(left)
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && sameValue(left[key], right[key]))
  )
}
