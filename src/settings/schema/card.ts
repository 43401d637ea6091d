import * as z from 'zod'
import { FLAG, type Shapes } from './parts.js'

const CARD = 'Give the path of a Markdown file of the repository, such as MODEL_CARD.md.'
const HUB = 'Give a model repository of the Hugging Face Hub as OWNER/NAME.'

/** Schemas: the model card and the release. */
export const cardShapes = {
  card: z
    .string({ error: CARD })
    .regex(/^(?![/\\~]|[A-Za-z]:|-)(?!.*[\\/]$)[^\x00-\x1f\x7f\\]*[^\x00-\x20\x7f\\]$/, { error: CARD })
    .optional(),
  // The names that the Hub allows (huggingface_hub, validate_repo_id).
  hub: z
    .string({ error: HUB })
    .max(96, { error: HUB })
    .regex(/^(?!.*(?:--|\.\.))(?!.*\.git$)[A-Za-z0-9](?:[\w.-]*\w)?\/\w(?:[\w.-]*\w)?$/, { error: HUB })
    .optional(),
  'github-release': z.boolean({ error: FLAG }),
} satisfies Shapes
