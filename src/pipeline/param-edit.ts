import { isDeepStrictEqual } from 'node:util'
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type ParsedNode,
  parse,
  parseDocument,
  visit,
} from 'yaml'

/** The value of a parameter. */
export type ParamValue = number | boolean | string | null

/** A parameter file with one new value, or the reason why there is none. */
export type ParamEdit =
  | { text: string; before: ParamValue }
  /** The parameter does not exist; `names` are the existing ones. */
  | { kind: 'unknown'; names: string[] }
  /** The end of the sentence "train.C cannot be set: …". */
  | { kind: 'refused'; reason: string }

const MAX_ALIASES = 1_000

/**
 * Sets one value in a parameter file of YAML or JSON (which is read as YAML). Only the characters of that value change; comments, order,
 * indentation and line ends stay.
 * @param name dotted; list items by their number
 */
export function editParam(text: string, name: string, value: ParamValue, json: boolean): ParamEdit {
  const document = parseDocument(text, { keepSourceTokens: true })
  const [problem] = document.errors
  if (problem !== undefined)
    return { kind: 'refused', reason: `the file cannot be read (${problem.message.split('\n')[0] ?? ''})` }
  const found = find(document, name.split('.'))
  if (found === undefined) return { kind: 'unknown', names: leaves(document) }
  const lack = lackOf(document, found, value)
  if (lack !== undefined) return { kind: 'refused', reason: lack }
  const before = isScalar(found) ? found.value : null
  const [start, end] = found.range ?? [0, 0]
  const source = text.slice(start, end)
  const written = scalarText(value, json)
  // An empty value begins directly after its colon.
  const edited = text.slice(0, start) + (source.trim() === '' ? ` ${written}${source}` : written) + text.slice(end)
  return onlyThatChanged(text, edited, name, value)
    ? { text: edited, before: before as ParamValue }
    : { kind: 'refused', reason: 'dvc-ci cannot edit this file safely' }
}

/** The dotted names of all single values. */
function leaves(document: Document.Parsed): string[] {
  const names: string[] = []
  const walk = (node: unknown, path: readonly string[]): void => {
    if (isMap(node))
      for (const { key, value } of node.items) walk(value, [...path, String(isScalar(key) ? key.value : key)])
    else if (isSeq(node))
      node.items.forEach((item, index) => {
        walk(item, [...path, String(index)])
      })
    else if (path.length > 0 && names.length < MAX_ALIASES) names.push(path.join('.'))
  }
  walk(document.contents, [])
  return names
}

function find(document: Document.Parsed, parts: readonly string[]): ParsedNode | undefined {
  let node: ParsedNode | null | undefined = document.contents
  for (const part of parts) {
    if (isMap(node))
      node = node.items.find(({ key }) => isScalar(key) && String(key.value) === part)?.value ?? undefined
    else if (isSeq(node) && /^\d+$/.test(part)) node = node.items[Number(part)]
    else return undefined
  }
  return node ?? undefined
}

function lackOf(document: Document.Parsed, node: ParsedNode, value: ParamValue): string | undefined {
  if (isAlias(node)) return `it is an alias (*${node.source}): set the value that it refers to`
  if (!isScalar(node)) return 'it is not a single value'
  if (node.anchor !== undefined && isReferredTo(document, node)) return `other values refer to it (&${node.anchor})`
  if (node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED') return 'it is a text with several lines'
  if (node.tag !== undefined && !node.tag.startsWith('tag:yaml.org,2002:')) return `it has a YAML tag (${node.tag})`
  const old: unknown = node.value
  if (
    value !== null &&
    old !== null &&
    (typeof old === 'number' || typeof old === 'boolean') &&
    typeof old !== typeof value
  )
    return `it is ${typeof old === 'number' ? `a number (${old})` : String(old)}, and '${String(value)}' is of another type`
  return undefined
}

function isReferredTo(document: Document.Parsed, node: Node & { anchor?: string }): boolean {
  let referred = false
  visit(document, {
    Alias: (_, alias) => {
      referred ||= alias.source === node.anchor
    },
  })
  return referred
}

/** A value in the form that YAML and JSON both read. In YAML, a plain word has no quotes, as people write it. */
function scalarText(value: ParamValue, json: boolean): string {
  if (typeof value !== 'string') return JSON.stringify(value)
  return !json && /^[A-Za-z][A-Za-z0-9_./-]*$/.test(value) && parse(value) === value ? value : JSON.stringify(value)
}

/** Parses both texts and proves that only this value changed. */
function onlyThatChanged(before: string, after: string, name: string, value: ParamValue): boolean {
  try {
    const [old, now] = [before, after].map((text) => parse(text, { maxAliasCount: MAX_ALIASES }) as unknown)
    const parts = name.split('.')
    const last = parts.pop() ?? ''
    const owner = parts.reduce<unknown>(
      (at, part) => (typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[part] : undefined),
      old,
    )
    if (typeof owner !== 'object' || owner === null) return false
    Object.defineProperty(owner, last, { value, enumerable: true, configurable: true, writable: true })
    return isDeepStrictEqual(old, now)
  } catch {
    return false
  }
}
