import * as z from 'zod'
import { choice, FLAG, name, type Shapes, targetList } from './parts.js'

// git-check-ref-format(1) rejects these characters, and a range is not a commit. `~` and `^` are valid: they count
// back.
const REVISION = /^(?:version:)?(?![^]*(?:\.\.|@\{))[^\x00-\x20\x7f:?*[\\]+$/

const REVISION_REMEDY = 'Name a tag, a branch or a commit, such as v2.0, or version:N of the registered model.'

/** Schemas: runs on an existing official version. */
export const existingVersionShapes = {
  to: name('a tag, a branch or a commit')
    .regex(/^(?:version:\d+|(?!version:).*)$/, { error: REVISION_REMEDY })
    .regex(REVISION, { error: REVISION_REMEDY })
    .optional(),
  targets: targetList.optional().transform((value) => value ?? []),
  restore: choice('data', 'all'),
  resume: z.boolean({ error: FLAG }),
  release: z.boolean({ error: FLAG }),
} satisfies Shapes
