import * as z from 'zod'
import { parseDuration } from '../values.js'
import {
  choice,
  duration,
  durationShapes,
  INSIDE,
  name,
  refused,
  type Shapes,
  STAGES,
  shellLine,
  stageList,
  strict,
  targetList,
} from './parts.js'

const EVALUATE = `Allowed: auto, none, ${STAGES}, or { command: …, metrics: FILE }.`

const evaluate = z.union(
  [
    z.literal('auto'),
    z.literal('none'),
    stageList,
    strict(
      {
        command: shellLine('Give the shell line that evaluates the model.'),
        metrics: name('the metrics file that the command writes').regex(INSIDE, {
          error: 'Give a path inside the working directory.',
        }),
      },
      EVALUATE,
    ),
  ],
  { error: EVALUATE },
)

const PULL =
  'Allowed: all, needed, none, or a list of stages and paths to add to the needs of the evaluation, such as [data/raw.csv, train].'

const WAIT = 'Allowed: none, or seconds or a number with s, m or h, such as 90s or 10m; at most 7 days.'

/** Seconds; 0 for none. */
const wait = z
  .union([z.literal('none'), ...durationShapes(WAIT)], { error: WAIT })
  .transform((value, context) => (value === 'none' ? 0 : (parseDuration(value) ?? refused(context, WAIT))))

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
  wait,
  drift: choice('off', 'warn', 'fail', 'stale'),
} satisfies Shapes
