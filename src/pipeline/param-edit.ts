import { isDeepStrictEqual } from 'node:util'
import { type Document, isAlias, isScalar, type Node, type ParsedNode, parse, parseDocument, Scalar, visit } from 'yaml'
import { findParam, type InheritedParam, type ParamPlace, paramNames } from './param-find.js'
import { isPresent, type NewValue, type ParamValue, type PresentValue, spell, writtenText } from './param-text.js'
import { kindsOf, kindsOfJson } from './scalar-kinds.js'

export type { NewValue, ParamValue } from './param-text.js'

/** A parameter file with one new value, or the reason why there is none. */
export type ParamEdit =
  /** `text` is the same where the parameter has that value already. */
  | { text: string; before: ParamValue }
  /** The parameter does not exist; `names` are the existing ones. */
  | { kind: 'unknown'; names: string[] }
  /** The end of the sentence "train.C cannot be set: …". */
  | { kind: 'refused'; reason: string }

const MAX_ALIASES = 1_000

/**
 * Sets one value in a parameter file of YAML or JSON (which is read as YAML). Only the characters of that value change; comments, order,
 * indentation and line ends stay. The value keeps the type that it has. A value that a mapping takes from another one by a
 * merge key (`<<: *base`) becomes its own, so that the other users of `base` keep theirs.
 * @param name dotted; list items by their number
 */
export function editParam(text: string, name: string, given: NewValue, json: boolean): ParamEdit {
  const refused = (reason: string): ParamEdit => ({ kind: 'refused', reason })
  const document = parseDocument(text, { keepSourceTokens: true })
  const [problem] = document.errors
  if (problem !== undefined) return refused(`the file cannot be read (${problem.message.split('\n')[0] ?? ''})`)
  const place = findParam(document, name.split('.'))
  if (place === undefined) return { kind: 'unknown', names: paramNames(document) }
  if (place.kind === 'elsewhere') return refused(place.reason)
  const lack = lackOf(document, place)
  if (lack !== undefined) return refused(lack)
  const present = presentValue(place.node, text, json)
  const before = (isScalar(place.node) ? place.node.value : null) as ParamValue
  if (isPresent(present, given)) return { text, before }
  const written = spell(present, given, json)
  if ('reason' in written) return refused(written.reason)
  const edited = place.kind === 'own' ? replaced(text, place.node, written.text) : added(text, place, written.text)
  return onlyThatChanged(text, edited, name, place.kind === 'inherited')
    ? { text: edited, before }
    : refused(
        place.kind === 'own' ? 'dvc-ci cannot edit this file safely' : `it comes from ${place.origin}, so set it there`,
      )
}

/** A value as the user wrote it, for messages. */
export function shownValue(given: NewValue): string {
  return writtenText(given)
}

function lackOf(document: Document.Parsed, place: Exclude<ParamPlace, { kind: 'elsewhere' }>): string | undefined {
  const { node } = place
  if (!isScalar(node)) return isAlias(node) ? `it is an alias (*${node.source})` : 'it is not a single value'
  if (place.kind === 'own' && node.anchor !== undefined && isReferredTo(document, node))
    return `other values refer to it (&${node.anchor})`
  if (node.type === Scalar.BLOCK_LITERAL || node.type === Scalar.BLOCK_FOLDED) return 'it is a text with several lines'
  return node.tag === undefined ? undefined : `it has a YAML tag (${node.tag.replace('tag:yaml.org,2002:', '!!')})`
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

function presentValue(node: ParsedNode, text: string, json: boolean): PresentValue {
  const [start, end] = node.range
  const source = text.slice(start, end).trim()
  const value = isScalar(node) ? node.value : null
  const isPlain = isScalar(node) && node.type === Scalar.PLAIN
  return { value, source, kinds: json ? kindsOfJson(source) : isPlain ? kindsOf(source) : ['text', 'text'] }
}

function replaced(text: string, node: ParsedNode, written: string): string {
  const [start, end] = node.range
  const source = text.slice(start, end)
  // An empty value begins directly after its colon.
  return text.slice(0, start) + (source.trim() === '' ? ` ${written}${source}` : written) + text.slice(end)
}

/** The text with a key of its own in a mapping that has the value by a merge. */
function added(text: string, { key, merge, flow }: InheritedParam, written: string): string {
  const pair = `${/^[A-Za-z_][\w-]*$/.test(key) && kindsOf(key).every((kind) => kind === 'text') ? key : JSON.stringify(key)}: ${written}`
  if (flow) return `${text.slice(0, merge.end)}, ${pair}${text.slice(merge.end)}`
  const ending = text.includes('\r\n') ? '\r\n' : '\n'
  const lineEnd = text.indexOf('\n', merge.end)
  const indent = text.slice(text.lastIndexOf('\n', merge.start - 1) + 1, merge.start).replace(/[^ ]/g, ' ')
  return lineEnd < 0
    ? `${text}${ending}${indent}${pair}`
    : `${text.slice(0, lineEnd + 1)}${indent}${pair}${ending}${text.slice(lineEnd + 1)}`
}

/** Parses both texts, and proves that only this value changed. @param merged reads merge keys */
function onlyThatChanged(before: string, after: string, name: string, merged: boolean): boolean {
  try {
    const [old, now] = [before, after].map(
      (text) => parse(text, { maxAliasCount: MAX_ALIASES, merge: merged }) as unknown,
    )
    const parts = name.split('.')
    const last = parts.pop() ?? ''
    const [owner, owned] = [ownerOf(old, parts), ownerOf(now, parts)]
    if (owner === undefined || owned === undefined) return false
    Object.defineProperty(owner, last, { value: owned[last], enumerable: true, configurable: true, writable: true })
    return isDeepStrictEqual(old, now)
  } catch {
    return false
  }
}

function ownerOf(root: unknown, parts: readonly string[]): Record<string, unknown> | undefined {
  const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
  const owner = parts.reduce<unknown>((at, part) => (isObject(at) ? at[part] : undefined), root)
  return isObject(owner) ? owner : undefined
}
