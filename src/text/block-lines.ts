/** The lines of a large YAML text in block style: its top-level keys, and the keys one level below them. */
export interface BlockLines {
  /** By top-level key. */
  sections: Map<string, { start: number; entries: Map<string, Entry> }>
  /** The line of an offset, from 1. */
  lineAt: (offset: number) => number
}

/** The offsets of an entry: from the start of its first line to the end of its last one. */
interface Entry {
  start: number
  end: number
}

const KEY = /^('[^']*'|"[^"\\]*"|[^\s#'"&*!|>%@`[\]{},-][^:\n]*):(?: |$)/

let last: { text: string; lines: BlockLines } | undefined

/** Finds the lines in one pass, without a parser. Keeps the last answer: callers ask for many keys of one text. */
export function blockLines(text: string): BlockLines {
  if (last?.text !== text) last = { text, lines: scan(text) }
  return last.lines
}

function scan(text: string): BlockLines {
  const starts: number[] = []
  const sections: BlockLines['sections'] = new Map()
  let section: { start: number; entries: Map<string, Entry> } | undefined
  let depth: number | undefined
  let entry: Entry | undefined
  for (let at = 0; at < text.length; ) {
    starts.push(at)
    const found = text.indexOf('\n', at)
    const end = found < 0 ? text.length : found
    let first = at
    while (first < end && text.charCodeAt(first) === 32) first++
    const indent = first - at
    // Most lines are deeper than the keys.
    if (first < end && (indent === 0 || depth === undefined || indent <= depth)) {
      const line = text.slice(first, end)
      const key = KEY.exec(line)?.[1]?.replace(/^(['"])(.*)\1$/, '$2')
      if (line.startsWith('#')) {
        // A comment ends nothing.
      } else if (indent === 0 && key !== undefined) {
        if (entry) entry.end = at
        entry = undefined
        depth = undefined
        section = { start: at, entries: new Map() }
        if (!sections.has(key)) sections.set(key, section)
      } else if (section !== undefined && indent > 0) {
        depth ??= indent
        if (indent === depth && key !== undefined) {
          if (entry) entry.end = at
          entry = { start: at, end: text.length }
          if (!section.entries.has(key)) section.entries.set(key, entry)
        }
      }
    }
    at = end + 1
  }
  return { sections, lineAt: (offset) => lineOf(starts, offset) }
}

/** The number of line starts up to an offset, by halves. */
function lineOf(starts: readonly number[], offset: number): number {
  let [low, high] = [0, starts.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((starts[middle] ?? 0) <= offset) low = middle + 1
    else high = middle
  }
  return Math.max(1, low)
}
