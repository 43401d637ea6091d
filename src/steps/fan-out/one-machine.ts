import { OutsideError, ProjectError } from '../../errors/errors.js'
import type { FanOutJob } from '../../pipeline/fan-out.js'
import { placementKey } from '../../pipeline/fan-out-parts.js'
import { oneMachineSummary } from '../../report/plan-summary.js'
import type { Run } from '../../run/run.js'
import { type BuildPlan, staleOf } from '../build/plan-build.js'
import type { Ending } from '../ending.js'
import { fallbackOf } from './plan-jobs.js'

/** The end of a plan without jobs: the validation itself runs all stages. @param why the reason, without its subject */
export function endAlone({ report }: Run, why: string): Ending {
  report.fanout = { jobs: [] }
  return { conclusion: 'success', message: oneMachineSummary(why) }
}

/** Why the settings and the event permit no fan-out of a validation; undefined where they permit it. */
export function reasonOfSettings({ settings: { validate, event } }: Run): string | undefined {
  if (validate.stale === 'fail') return 'stale: fail runs no stage'
  // Jobs exchange outputs through the remote, to which untrusted code must not write.
  if (!event.trusted) return 'the outputs of a change from a fork or from Dependabot are never pushed'
  return validate.pull === 'none' ? 'pull: none downloads no input of stages' : undefined
}

/** Why a validation needs no other machine; undefined where a stage is stale. */
export function reasonOfBuild(plan: BuildPlan): string | undefined {
  return staleOf(plan).length > 0 ? undefined : 'nothing is stale'
}

/** Why these jobs need no other machine; undefined where they do. */
export function reasonOfJobs(run: Run, jobs: readonly FanOutJob[]): string | undefined {
  const [only] = jobs
  return jobs.length === 1 && only !== undefined && placementKey(only.placement) === placementKey(fallbackOf(run))
    ? `${only.stages.join(', ')} would be one job`
    : undefined
}

/**
 * The end of a plan after an error of the project or of a server: the validation finds and judges the error again.
 * @throws the error itself where it is another one, or where the run was cancelled
 */
export function endAfterError(run: Run, error: unknown): Ending {
  if (!(error instanceof ProjectError || error instanceof OutsideError) || run.signal.aborted) throw error
  run.report.remote.missing = []
  run.host.notice(`The stale stages run on one machine: ${error.message}`)
  return endAlone(run, error.message)
}
