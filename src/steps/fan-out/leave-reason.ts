import { CancelledError, DvcCiError, exhausted, messageOf } from '../../errors/errors.js'
import { readPlan } from '../../pipeline/fan-out-plan.js'
import type { Run } from '../../run/run.js'
import { reportJob } from './planned-job.js'
import { type JobRecord, writeFailure } from './write-fragment.js'

/** Errors about a plan of another build: the fragments in the folder may belong to that one. */
const ABOUT_PLAN: readonly string[] = ['plan-invalid', 'plan-mismatch']

/**
 * Leaves a fragment with the error that ended a job, so that later jobs and the collecting job repeat its reason. It
 * leaves none where the plan or the job is not known. Never throws: the job ends with its own error.
 */
export async function leaveReason(run: Run, record: JobRecord, thrown: unknown): Promise<void> {
  const { plan: text, job: id } = run.settings.fanOut
  const plan = readPlan(text)
  const job = 'reason' in plan ? undefined : plan.jobs.find((each) => each.id === id)
  if ('reason' in plan || job === undefined) return
  const error = exhausted(thrown) ?? thrown
  const known = error instanceof DvcCiError ? error.id : 'internal'
  const name = run.signal.aborted || error instanceof CancelledError ? 'cancelled' : known
  try {
    const reason = { id: name, message: messageOf(error) }
    const file = await writeFailure(run, { plan, job, record }, reason, { keep: ABOUT_PLAN.includes(name) })
    reportJob(run, job, 'failure', record.seconds, file)
  } catch (cause) {
    run.host.warning(
      `The job ${id} could not write its fragment, so \`collect\` cannot say why it failed: ${messageOf(cause)}`,
    )
  }
}
