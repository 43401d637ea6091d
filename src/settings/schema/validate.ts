import * as z from 'zod'
import { DURATION_PATTERN, LONGEST_SECONDS, parseDuration } from '../values.js'
import { choice, name, refused, type Shapes, STAGES, shellLine, stageList, strict, targetList } from './parts.js'

const EVALUATE = `Allowed: auto, none, ${STAGES}, or { command: …, metrics: FILE }.`

const evaluate = z.union(
  [
    z.literal('auto'),
    z.literal('none'),
    stageList,
    strict(
      {
        command: shellLine('Give the shell line that evaluates the model.'),
        metrics: name('the metrics file that the command writes').regex(
          /^(?![/\\~]|[A-Za-z]:)(?!(?:.*[/\\])?\.\.(?:[/\\]|$))/,
          { error: 'Give a path inside the working directory.' },
        ),
      },
      EVALUATE,
    ),
  ],
  { error: EVALUATE },
)

const DURATION = 'Write seconds or a number with s, m or h, such as 90s, 30m or 2h; more than 0 and at most 7 days.'

const duration = z
  .union(
    [
      z.number({ error: DURATION }).positive({ error: DURATION }).max(LONGEST_SECONDS, { error: DURATION }),
      z.string({ error: DURATION }).regex(DURATION_PATTERN, { error: DURATION }),
    ],
    { error: DURATION },
  )
  .transform((value, context) => parseDuration(value) ?? refused(context, DURATION))

const PULL =
  'Allowed: all, needed, none, or a list of stages and paths to add to the needs of the evaluation, such as [data/raw.csv, train].'

/** Schemas: section `validate`. */
export const validateShapes = {
  pull: z
    .union([z.literal('all'), z.literal('needed'), z.literal('none'), targetList.min(1, { error: PULL })], {
      error: PULL,
    })
    .transform((value) =>
      typeof value === 'string'
        ? { what: value, also: [] }
        : { what: 'needed', also: value.filter((target) => target !== 'needed') },
    ),
  evaluate: evaluate.transform((value) => {
    if (value === 'auto' || value === 'none') return { kind: value }
    return Array.isArray(value) ? { kind: 'stages', stages: value } : { kind: 'command', ...value }
  }),
  'evaluate-timeout': duration,
  stale: choice('fail', 'run', 'commit'),
  verify: choice('exists', 'sizes', 'full'),
} satisfies Shapes
