import * as z from 'zod'
import { didYouMean, nearest } from '../../text/nearest.js'
import { RULE_NAMES } from '../rules.js'
import { FLAG, type Shapes } from './parts.js'

const RULE = (input: unknown) => {
  const meant = typeof input === 'string' ? nearest(input, RULE_NAMES) : undefined
  return `${didYouMean(meant)}Rules: ${RULE_NAMES.join(', ')}.`
}

/** Schemas: tracking rules and the merge driver. */
export const lintShapes = {
  'lint-off': z
    .array(z.enum(RULE_NAMES, { error: (issue) => RULE(issue.input) }), {
      error: 'Give a list of rules such as [notebook-outputs].',
    })
    .optional()
    .transform((value) => value ?? []),
  'install-driver': z.boolean({ error: FLAG }),
} satisfies Shapes
