import { type Document, isMap, isNode, isPair, isScalar, isSeq, type Node, parseDocument } from 'yaml'
import { readBlockYaml } from '../text/block-yaml.js'
import { LARGE } from '../text/read-yaml.js'
import { withoutPeriod } from '../text/words.js'

/** One entry of dvc.lock: a stage, or a dataset. */
export interface LockEntry {
  /** Its lines as in the file, with the last line break. */
  text: string
  /** The parsed value; whole numbers are bigints. */
  value: unknown
}

/** One key at the top of dvc.lock. */
export interface LockSection {
  key: string
  /** The line of the key; the whole text where the section has no entries. */
  head: string
  /** By stage or dataset; undefined for a section with one value, such as `schema`. */
  entries?: Map<string, LockEntry>
  /** The value of a section without entries. */
  value?: unknown
}

/** A dvc.lock split into parts that can be joined again without a changed byte in any entry. */
export interface LockText {
  /** Comments before the first key. */
  preamble: string
  sections: Map<string, LockSection>
}

/** Why a dvc.lock cannot be split, with the line at fault. */
export interface Unreadable {
  reason: string
  line?: number
}

const SCHEMA = '2.0'
/** A lock by DVC repeats anchors a few times; more aliases are an attack on the parser. */
const MAX_ALIASES = 1_000

/**
 * Splits a dvc.lock (schema 2.0, see dvc/schema.py) into its entries. An empty text has no entries: Git hands over an empty text for a
 * side that does not have the file.
 */
export function parseLock(text: string): LockText | Unreadable {
  const empty: LockText = { preamble: '', sections: new Map() }
  if (text.trim() === '') return empty
  const large = text.length < LARGE ? undefined : splitLarge(text)
  if (large !== undefined) return large
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

/** Splits a large dvc.lock in DVC's style; undefined where it has another style, or another section than `stages`. */
function splitLarge(text: string): LockText | undefined {
  const starts: { name: string; start: number }[] = []
  const all = readBlockYaml(text, { bigints: true, onEntry: (_, name, start) => starts.push({ name, start }) })
  if (all === undefined || all['schema'] !== SCHEMA || Object.keys(all).join() !== 'schema,stages') return undefined
  const values = all['stages']
  const [schema, stages] = ['schema', 'stages'].map((key) =>
    text.startsWith(`${key}:`) ? 0 : text.indexOf(`\n${key}:`) + 1,
  )
  if (typeof values !== 'object' || values === null || schema === undefined || stages === undefined) return undefined
  const entries = new Map(
    starts.map(({ name, start }, index): [string, LockEntry] => [
      name,
      { text: ended(text.slice(start, starts[index + 1]?.start)), value: (values as Record<string, unknown>)[name] },
    ]),
  )
  return {
    preamble: text.slice(0, schema),
    sections: new Map<string, LockSection>([
      ['schema', { key: 'schema', head: text.slice(schema, stages), value: SCHEMA }],
      ['stages', { key: 'stages', head: text.slice(stages, starts[0]?.start), entries }],
    ]),
  }
}

/** Whether a dvc.lock could not be split. */
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
  if (collection.flow) return { reason: `its ${key} are on one line` }
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
      return {
        reason: name === undefined ? `an entry of ${key} has no name` : `the ${key} name '${name}' is there twice`,
      }
    entries.set(name, { text: ended(text.slice(starts[index], starts[index + 1])), value })
  }
  return { key, head: text.slice(start, starts[0]), entries }
}

/** The value of a node, or the error of its aliases. */
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

/** The offset of the line in which a node begins. */
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

/** Whether two YAML values are equal; the order of keys does not matter. */
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
