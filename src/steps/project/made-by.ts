import { runJobsAgain } from '../../report/job-words.js'
import type { Project } from './project.js'

/**
 * The next step of a user where jobs on other machines must run again: their machines are gone.
 * @param stages names of stages
 * @returns undefined where no other job ran one of them in this build
 */
export function repeatJobs({ run, madeBy }: Project, stages: readonly string[]): string | undefined {
  if (madeBy === undefined) return undefined
  const ids = [...new Set(stages.flatMap((name) => madeBy.get(name) ?? []))]
  if (ids.length === 0) return undefined
  const jobs = ids.map((id) => ({ id, stages: [...madeBy].flatMap(([stage, job]) => (job === id ? [stage] : [])) }))
  return runJobsAgain(jobs, run.settings.event.run !== undefined)
}
