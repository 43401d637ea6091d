import * as z from 'zod'
import { VARIATIONS, type Variation } from '../../report/audit-report.js'
import { choice, refused, type Shapes, STAGES, stageList } from './parts.js'

const WHICH = `Allowed: all, or ${STAGES}.`
const VARY = `Allowed: none, or some of ${VARIATIONS.join(', ')}, with commas or as a list.`

const variation = z.string({ error: VARY })
const isVariation = (name: string): name is Variation => VARIATIONS.some((known) => known === name)

/** Schemas: section `audit`. */
export const auditShapes = {
  'audit-stages': z
    .union([z.literal('all'), stageList], { error: WHICH })
    .transform((value) => (value === 'all' ? undefined : value)),
  vary: z
    .union([variation, z.array(variation, { error: VARY }).min(1, { error: VARY })], { error: VARY })
    .transform((value, context): Variation[] => {
      const names = (Array.isArray(value) ? value : value.split(',')).map((name) => name.trim()).filter(Boolean)
      if (names.length === 1 && names[0] === 'none') return []
      const known = names.filter(isVariation)
      return names.length === 0 || known.length < names.length ? refused(context, VARY) : [...new Set(known)]
    }),
  differences: choice('warn', 'fail'),
  audit: choice('off', 'warn', 'fail'),
} satisfies Shapes
