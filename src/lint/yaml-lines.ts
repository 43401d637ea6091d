import { isScalar, LineCounter, parseDocument, visit } from 'yaml'

/** A text in a YAML document with the keys above it and its line (from 1). */
export interface PlacedText {
  /** From the top; items of lists have no part of their own. */
  keys: string[]
  text: string
  /** True for a key of a mapping, as the path of an output with options is. */
  isKey: boolean
  line: number
}

let last: { source: string; texts: PlacedText[] } | undefined

/** Every text of a YAML document, keys included. Keeps the last answer: rules ask about each output of one file. */
export function textsOf(source: string): readonly PlacedText[] {
  if (last?.source !== source) last = { source, texts: readTexts(source) }
  return last.texts
}

function readTexts(source: string): PlacedText[] {
  const lines = new LineCounter()
  const found: PlacedText[] = []
  visit(parseDocument(source, { lineCounter: lines, prettyErrors: false, uniqueKeys: false }), {
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
