import { parse, TomlDate, TomlError, type TomlValue } from 'smol-toml'
import { MAX_DEPTH, Refusal } from './refusal.js'
import type { Shape } from './shape.js'

type Value = TomlValue | bigint

/**
 * TOML 1.0. Duplicate keys are syntax errors there. Integers beyond 64 bits are read as DVC's parser does. The library gives
 * line numbers for errors only.
 *
 * @throws Refusal for broken or too deeply nested text
 */
export function readToml(text: string): { root: Value; describe: (node: Value) => Shape<Value> } {
  try {
    return { root: parse(text, { integersAsBigInt: 'asNeeded', maxDepth: MAX_DEPTH }), describe }
  } catch (error) {
    if (error instanceof TomlError) throw new Refusal(`it is not valid TOML (${reasonOf(error)})`, error.line)
    throw error
  }
}

function describe(node: Value): Shape<Value> {
  if (typeof node === 'number' || typeof node === 'bigint')
    return { kind: 'number', value: Number(node), ...(typeof node === 'bigint' ? { source: String(node) } : {}) }
  if (typeof node === 'string') return { kind: 'text', value: node }
  if (typeof node === 'boolean') return { kind: 'other', seen: String(node) }
  if (Array.isArray(node)) return { kind: 'list', items: node }
  if (node instanceof TomlDate) return { kind: 'other', seen: 'a date' }
  return { kind: 'map', entries: Object.entries(node).map(([key, value]) => ({ key, node: value })) }
}

/** The first line of the message: the library appends an excerpt of the file, which may contain anything. */
function reasonOf(error: TomlError): string {
  return (error.message.split('\n')[0] ?? '').replace(/^Invalid TOML document: /, '')
}
