import { messageOf } from '../../errors/errors.js'
import type { UnreadCause } from '../../report/unread-reasons.js'
import { timeLimit } from '../../run/time-limit.js'
import { withoutPeriod } from '../../text/words.js'
import type { Project } from '../project/project.js'

/**
 * The answer of the engine to a question about data, or why there is none: an error, or the end of `data.timeout`.
 * @param ask must end once the signal is aborted
 * @throws {CancelledError} the run was cancelled
 */
export async function askInTime<T>(
  { run }: Pick<Project, 'run'>,
  ask: (stop: AbortSignal) => Promise<T>,
): Promise<{ answer: T } | { cause: UnreadCause }> {
  const late = timeLimit(run.settings.data.timeout * 1000)
  try {
    return { answer: await ask(AbortSignal.any([run.signal, late])) }
  } catch (error) {
    if (run.signal.aborted) throw error
    return { cause: late.aborted ? { reason: 'late' } : { reason: 'error', message: withoutPeriod(messageOf(error)) } }
  }
}
