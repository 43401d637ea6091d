import { CATALOGUE } from '../../errors/catalogue.js'
import { OutsideError, ProjectError, SetupError } from '../../errors/errors.js'
import type { PlannedJob } from '../../pipeline/fan-out-plan.js'
import type { Fragment } from '../../pipeline/fragment.js'
import { runFailedJobsAgain } from '../../report/job-words.js'

/** A job that failed, with its fragment. */
export interface FailedJob {
  job: PlannedJob
  failed: Fragment
}

/** Errors of a job that only says that an earlier job failed. */
const CONSEQUENCES: readonly string[] = ['job-failed', 'job-set-up-failed', 'job-interrupted']

/**
 * Rejects a build with failed jobs, with the reason of each. The error has the exit code of the jobs: a server that does
 * not answer says nothing about the project.
 * @param found fragments of jobs, the successful ones too
 * @param inWorkflow true in a run of GitHub Actions
 * @throws {ProjectError} the project failed in one of them
 * @throws {SetupError} the set-up of one was wrong, and the project failed in none
 * @throws {OutsideError} something else ended them, such as a server or a cancellation
 */
export function rejectFailedJobs(found: readonly (FailedJob | { job: PlannedJob })[], inWorkflow: boolean): void {
  const failed = found.flatMap((each) => ('failed' in each ? [each] : []))
  if (failed.length === 0) return
  const first = failed.filter(({ failed: { error } }) => error === undefined || !CONSEQUENCES.includes(error))
  const told = first.length === 0 ? failed : first
  const message = told.map(reasonOf).join(' ')
  const details = {
    key: 'fragments',
    value: told.map(({ job }) => job.id).join(', '),
    remedy: `${runFailedJobsAgain(
      told.map(({ job }) => job),
      inWorkflow,
    )} Nothing was committed.`,
  }
  const codes = told.map(exitCodeOf)
  if (codes.includes(1)) throw new ProjectError('job-failed', message, details)
  if (codes.includes(2)) throw new SetupError('job-set-up-failed', message, details)
  throw new OutsideError('job-interrupted', message, details)
}

function reasonOf({ job, failed: { error, message } }: FailedJob): string {
  if (error === 'cancelled')
    return `the job ${job.id} was cancelled, by a user or by its time limit: ${message ?? 'its fragment gives no reason'}`
  return `the job ${job.id} failed: ${message ?? 'its fragment gives no reason'}`
}

/** The exit code with which a job ended. */
function exitCodeOf({ failed: { error } }: FailedJob): 1 | 2 | 3 | 130 {
  return CATALOGUE.find(({ id }) => id === error)?.exitCode ?? 1
}
