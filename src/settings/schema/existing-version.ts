import * as z from 'zod'
import { choice, FLAG, name, type Shapes, targetList } from './parts.js'

// What git-check-ref-format(1) refuses cannot be a name, and a range is no commit; `~` and `^` count back.
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
} satisfies Shapes
