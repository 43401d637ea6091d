import * as z from 'zod'
import { FLAG, refused, type Shapes, unlessQuoted } from './parts.js'

const GRACE = 'Write a number with s, m, h or d, such as 14d or 36h; more than 0 and at most 365 days.'
const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 24 * 3600 }
const GRACE_PATTERN = /^(\d+(?:\.\d+)?)\s*([smhd])$/
const LONGEST_GRACE = 365 * 24 * 3600
const COUNT = 'Write a whole number from 0 to 100000.'
const PROJECTS = 'Write none, or addresses or paths of Git repositories: a list, or with commas.'

const count = z
  .int({ error: unlessQuoted(COUNT) })
  .min(0, { error: COUNT })
  .max(100_000, { error: COUNT })

// Git reads a leading '-' as an option, and `ext::` as a command.
const project = z
  .string({ error: PROJECTS })
  .regex(/^(?!\s*-)(?!\s*[\w.+-]+::)[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f][^\x00-\x1f\x7f]*$/, { error: PROJECTS })

/** Schemas: section `gc`. */
export const gcShapes = {
  delete: z.boolean({ error: FLAG }),
  grace: z
    .string({ error: GRACE })
    .regex(GRACE_PATTERN, { error: GRACE })
    .transform((value, context) => {
      const [, amount = '', unit = ''] = GRACE_PATTERN.exec(value) ?? []
      const seconds = Number(amount) * (UNIT_SECONDS[unit] ?? 0)
      return seconds > 0 && seconds <= LONGEST_GRACE ? seconds : refused(context, GRACE)
    }),
  'keep-builds': count,
  'keep-days': count,
  projects: z
    .union([project, z.array(project, { error: PROJECTS }).min(1, { error: PROJECTS })], { error: PROJECTS })
    .optional()
    .transform((value, context) => {
      if (value === undefined) return undefined
      const named = (Array.isArray(value) ? value : value.split(',')).map((each) => each.trim()).filter(Boolean)
      if (named.length === 1 && named[0] === 'none') return []
      return named.length === 0 || named.includes('none') ? refused(context, PROJECTS) : named
    }),
} satisfies Shapes
