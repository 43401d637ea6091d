import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type ParsedNode,
  Scalar,
  type YAMLMap,
} from 'yaml'

/** A value that a mapping takes from another one by a merge key (`<<`). */
export interface InheritedParam {
  kind: 'inherited'
  node: ParsedNode
  key: string
  /** The name of the value that is taken: `base.depth`. */
  origin: string
  /** Offsets of the merge key and of the end of its value. */
  merge: { start: number; end: number }
  /** True for a mapping on one line, in braces. */
  flow: boolean
}

/** The place of a parameter. `elsewhere`: another part of the file has it; `reason` says which. */
export type ParamPlace = { kind: 'own'; node: ParsedNode } | InheritedParam | { kind: 'elsewhere'; reason: string }

/** The most levels and names that are followed; an alias can refer to a mapping around it. */
const MAX_DEPTH = 100
const MAX_NAMES = 1_000

/** Finds a parameter by the parts of its name, with merge keys and aliases. @returns undefined where the file lacks it */
export function findParam(document: Document.Parsed, parts: readonly string[]): ParamPlace | undefined {
  let node: unknown = document.contents
  for (const [index, part] of parts.entries()) {
    const rest = parts.slice(index)
    if (isAlias(node)) return throughAlias(document, parts.slice(0, index).join('.'), node.source, rest)
    const own = childOf(node, part)
    if (own !== undefined) {
      node = own
      continue
    }
    return isMap(node) ? inherited(document, node, rest) : undefined
  }
  if (isAlias(node)) return throughAlias(document, parts.join('.'), node.source, [])
  return isParsed(node) ? { kind: 'own', node } : undefined
}

/** The dotted names of all single values, those of merged mappings too. */
export function paramNames(document: Document.Parsed): string[] {
  const names = new Set<string>()
  const walk = (node: unknown, path: readonly string[], depth = 0): void => {
    if (depth > MAX_DEPTH || names.size >= MAX_NAMES) return
    if (isMap(node)) {
      for (const { key, value } of node.items.filter((pair) => !isMerge(pair)))
        walk(value, [...path, textOf(key)], depth + 1)
      for (const merged of mergedMaps(document, node)) walk(merged, path, depth + 1)
    } else if (isSeq(node))
      node.items.forEach((item, index) => {
        walk(item, [...path, String(index)], depth + 1)
      })
    else if (path.length > 0) names.add(path.join('.'))
  }
  walk(document.contents, [])
  return [...names]
}

/** A parameter that a mapping lacks, in the mappings that it merges: the first one that has it counts. */
function inherited(document: Document.Parsed, owner: YAMLMap, rest: readonly string[]): ParamPlace | undefined {
  const [key = '', ...below] = rest
  for (const map of mergedMaps(document, owner)) {
    const value = valueIn(document, map, rest)
    if (value === undefined) continue
    const origin = [nameOf(document, map), ...rest].filter((part) => part !== '').join('.')
    const pair = owner.items.find(isMerge)
    const [start, end] = [offsets(pair?.key)[0], offsets(pair?.value)[1]]
    if (below.length > 0 || start === undefined || end === undefined)
      return {
        kind: 'elsewhere',
        reason: `it comes from ${origin} by a merge key (<<): set ${origin}, which changes it wherever it is merged, or write ${key} out in the file`,
      }
    return { kind: 'inherited', node: value, key, origin, merge: { start, end }, flow: owner.flow === true }
  }
  return undefined
}

/** The value of a dotted name in a mapping, its merged ones included. */
function valueIn(document: Document.Parsed, map: YAMLMap, parts: readonly string[], depth = 0): ParsedNode | undefined {
  const [part = '', ...rest] = parts
  if (depth > MAX_DEPTH) return undefined
  const own = resolved(document, childOf(map, part))
  if (own !== undefined) {
    if (rest.length === 0) return isParsed(own) ? own : undefined
    return isMap(own) ? valueIn(document, own, rest, depth + 1) : undefined
  }
  for (const merged of mergedMaps(document, map)) {
    const found = valueIn(document, merged, parts, depth + 1)
    if (found !== undefined) return found
  }
  return undefined
}

function throughAlias(
  document: Document.Parsed,
  at: string,
  source: string,
  rest: readonly string[],
): ParamPlace | undefined {
  const target = document.contents === null ? undefined : anchored(document, source)
  if (target === undefined || (rest.length > 0 && !isCollection(target))) return undefined
  if (rest.length > 0 && isMap(target) && valueIn(document, target, rest) === undefined) return undefined
  const origin = [nameOf(document, target), ...rest].filter((part) => part !== '').join('.')
  const subject = rest.length === 0 ? 'it' : at
  return {
    kind: 'elsewhere',
    reason: `${subject} is an alias (*${source}): set ${origin}, which changes it wherever it is used`,
  }
}

function mergedMaps(document: Document.Parsed, map: YAMLMap): YAMLMap[] {
  return map.items
    .filter(isMerge)
    .flatMap(({ value }) => (isSeq(value) ? value.items : [value]))
    .map((value) => resolved(document, value))
    .filter((value) => isMap(value))
}

function childOf(node: unknown, part: string): unknown {
  if (isMap(node)) return node.items.find((pair) => !isMerge(pair) && textOf(pair.key) === part)?.value ?? undefined
  return isSeq(node) && /^\d+$/.test(part) ? node.items[Number(part)] : undefined
}

function resolved(document: Document.Parsed, node: unknown): unknown {
  return isAlias(node) ? anchored(document, node.source) : node
}

function anchored(document: Document.Parsed, source: string): Node | undefined {
  let found: Node | undefined
  walkNodes(document.contents, [], (node) => {
    if ('anchor' in node && node.anchor === source) found = node
  })
  return found
}

/** The dotted name of a node; empty for one inside of a key. */
function nameOf(document: Document.Parsed, wanted: unknown): string {
  let name = ''
  walkNodes(document.contents, [], (node, path) => {
    if (node === wanted) name = path.join('.')
  })
  return name
}

function walkNodes(
  node: unknown,
  path: readonly string[],
  see: (node: Node, path: readonly string[]) => void,
  depth = 0,
): void {
  if (!isNode(node) || depth > MAX_DEPTH) return
  see(node, path)
  if (isMap(node)) for (const { key, value } of node.items) walkNodes(value, [...path, textOf(key)], see, depth + 1)
  else if (isSeq(node))
    node.items.forEach((item, index) => {
      walkNodes(item, [...path, String(index)], see, depth + 1)
    })
}

function isMerge({ key }: Pair): boolean {
  return isScalar(key) && key.type === Scalar.PLAIN && key.value === '<<'
}

function textOf(key: unknown): string {
  return String(isScalar(key) ? key.value : key)
}

function offsets(node: unknown): [number | undefined, number | undefined] {
  const range = isNode(node) ? node.range : undefined
  return [range?.[0], range?.[1]]
}

function isParsed(node: unknown): node is ParsedNode {
  return isNode(node) && Array.isArray(node.range)
}
