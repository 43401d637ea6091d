import { isMap, isScalar, LineCounter, parseDocument } from 'yaml'

let last: { text: string; contents: unknown; lines: LineCounter } | undefined

/** Keeps the last parsed text: callers ask for many lines of one long dvc.lock. */
function parsed(text: string): NonNullable<typeof last> {
  if (last?.text !== text) {
    const lines = new LineCounter()
    last = { text, contents: parseDocument(text, { lineCounter: lines }).contents, lines }
  }
  return last
}

/**
 * The line of a key in a YAML text. If the text lacks the last keys, the line of the nearest parent.
 * @param keys names from the top, as in `['stages', 'train', 'cmd']`
 * @returns a line from 1; undefined if the text lacks the first key
 */
export function lineOfKeys(text: string, keys: readonly string[]): number | undefined {
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

/**
 * The line of each stage in a dvc.yaml, for annotations. Stages of `foreach` and `matrix` (`train@a`) have one entry,
 * `train`.
 * @returns lines from 1 by stage name
 */
export function stageLines(text: string): Map<string, number> {
  const lines = new LineCounter()
  const stages = parseDocument(text, { lineCounter: lines }).get('stages', true)
  const found = new Map<string, number>()
  if (!isMap(stages)) return found
  for (const { key } of stages.items) {
    if (isScalar(key) && key.range) found.set(String(key.value), lines.linePos(key.range[0]).line)
  }
  return found
}

/** The line of an offset in a text, from 1. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length
}
