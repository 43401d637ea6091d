const FORMATS = ['csv', 'tsv', 'tab', 'psv', 'parquet', 'pq', 'jsonl', 'ndjson', 'json', 'arrow', 'feather', 'ipc']
const COMPRESSIONS = ['', '.gz', '.zst']

/** Ends of the names of files that may be tables, in lower case. */
export const TABLE_SUFFIXES = FORMATS.flatMap((format) => COMPRESSIONS.map((packed) => `.${format}${packed}`))

/** Whether a file may be a table, by its name. */
export function isTableName(path: string): boolean {
  const name = path.toLowerCase()
  return TABLE_SUFFIXES.some((suffix) => name.endsWith(suffix))
}
