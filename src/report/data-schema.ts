import * as z from 'zod'
import type * as r from './data-report.js'
import { TABLE_FORMATS } from './data-report.js'
import { fileSchemas } from './file-schema.js'
import type { Parts } from './report-schema-parts.js'

/** The schema of `data` in report.json. */
export function dataSchema(parts: Parts) {
  const { object, list, name, message, size, count } = parts
  const number = z.number()
  const share = z.number().min(0).max(1)
  const first = list(name)
  const value = z.union([z.number(), message])
  const files = object<r.FilesReport>({ files: count, bytes: size.optional(), first })
  const folder = object<r.FolderReport>({
    files: count.optional(),
    baseline_files: count.optional(),
    added: files,
    removed: files,
    modified: files,
    renamed: object<r.FolderReport['renamed']>({
      files: count,
      first: list(object<{ from: string; to: string }>({ from: name, to: name })),
    }),
    duplicates: count.optional(),
    baseline_duplicates: count.optional(),
    folders: list(
      object<r.SubfolderReport>({
        path: name,
        files: count.optional(),
        baseline_files: count.optional(),
        added: count,
        removed: count,
        modified: count,
        renamed: count,
      }),
    ),
    folders_omitted: count.optional(),
  })
  const values = object<r.ColumnValues>({
    nulls: share,
    distinct: count.optional(),
    min: value.optional(),
    max: value.optional(),
    mean: number.optional(),
    std: number.optional(),
    quantiles: list(number).optional(),
    top: list(object<{ value: string; share: number }>({ value: message, share })).optional(),
  })
  const column = object<r.ColumnReport>({
    name,
    change: z.enum(['added', 'removed', 'retyped', 'renamed']).optional(),
    was: name.optional(),
    type: name.optional(),
    baseline_type: name.optional(),
    now: values.optional(),
    before: values.optional(),
    psi: number.optional(),
    distance: share.optional(),
    new_values: count.optional(),
    vanished_values: count.optional(),
    histogram: object<r.HistogramReport>({
      now: list(share).optional(),
      before: list(share).optional(),
      bins: list(value).optional(),
    }).optional(),
  })
  const table = object<r.TableReport>({
    path: name,
    format: z.enum(TABLE_FORMATS),
    rows: count.optional(),
    baseline_rows: count.optional(),
    matched: object<NonNullable<r.TableReport['matched']>>({
      by: z.enum(['declared-key', 'found-key', 'rows']),
      columns: list(name).optional(),
    }).optional(),
    added: count.optional(),
    removed: count.optional(),
    changed: count.optional(),
    duplicates: count.optional(),
    baseline_duplicates: count.optional(),
    columns: list(column),
    columns_numbered: z.literal(true).optional(),
    columns_omitted: count.optional(),
  })
  return list(
    object<r.DataReport>({
      path: name,
      change: z.enum(['added', 'modified', 'deleted']),
      stage: name.optional(),
      size: size.optional(),
      baseline_size: size.optional(),
      folder: folder.optional(),
      tables: list(table).optional(),
      ...fileSchemas(parts),
      leaked: list(
        object<r.LeakReport>({
          path: name,
          files: count.optional(),
          baseline_files: count.optional(),
          rows: count.optional(),
          baseline_rows: count.optional(),
          first: first.optional(),
        }),
      ).optional(),
      unread: list(
        object<r.UnreadReport>({ path: name.optional(), part: z.enum(['files', 'content']), reason: message }),
      ).optional(),
    }),
  )
}
