import * as z from 'zod'
import { parseTagPatterns } from '../tag-pattern.js'
import { choice, FLAG, refused, type Shapes, STAGES, stageList } from './parts.js'

const FORCE = `Allowed: all, none, or ${STAGES}.`

const force = z.union([z.literal('all'), z.literal('none'), stageList], { error: FORCE })

const TAG = 'Write a name such as model-v{n}, v{semver} or model-{date}, or gto, or none; or a list of names.'

// Known placeholders, at most one counter in each name, and no blank: the checks that an editor can make.
const TAG_PATTERN =
  /^(?![^]*\{(?:n|semver)[^{}]*\}[^\s,]*\{(?:n|semver))\s*(?:[^\s{},]|\{(?:n|date|artifact|semver(?::(?:major|minor|patch))?)\})+(?:\s*[,\n]\s*(?:[^\s{},]|\{(?:n|date|artifact|semver(?::(?:major|minor|patch))?)\})+)*\s*$/

const tagProblem = (text: string) => {
  const read = parseTagPatterns(text)
  return 'problem' in read ? read.problem : TAG
}

const tagText = z.string({ error: TAG }).regex(TAG_PATTERN, { error: (issue) => tagProblem(String(issue.input)) })

/** Schemas: section `rebuild`. */
export const rebuildShapes = {
  when: choice('always', 'changed'),
  force: force.transform((value) => (Array.isArray(value) ? { kind: 'stages', stages: value } : { kind: value })),
  commit: choice('push', 'api', 'pull-request', 'tag', 'none'),
  tag: z
    .union([tagText, z.array(tagText, { error: TAG }).min(1, { error: TAG })], { error: TAG })
    .transform((value, context) => {
      if (value === 'none') return []
      const read = parseTagPatterns(value)
      return 'problem' in read ? refused(context, read.problem) : read.patterns
    }),
  'dry-run': z.boolean({ error: FLAG }),
} satisfies Shapes
