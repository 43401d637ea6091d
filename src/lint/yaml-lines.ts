import { isMap, isScalar, LineCounter, parseDocument, visit } from 'yaml'

/**
 * The line (from 1) of a key in a YAML text; where the last names do not exist, the line of the nearest existing parent.
 * Undefined where not even the first name exists.
 */
export function lineOfKeys(text: string, keys: readonly string[]): number | undefined {
  const lines = new LineCounter()
  let node: unknown = parseDocument(text, { lineCounter: lines, prettyErrors: false }).contents
  let found: number | undefined
  for (const name of keys) {
    const pair = isMap(node) ? node.items.find(({ key }) => isScalar(key) && String(key.value) === name) : undefined
    if (!pair || !isScalar(pair.key) || !pair.key.range) break
    found = lines.linePos(pair.key.range[0]).line
    node = pair.value
  }
  return found
}

/** A text in a YAML document with the keys above it and its line (from 1). */
export interface PlacedText {
  /** From the top; items of lists have no part of their own. */
  keys: string[]
  text: string
  /** True for a key of a mapping, as the path of an output with options is. */
  isKey: boolean
  line: number
}

/** Every text of a YAML document, keys included. */
export function textsOf(source: string): PlacedText[] {
  const lines = new LineCounter()
  const found: PlacedText[] = []
  visit(parseDocument(source, { lineCounter: lines, prettyErrors: false }), {
    Scalar(position, node, path) {
      if (typeof node.value !== 'string' || !node.range) return
      const keys = path.flatMap((parent) =>
        'key' in parent && isScalar(parent.key) && parent.key !== node ? [String(parent.key.value)] : [],
      )
      found.push({ keys, text: node.value, isKey: position === 'key', line: lines.linePos(node.range[0]).line })
    },
  })
  return found
}
