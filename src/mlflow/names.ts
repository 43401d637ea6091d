/** Most characters of a param's value in MLflow 2 and 3 (mlflow/utils/validation.py). */
const LONGEST_PARAM = 6_000
/** Most characters of a tag's value in the databases of older servers. */
const LONGEST_TAG = 5_000
const LONGEST_KEY = 250

/**
 * A valid name of a param, metric or tag in MLflow: letters, digits and `_-. /` (a colon only since 3), and a clean
 * path. Other characters become `_`.
 */
export function safeKey(name: string): string {
  const cleaned = name.replace(/[^\p{L}\p{N}_\-. /]/gu, '_')
  // Servers with a folder as storage use the name as a path.
  const parts = cleaned
    .split('/')
    .map((part) => (part === '.' || part === '..' ? part.replaceAll('.', '_') : part))
    .filter((part) => part !== '')
  const key = parts.join('/').slice(0, LONGEST_KEY)
  return key === '' ? '_' : key
}

/** A param's value as text, cut at the limit of servers. */
export function paramText(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
  return text.length <= LONGEST_PARAM ? text : `${text.slice(0, LONGEST_PARAM - 1)}…`
}

/** A tag's value, cut at the limit of databases. */
export function tagText(value: string): string {
  return value.length <= LONGEST_TAG ? value : `${value.slice(0, LONGEST_TAG - 1)}…`
}

/** Tags in the format of the API, without empty ones. */
export function tagList(tags: Readonly<Record<string, string | undefined>>): { key: string; value: string }[] {
  return Object.entries(tags).flatMap(([key, value]) =>
    value === undefined || value === '' ? [] : [{ key: safeKey(key), value: tagText(value) }],
  )
}

/** A value in a filter, with quotes. The grammar cannot escape quotes, so a text with both kinds cannot be found. */
export function filterText(value: string): string {
  return value.includes("'") ? `"${value.replaceAll('"', '')}"` : `'${value}'`
}

/** Splits a list into parts of at most `size`. */
export function batches<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  )
}
