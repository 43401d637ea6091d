import * as z from 'zod'
import { bytes, choice, duration, type Shapes } from './parts.js'

const KEYS = 'Write a mapping of tables to the column, or the list of columns, that identifies a row.'
const COLUMN = 'Give the name of a column.'

const column = z.string({ error: COLUMN }).min(1, { error: COLUMN })

/** Schemas: the description of changed data. */
export const dataShapes = {
  'data-diff': choice('none', 'files', 'all'),
  'data-show': choice('counts', 'values'),
  'data-keys': z
    .record(
      z.string().min(1, { error: 'Give the path of a table.' }),
      z.union([column, z.array(column).min(1)], { error: KEYS }),
      {
        error: KEYS,
      },
    )
    .transform((written) => new Map(Object.entries(written).map(([path, columns]) => [path, [columns].flat()]))),
  'data-limit': bytes,
  'data-timeout': duration,
  'data-memory': bytes,
} satisfies Shapes
