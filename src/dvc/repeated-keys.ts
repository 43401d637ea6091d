import { type Document, isScalar, visit, type YAMLError } from 'yaml'

/**
 * The first key that a mapping of a document has twice, as an error of the parser. It looks at each key once.
 * @param onKey called for each key
 */
export function firstRepeated(
  document: Document,
  onKey?: () => void,
): Pick<YAMLError, 'code' | 'message' | 'pos'> | undefined {
  let found: number | undefined
  visit(document, {
    Map(_, map) {
      const seen = new Set<unknown>()
      for (const { key } of map.items) {
        onKey?.()
        const value = isScalar(key) ? key.value : key
        if (seen.has(value)) found = Math.min(found ?? Infinity, (isScalar(key) && key.range?.[0]) || 0)
        seen.add(value)
      }
      return undefined
    },
  })
  return found === undefined
    ? undefined
    : { code: 'DUPLICATE_KEY', message: 'Map keys must be unique', pos: [found, found + 1] }
}
