import * as z from 'zod'
import { signingKeyProblem } from '../signing-key.js'
import { choice, INSIDE, name, refused, type Shapes, strict } from './parts.js'

const USE = choice('off', 'on', 'required')
const PROVENANCE = 'Allowed: off, on, required, or a mapping with use, repository, workflow, branch and key.'
const REPOSITORY = 'Write the repository as owner/name.'
const WORKFLOW = 'Write the path of the workflow file, such as .github/workflows/rebuild.yml.'
const KEY = 'Name the file of a public key in the working directory, such as keys/signing.pub.'

/** Schemas: section `provenance`. */
export const provenanceShapes = {
  provenance: z
    .union(
      [
        USE,
        strict(
          {
            use: USE.optional(),
            repository: z
              .string({ error: REPOSITORY })
              .regex(/^[\w.-]+\/[\w.-]+$/, { error: REPOSITORY })
              .optional(),
            workflow: z
              .string({ error: WORKFLOW })
              .regex(/^[^\s@]+\.ya?ml$/, { error: WORKFLOW })
              .regex(INSIDE, { error: WORKFLOW })
              .optional(),
            branch: name('the name of a branch').optional(),
            key: name('the path of a public key').regex(INSIDE, { error: KEY }).optional(),
          },
          PROVENANCE,
        ),
      ],
      { error: PROVENANCE },
    )
    .transform((value) => {
      if (typeof value === 'string') return { use: value }
      const { use = 'on', repository, workflow, branch, key } = value
      return {
        use,
        ...(repository === undefined ? {} : { repository }),
        ...(workflow === undefined ? {} : { workflow }),
        ...(branch === undefined ? {} : { branch }),
        ...(key === undefined ? {} : { key }),
      }
    }),
  'signing-key': z
    .string()
    .transform((text, context) => {
      const problem = signingKeyProblem(text)
      return problem === undefined ? text : refused(context, problem)
    })
    .optional(),
  bundle: name('the path of a file with bundles').optional(),
  'trusted-root': name('the path of a trusted root').optional(),
} satisfies Shapes
