import * as z from 'zod'
import { choice, FLAG, name, type Shapes } from './parts.js'

const ALIAS = "Give a name of letters, digits, - and _; MLflow keeps 'latest' and v1, v2 … for itself."

/** Schemas: section `mlflow`. */
export const mlflowShapes = {
  'tracking-uri': name('the address of the MLflow server').optional(),
  experiment: name('the name of the experiment').max(490, { error: 'At most 490 characters.' }).optional(),
  // MLflow cannot search for a name with both kinds of quotes, and reads : and / as parts of a model's address.
  model: name('the name of the registered model')
    .regex(/^[^:/'"]+$/, { error: 'Give a name without : / and quotes, which MLflow rejects.' })
    .optional(),
  'model-path': name('the path of the model').optional(),
  'model-artifact': choice('upload', 'reference'),
  alias: z
    .string({ error: ALIAS })
    .regex(/^(?!latest$|v\d+$)[A-Za-z0-9_-]{1,255}$/i, { error: ALIAS })
    .optional(),
  'model-stage': choice('Staging', 'Production', 'Archived').optional(),
  'model-owner': choice('warn', 'strict'),
  'stage-run': choice('shared', 'own'),
  cleanup: z.boolean({ error: FLAG }),
} satisfies Shapes
