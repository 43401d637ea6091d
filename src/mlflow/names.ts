/** Characters of a param's value that every MLflow 2 and 3 keeps (mlflow/utils/validation.py). */
const LONGEST_PARAM = 6_000
/** Characters of a tag's value that databases of older servers hold. */
const LONGEST_TAG = 5_000
const LONGEST_KEY = 250

/**
 * A name as MLflow takes it for a param, metric or tag: letters, digits and `_-. /` (a colon only since 3), and no path that leads elsewhere.
 * What is not allowed becomes `_`.
 */
export function safeKey(name: string): string {
  const cleaned = name.replace(/[^\p{L}\p{N}_\-. /]/gu, '_')
  // Servers on a folder take a name for a file's.
  const parts = cleaned
    .split('/')
    .map((part) => (part === '.' || part === '..' ? part.replaceAll('.', '_') : part))
    .filter((part) => part !== '')
  const key = parts.join('/').slice(0, LONGEST_KEY)
  return key === '' ? '_' : key
}

/** A param's value as text that every server keeps whole. */
export function paramText(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
  return text.length <= LONGEST_PARAM ? text : `${text.slice(0, LONGEST_PARAM - 1)}…`
}

/** A tag's value, shortened where databases would refuse it. */
export function tagText(value: string): string {
  return value.length <= LONGEST_TAG ? value : `${value.slice(0, LONGEST_TAG - 1)}…`
}

/** Tags as the API takes them; what is empty is left out. */
export function tagList(tags: Readonly<Record<string, string | undefined>>): { key: string; value: string }[] {
  return Object.entries(tags).flatMap(([key, value]) =>
    value === undefined || value === '' ? [] : [{ key: safeKey(key), value: tagText(value) }],
  )
}

/** A value of a filter in quotes. Its grammar has no escape for its own quotes, so a text with both kinds cannot be looked for. */
export function filterText(value: string): string {
  return value.includes("'") ? `"${value.replaceAll('"', '')}"` : `'${value}'`
}

/** A list in pieces of at most `size`. */
export function batches<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  )
}
