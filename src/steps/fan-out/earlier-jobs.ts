import { ProjectError } from '../../errors/errors.js'
import { type FanOutPlan, jobsBefore, type PlannedJob } from '../../pipeline/fan-out-plan.js'
import type { Project } from '../project/project.js'
import { applyFragments, fragmentFile, readFragments } from './fragments.js'

/**
 * Applies the fragments of earlier jobs to the checkout.
 * @returns the project with their results
 * @throws {ProjectError} an earlier job failed, or its fragment cannot be used
 */
export async function applyEarlier(project: Project, handed: FanOutPlan, job: PlannedJob): Promise<Project> {
  const { run } = project
  const before = jobsBefore(handed, job, project.graph)
  return run.step('apply fragments', async (outcome) => {
    const { fragments } = run.settings.fanOut
    const found = await readFragments(project, handed, before, fragments)
    const failed = found.flatMap((each) => ('failed' in each ? [each.job.id] : []))
    if (failed.length > 0)
      throw new ProjectError('job-failed', `this job needs ${failed.join(', ')}, which failed.`, {
        key: 'fragments',
        value: fragmentFile(fragments, failed[0] ?? ''),
        remedy: 'Run that job again first.',
      })
    outcome.message = before.length === 0 ? 'no earlier job' : before.map(({ id }) => id).join(', ')
    return applyFragments(
      project,
      found.flatMap((each) => ('fragment' in each ? [each.fragment] : [])),
    )
  })
}
