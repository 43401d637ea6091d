import { ProjectError, SetupError } from '../../errors/errors.js'
import { type FanOutJob, fanOut, isFanOutRefusal } from '../../pipeline/fan-out.js'
import type { Placement } from '../../pipeline/fan-out-parts.js'
import { type FanOutPlan, writePlan } from '../../pipeline/fan-out-plan.js'
import type { FanOutJobReport } from '../../report/fan-out-report.js'
import { jobsSummary, jobsText } from '../../report/plan-summary.js'
import type { Run } from '../../run/run.js'
import type { BuildPlan } from '../build/plan-build.js'
import type { Ending } from '../ending.js'
import type { Project } from '../project/project.js'
import { knownDurations } from '../project/stage-durations.js'
import { openForJobs } from '../tracking/track-job.js'
import { placementsOf, runId } from './open-plan.js'

/** The machine of a stage that names none in `meta`. */
export function fallbackOf({
  settings: {
    fanOut: { runsOn: labels },
  },
}: Run): Placement {
  const [only] = labels
  return { runsOn: labels.length === 1 && only !== undefined ? only : labels }
}

/** Plans the jobs of a build, and reports them. @throws {ProjectError} a fan-out is impossible */
export async function planJobs(project: Project, { mayRun }: BuildPlan): Promise<FanOutJob[]> {
  const { run, graph } = project
  return run.step('plan jobs', async (outcome) => {
    const fallback = fallbackOf(run)
    const jobs = fanOut({
      graph,
      mayRun,
      fallback,
      placements: placementsOf(project, fallback),
      seconds: await knownDurations(project),
    })
    if (isFanOutRefusal(jobs))
      throw new ProjectError('fan-out-impossible', `the stages cannot run on several machines: ${jobs.reason}`, {
        key: 'meta.dvc-ci',
        remedy: jobs.remedy,
      })
    run.report.fanout = { jobs: jobs.map(reported) }
    outcome.message = jobsText(jobs)
    return jobs
  })
}

/** Opens the build's run in MLflow, and writes the plan for the jobs. @throws {SetupError} the plan is too long */
export async function issuePlan(
  project: Project,
  jobs: readonly FanOutJob[],
  more: Pick<FanOutPlan, 'flow' | 'request' | 'held'>,
): Promise<Ending> {
  const { run } = project
  const { force } = project.run.settings.rebuild
  const id = runId(project)
  const handed: FanOutPlan = {
    schema: 1,
    ...more,
    sha: run.report.source.sha,
    ...(id === undefined ? {} : { run: id }),
    directory: project.inGit('.'),
    force: force.kind === 'stages' ? force.stages : force.kind,
    jobs: jobs.map(({ id: name, level, stages }) => ({ id: name, level, stages })),
  }
  const untracked = writePlan(handed)
  if (untracked === undefined)
    throw new SetupError(
      'plan-too-large',
      `the names of the ${jobs.flatMap(({ stages }) => stages).length} stages are too long for the output \`plan\`.`,
      { key: 'plan', remedy: `Shorten the names of the stages, or build with \`mode: ${more.flow ?? 'rebuild'}\`.` },
    )
  const mlflow = await openForJobs(project)
  const text = (mlflow === undefined ? undefined : writePlan({ ...handed, mlflow })) ?? untracked
  run.report.fanout = { plan: text, jobs: jobs.map(reported) }
  return {
    conclusion: 'success',
    message: jobsSummary(jobs),
  }
}

function reported({ id, level, stages, placement: { runsOn, container } }: FanOutJob): FanOutJobReport {
  return { id, level, stages, runs_on: runsOn, ...(container === undefined ? {} : { container }) }
}
