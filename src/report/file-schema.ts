import * as z from 'zod'
import type * as r from './file-reports.js'
import { MODEL_FORMATS } from './file-reports.js'
import type { Parts, Shape } from './report-schema-parts.js'

/** The schemas of `images`, `media`, `texts` and `models` of changed data. */
export function fileSchemas({ object, list, name, message, size, count }: Parts) {
  const read = {
    read: count,
    unreadable: object<r.UnreadableReport>({
      files: count,
      first: list(object<{ path: string; reason: string }>({ path: name, reason: message })),
    }).optional(),
  }
  const kind = <Side extends r.ReadFiles>(side: Shape<Side>) =>
    object<r.KindReport<Side>>({
      files: count.optional(),
      baseline_files: count.optional(),
      now: object<Side>(side).optional(),
      before: object<Side>(side).optional(),
      omitted: count.optional(),
    }).optional()
  const pixels = object<r.ImageSize>({ width: count, height: count }).optional()
  const numbers = list(object<r.NumberOf>({ name, files: count }))
  const seconds = size.optional()
  const tensors = object<r.TensorsReport>({ tensors: count, first: list(message) }).optional()
  return {
    images: kind<r.ImagesSide>({ ...read, smallest: pixels, largest: pixels, formats: numbers, modes: numbers }),
    media: kind<r.MediaSide>({
      ...read,
      seconds,
      untimed: count.optional(),
      shortest: seconds,
      median: seconds,
      longest: seconds,
    }),
    texts: kind<r.TextsSide>({ ...read, lines: count, words: count }),
    models: list(
      object<r.ModelReport>({
        path: name,
        format: z.enum(MODEL_FORMATS),
        parameters: count.optional(),
        baseline_parameters: count.optional(),
        tensors: count.optional(),
        baseline_tensors: count.optional(),
        added: tensors,
        removed: tensors,
        reshaped: tensors,
        retyped: tensors,
      }),
    ).optional(),
  }
}
