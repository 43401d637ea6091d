import { shellWord } from '../text/shell-word.js'

/** A job of a plan, as messages name it. */
export interface NamedJob {
  id: string
  stages: readonly string[]
}

/** The job with its stages, which are its name in GitHub Actions: `2-train-a (train@a)`. */
export function jobName({ id, stages }: NamedJob): string {
  return `${id} (${stages.join(', ')})`
}

/**
 * The next step where jobs must run again that may have succeeded.
 * @param inWorkflow true in a run of GitHub Actions
 */
export function runJobsAgain(jobs: readonly NamedJob[], inWorkflow: boolean): string {
  const names = `Run the job${jobs.length === 1 ? '' : 's'} ${jobs.map(jobName).join(', ')} again`
  return inWorkflow
    ? `${names}: in GitHub Actions, "Re-run job" at ${jobs.length === 1 ? 'it' : 'each'} also runs the jobs that need it.`
    : `${names}, then the jobs that need ${jobs.length === 1 ? 'it' : 'them'}: \`dvc-ci stage --job ${shellWord(jobs[0]?.id ?? '')}\`, with the same plan and folder of fragments.`
}

/** The next step where jobs failed. */
export function runFailedJobsAgain(jobs: readonly NamedJob[], inWorkflow: boolean): string {
  return inWorkflow
    ? 'Fix the cause, then use "Re-run failed jobs": GitHub Actions keeps the results of the other jobs.'
    : runJobsAgain(jobs, inWorkflow).replace(/^Run/, 'Fix the cause, then run')
}
