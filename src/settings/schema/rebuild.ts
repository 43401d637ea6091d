import * as z from 'zod'
import { parseTagPatterns } from '../tag-pattern.js'
import { choice, FLAG, refused, type Shapes, STAGES, stageList } from './parts.js'

const FORCE = `Allowed: all, none, or ${STAGES}.`

const force = z.union([z.literal('all'), z.literal('none'), stageList], { error: FORCE })

const TAG = 'Write a name such as model-v{n}, v{semver} or model-{date}, or gto, or none.'

// Known placeholders, and at most one counter in each name: the checks that an editor can make.
const TAG_PATTERN =
  /^(?![^]*\{(?:n|semver)[^{}]*\}\S*\{(?:n|semver))(?:[^{}]|\{(?:n|date|artifact|semver(?::(?:major|minor|patch))?)\})+$/

const tagProblem = (text: string) => {
  const read = parseTagPatterns(text)
  return 'problem' in read ? read.problem : TAG
}

/** Schemas: section `rebuild`. */
export const rebuildShapes = {
  when: choice('always', 'changed'),
  force: force.transform((value) => (Array.isArray(value) ? { kind: 'stages', stages: value } : { kind: value })),
  commit: choice('push', 'api', 'pull-request', 'tag', 'none'),
  tag: z
    .string({ error: TAG })
    .regex(TAG_PATTERN, { error: (issue) => tagProblem(String(issue.input)) })
    .transform((value, context) => {
      if (value === 'none') return []
      const read = parseTagPatterns(value)
      return 'problem' in read ? refused(context, read.problem) : read.patterns
    }),
  'dry-run': z.boolean({ error: FLAG }),
} satisfies Shapes
