import * as z from 'zod'
import { FLAG, name, type Shapes, shellLine } from './parts.js'

/** Schemas: section `deploy`. */
export const deployShapes = {
  environment: name('the name of an environment').max(255, { error: 'Give at most 255 characters.' }).optional(),
  'deploy-command': shellLine('Give the shell line that deploys.').optional(),
  'deploy-event': name('the type of the event').max(100, { error: 'Give at most 100 characters.' }).optional(),
  'deploy-workflow': name('the file of a workflow')
    .regex(/^[^/\\]+\.ya?ml$/, { error: 'Give the name of a file in .github/workflows, such as deploy.yml.' })
    .optional(),
  'deploy-rollback': z.boolean({ error: FLAG }),
} satisfies Shapes
