import { isRecord } from '../text/records.js'

/** One data point of DVC with its origin. */
export interface Row {
  side: 'value' | 'baseline'
  /** Its file and field, where a plot has several; empty otherwise. */
  series: string
  data: Record<string, unknown>
}

/** DVC's name for the files in the workspace. */
const WORKSPACE = 'workspace'

/** The rows of a filled-in specification. DVC 3.0 has the origin of a row in one field, later versions in three. */
export function rowsOf(spec: Record<string, unknown>): Row[] {
  const data = spec['data']
  const values = isRecord(data) && Array.isArray(data['values']) ? (data['values'] as unknown[]) : []
  const rows: (Row & { file: string; field: string })[] = []
  const [files, fields] = [new Set<string>(), new Set<string>()]
  for (const item of values) {
    if (!isRecord(item)) continue
    const origin = isRecord(item['dvc_data_version_info']) ? item['dvc_data_version_info'] : item
    const rev = origin['rev'] ?? origin['revision']
    const [file, field] = [textOf(origin['filename']), textOf(origin['field'])]
    files.add(file)
    fields.add(field)
    rows.push({ side: rev === WORKSPACE ? 'value' : 'baseline', series: '', file, field, data: item })
  }
  if (files.size > 1 || fields.size > 1) {
    for (const row of rows)
      row.series = [files.size > 1 ? row.file : '', fields.size > 1 ? row.field : '']
        .filter((part) => part !== '')
        .join(': ')
  }
  return rows
}

/** A finite number, or a text with one, as in a CSV file. */
export function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined
}

/** A value as the name of a category. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  return value === null || value === undefined ? '' : JSON.stringify(value)
}
