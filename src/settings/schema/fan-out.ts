import * as z from 'zod'
import { choice, name, type Shapes } from './parts.js'

const RUNS_ON = 'Give the label of a runner such as ubuntu-latest, or a list of them such as [self-hosted, linux].'

/** Schemas: a build over several machines. */
export const fanOutShapes = {
  'runs-on': z
    .union(
      [
        name('the label of a runner'),
        z.array(name('the label of a runner'), { error: RUNS_ON }).min(1, { error: RUNS_ON }),
      ],
      { error: RUNS_ON },
    )
    .transform((value) => [value].flat()),
  'plan-for': choice('rebuild', 'retrain', 'validate'),
  plan: name('the plan').optional(),
  job: name('the name of a job').max(80, { error: 'Give the name of a job of the plan.' }).optional(),
  fragments: name('a folder').optional(),
} satisfies Shapes
