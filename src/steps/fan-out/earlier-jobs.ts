import { type FanOutPlan, jobsBefore, type PlannedJob } from '../../pipeline/fan-out-plan.js'
import type { Project } from '../project/project.js'
import { applyFragments } from './apply-fragments.js'
import { rejectFailedJobs } from './failed-jobs.js'
import { readFragments } from './fragments.js'
import { inWorkflow } from './open-plan.js'

/**
 * Applies the fragments of earlier jobs to the checkout.
 * @returns the project with their results
 * @throws {ProjectError} an earlier job failed, or its fragment cannot be used
 */
export async function applyEarlier(project: Project, handed: FanOutPlan, job: PlannedJob): Promise<Project> {
  const { run } = project
  const before = jobsBefore(handed, job, project.graph)
  return run.step('apply fragments', async (outcome) => {
    const found = await readFragments(project, handed, before, run.settings.fanOut.fragments)
    rejectFailedJobs(found, inWorkflow(run))
    outcome.message = before.length === 0 ? 'no earlier job' : before.map(({ id }) => id).join(', ')
    return applyFragments(
      project,
      found.flatMap((each) => ('fragment' in each ? [each.fragment] : [])),
    )
  })
}
