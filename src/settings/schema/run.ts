import * as z from 'zod'
import { bytes, choice, FLAG, name, type Shapes } from './parts.js'

/** Schemas: cache, report files and questions of a run. */
export const runShapes = {
  cache: choice('auto', 'all', 'none'),
  'cache-limit': bytes,
  report: name('the path of a file').optional(),
  page: name('the path of a file').optional(),
  yes: z.boolean({ error: FLAG }),
} satisfies Shapes
