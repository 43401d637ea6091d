import { isTooDeep } from '../report/json-depth.js'
import { parsePythonJson } from '../text/python-json.js'

/** The most values inside each other: more than any tool writes. */
const DEEPEST = 100
/** The most values: each takes up to 100 bytes of memory. */
const MOST_VALUES = 3_000_000

/** Parses the JSON of a report file. @returns the value, or why it cannot be used: a clause */
export function parseBoundedJson(text: string): { value: unknown } | { fault: string } {
  if (isTooDeep(text, DEEPEST)) return { fault: `it has more than ${DEEPEST} values inside each other` }
  if (hasTooMany(text)) return { fault: `it has more than ${MOST_VALUES} values` }
  try {
    return { value: parsePythonJson(text) }
  } catch {
    return { fault: 'it is not JSON' }
  }
}

/** Counts the characters that begin or part values. Those in texts count too: the limit is far above a real file. */
function hasTooMany(text: string): boolean {
  let values = 0
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if ((code === 0x2c || code === 0x5b || code === 0x7b) && ++values > MOST_VALUES) return true
  }
  return false
}
