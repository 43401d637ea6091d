import * as z from 'zod'
import { parseSize } from '../values.js'
import { choice, FLAG, name, type Shapes } from './parts.js'

const SIZE = 'Use a size such as 2G or 500M.'

const bytes = z
  .union([z.number({ error: SIZE }), z.string({ error: SIZE })], { error: SIZE })
  .transform((value, context) => {
    const size = parseSize(value)
    if (size !== undefined) return size
    context.addIssue({ code: 'custom', message: SIZE, input: value })
    return z.NEVER
  })

/** Schemas: cache, report files and questions of a run. */
export const runShapes = {
  cache: choice('auto', 'all', 'none'),
  'cache-limit': bytes,
  report: name('the path of a file').optional(),
  page: name('the path of a file').optional(),
  yes: z.boolean({ error: FLAG }),
} satisfies Shapes
