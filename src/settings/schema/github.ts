import * as z from 'zod'
import { choice, FLAG, name, type Shapes } from './parts.js'

const BRANCH = 'Give the beginning of a branch name, of at most 100 letters, digits, _, - and /, such as dvc-ci-images.'
const TOKEN = "Give a token of GitHub's on one line, without spaces."

/** Schemas: comments, check runs and the access to GitHub. */
export const githubShapes = {
  comment: choice('auto', 'none'),
  'check-run': z.boolean({ error: FLAG }),
  images: choice('none', 'branch'),
  'images-branch': z
    .string({ error: BRANCH })
    .max(100, { error: BRANCH })
    .regex(/^\w[\w-]*(?:\/\w[\w-]*)*$/, { error: BRANCH }),
  token: z
    .string({ error: TOKEN })
    .regex(/^[\x21-\x7e]+$/, { error: TOKEN })
    .optional(),
  'validate-workflow': name('the file of a workflow').regex(/^[^/\\]+\.ya?ml$/, {
    error: 'Name a file of .github/workflows, such as validate-fork.yml.',
  }),
  artifact: name('a folder').optional(),
  'repro-workflow': name('the file of a workflow').regex(/^[^/\\]+\.ya?ml$/, {
    error: 'Name a file of .github/workflows, such as repro.yml.',
  }),
} satisfies Shapes
