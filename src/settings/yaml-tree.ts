// The package yaml parses. By hand is only the tree with the line of each value, for messages about a setting.
import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, visit } from 'yaml'
import { NumberText } from './number-text.js'

/** More aliases than this are an attack. */
const MAX_ALIASES = 100

export interface YamlProblem {
  /** A sentence with the offending text, if there is one. */
  message: string
  remedy: string
  /** 1-based. */
  line?: number
}

export interface YamlTree {
  /** Plain JavaScript; undefined when there are problems. */
  value: unknown
  problems: YamlProblem[]
  /** 1-based line of the key or list item at a path, or of its nearest parent that exists. */
  lineOf(path: readonly PropertyKey[]): number | undefined
}

/** Largest number of problems. Finding the lines of more would take longer than the run. */
export const MAX_PROBLEMS = 100

const TOO_DEEP: YamlProblem = {
  message: 'It is nested too deeply.',
  remedy: 'Write the values out, without nesting or aliases.',
}

/**
 * Messages and remedies by the parser's error code, for errors that mention the parser's own interface or lack a next
 * step.
 */
const KNOWN: Record<string, { message?: string; remedy: string }> = {
  TAB_AS_INDENT: { remedy: 'Indent with spaces.' },
  MULTIPLE_DOCS: { message: 'there is more than one YAML document.', remedy: 'Keep one: remove the `---` lines.' },
}

/**
 * Reads one YAML 1.2 document. It never throws: all errors are in `problems`.
 * @param textual `numbers` keeps the text of numbers (see NumberText); `all` keeps the text of every scalar; a key keeps the text of the scalars below that top-level key, so
 * that credentials such as 0123 or a 20-digit number do not become numbers
 */
export function readYaml(text: string, textual?: 'all' | 'numbers' | { below: string }): YamlTree {
  const lines = new LineCounter()
  const lineAt = (offset: number) => lines.linePos(offset).line
  const refused = (problems: YamlProblem[]): YamlTree => ({ value: undefined, problems, lineOf: () => undefined })
  try {
    // The parser's own search for duplicate keys compares all pairs: a minute for 50,000 keys.
    const document = parseDocument(text, {
      prettyErrors: false,
      uniqueKeys: false,
      lineCounter: lines,
      ...(textual === 'all' ? { schema: 'failsafe' } : {}),
    })
    const errors = [...document.errors, ...document.warnings]
    if (errors.some(({ code }) => code === 'RESOURCE_EXHAUSTION')) return refused([TOO_DEEP])
    const problems: YamlProblem[] = errors.slice(0, MAX_PROBLEMS).map(({ code, message, pos }) => ({
      message: KNOWN[code]?.message ?? `${message.replace(/\s+/g, ' ').replace(/\.?$/, '')}.`,
      remedy: KNOWN[code]?.remedy ?? 'Correct the YAML on that line.',
      line: lineAt(pos[0]),
    }))
    problems.push(...wrongKeys(document, lineAt))
    if (problems.length > 0) return refused(problems)
    if (textual === 'numbers') keepNumbers(document)
    if (typeof textual === 'object') keepTexts(document.get(textual.below, true))
    return {
      value: document.toJS({ maxAliasCount: MAX_ALIASES }),
      problems,
      lineOf: (path) => {
        const offset = offsetOf(document.contents, path, (node) => (isAlias(node) ? node.resolve(document) : node))
        return offset === undefined ? undefined : lineAt(offset)
      },
    }
  } catch (error) {
    return refused([
      error instanceof RangeError ? TOO_DEEP : { ...TOO_DEEP, message: 'Its aliases expand without end.' },
    ])
  }
}

/** Finds duplicate keys, keys that are no scalar, `__proto__` (which JavaScript objects drop), and aliases without an anchor. */
function wrongKeys(document: Document, lineAt: (offset: number) => number): YamlProblem[] {
  const problems: YamlProblem[] = []
  const add = (node: Node, message: string, remedy: string) =>
    problems.push({ message, remedy, ...(node.range ? { line: lineAt(node.range[0]) } : {}) })
  const anchors = new Set<string>()
  visit(document, {
    Alias: (_, alias) => {
      if (!anchors.has(alias.source))
        add(alias, `the alias *${alias.source} has no anchor before it.`, 'Correct the YAML on that line.')
      return problems.length < MAX_PROBLEMS ? undefined : visit.BREAK
    },
    Value: (_, node) => {
      if (node.anchor !== undefined) anchors.add(node.anchor)
      const seen = new Set<string>()
      for (const { key } of isMap(node) ? node.items : []) {
        if (isMap(key) || isSeq(key)) add(key, 'a key is a list or a mapping.', 'Write the key as one name.')
        if (!isScalar(key)) continue
        const name = String(key.value)
        if (seen.has(name)) add(key, `'${name}' is given twice.`, 'Keep one of them.')
        if (name === '__proto__') add(key, `'${name}' is not a valid name.`, 'Remove it.')
        seen.add(name)
      }
      return problems.length < MAX_PROBLEMS ? undefined : visit.BREAK
    },
  })
  return problems
}

/** Replaces the value of each scalar of a mapping, and of mappings in it, by its text. An empty scalar stays empty. */
function keepTexts(node: unknown): void {
  if (!isMap(node)) return
  for (const { value } of node.items) {
    if (isScalar(value) && typeof value.value !== 'string' && value.source) value.value = value.source
    else keepTexts(value)
  }
}

/** Replaces the value of each number by its text where JavaScript would write it differently. */
function keepNumbers(document: Document): void {
  visit(document, {
    Scalar: (key, node) => {
      if (key === 'key' || typeof node.value !== 'number' || node.source === undefined) return
      node.value = NumberText.of(node.source) ?? node.value
    },
  })
}

/** Offset of the deepest existing key on a path. */
function offsetOf(
  root: Node | null,
  path: readonly PropertyKey[],
  resolve: (node: unknown) => unknown,
): number | undefined {
  let node: unknown = root
  let offset: number | undefined
  for (const part of path) {
    node = resolve(node)
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(part))
      if (pair === undefined) break
      if (isScalar(pair.key) && pair.key.range) offset = pair.key.range[0]
      node = pair.value
    } else if (isSeq(node)) {
      node = node.items[Number(part)]
      if (isScalar(node) && node.range) offset = node.range[0]
    } else break
  }
  return offset
}
