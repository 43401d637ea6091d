import { SetupError } from '../../errors/errors.js'
import type { FanOutPlan, PlannedJob } from '../../pipeline/fan-out-plan.js'
import type { Run } from '../../run/run.js'
import { nearest } from '../../text/nearest.js'
import type { Project } from '../project/project.js'

/**
 * The job of the plan that the setting `job` names.
 * @throws {SetupError} the plan has no such job
 */
export function jobOf({ run }: Project, { jobs }: FanOutPlan): PlannedJob {
  const { job: id } = run.settings.fanOut
  const job = jobs.find((each) => each.id === id)
  if (job !== undefined) return job
  const meant = nearest(
    id,
    jobs.map((each) => each.id),
  )
  throw new SetupError(
    'job-unknown',
    id === '' ? 'job: mode: stage needs the job of the plan that it runs.' : `job: the plan has no job '${id}'.`,
    {
      key: 'job',
      value: id,
      remedy:
        meant === undefined ? `The jobs are ${jobs.map((each) => each.id).join(', ')}.` : `Did you mean '${meant}'?`,
    },
  )
}

/** Writes the end of the job into the report. @param seconds of the whole job @param fragment path of its fragment */
export function reportJob(
  { report }: Pick<Run, 'report'>,
  job: PlannedJob,
  conclusion: 'success' | 'failure',
  seconds: number,
  fragment?: string,
): void {
  report.fanout = {
    ...(fragment === undefined ? {} : { fragment }),
    jobs: [{ id: job.id, level: job.level, stages: job.stages, conclusion, seconds }],
  }
}
