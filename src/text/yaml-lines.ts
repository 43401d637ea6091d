import { isMap, isScalar, LineCounter, parseDocument } from 'yaml'
import { blockLines } from './block-lines.js'
import { LARGE } from './read-yaml.js'

let last: { text: string; contents: unknown; lines: LineCounter } | undefined

/** Keeps the last parsed text: callers ask for many lines of one file. */
function parsed(text: string): NonNullable<typeof last> {
  if (last?.text !== text) {
    const lines = new LineCounter()
    const options = { lineCounter: lines, prettyErrors: false, uniqueKeys: false }
    last = { text, contents: parseDocument(text, options).contents, lines }
  }
  return last
}

/**
 * The line of a key in a YAML text. If the text lacks the last keys, the line of the nearest parent.
 * @param keys names from the top, as in `['stages', 'train', 'cmd']`
 * @returns a line from 1; undefined if the text lacks the first key
 */
export function lineOfKeys(text: string, keys: readonly string[]): number | undefined {
  return text.length < LARGE ? lineByParser(text, keys) : lineByEntry(text, keys)
}

function lineByParser(text: string, keys: readonly string[]): number | undefined {
  const { contents, lines } = parsed(text)
  let node: unknown = contents
  let found: number | undefined
  for (const name of keys) {
    if (!isMap(node)) break
    const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === name)
    if (!pair || !isScalar(pair.key) || !pair.key.range) break
    found = lines.linePos(pair.key.range[0]).line
    node = pair.value
  }
  return found
}

/** Parses only the entry with the key: a dvc.lock may have 20 MB. */
function lineByEntry(text: string, [first = '', second, ...rest]: readonly string[]): number | undefined {
  const { sections, lineAt } = blockLines(text)
  const section = sections.get(first)
  if (section === undefined) return undefined
  const entry = second === undefined ? undefined : section.entries.get(second)
  if (entry === undefined || second === undefined) return lineAt(section.start)
  const line = lineAt(entry.start)
  const inside = rest.length === 0 ? 1 : (lineByParser(text.slice(entry.start, entry.end), [second, ...rest]) ?? 1)
  return line + inside - 1
}
