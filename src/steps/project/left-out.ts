import { OutsideError } from '../../errors/errors.js'
import { isWithin } from '../../pipeline/project.js'
import { schemeOf } from '../../pipeline/remote-places.js'
import { leftOutReason } from '../../report/left-out.js'
import type { LeftOutReport } from '../../report/report.js'
import type { Run, StepOutcome } from '../../run/run.js'
import { ambientCredentials } from '../../settings/ambient-credentials.js'
import { hasNoSecrets } from '../../settings/event-rules.js'
import { isCredential } from '../../settings/secrets.js'

// GitHub gives no secret to a run for a fork or for Dependabot. A remote that refuses such a run says nothing about the
// change: the run leaves out the parts that need the remote, and its report names them.

/** Adds a part to the report, once. */
export function leaveOut({ report }: Pick<Run, 'report'>, part: LeftOutReport): void {
  const isKnown = report.left_out?.some((known) => known.part === part.part && known.path === part.path) === true
  if (!isKnown) (report.left_out ??= []).push(part)
}

/** Whether the run left out a part. */
export function isLeftOut({ report }: Pick<Run, 'report'>, part: LeftOutReport['part']): boolean {
  return report.left_out?.some((known) => known.part === part) === true
}

/** Whether the workspace has other data at a path than the commit, because the run left out its pull. */
export function isLeftover({ report }: Pick<Run, 'report'>, path: string): boolean {
  return (
    report.left_out?.some(
      ({ part, path: other }) =>
        part === 'pull' && other !== undefined && (isWithin(path, other) || isWithin(other, path)),
    ) === true
  )
}

/**
 * True for the refusal of a remote that a validation for a fork or for Dependabot asked without a credential. A
 * credential that the remote refuses is an outside failure there too, and so is each refusal of a run that publishes.
 */
export function isRefusedWithoutCredential({ settings }: Pick<Run, 'settings'>, error: unknown): error is OutsideError {
  if (settings.mode !== 'validate' || !hasNoSecrets(settings.event)) return false
  if (!(error instanceof OutsideError) || error.id !== 'remote-access-denied') return false
  const isGiven = Object.entries(settings.remoteConfig).some(([name, value]) => isCredential(name) && value !== '')
  return !isGiven && ambientCredentials(schemeOf(error.details.value ?? ''), process.env).length === 0
}

/**
 * Does a part of a run that asks a remote, or leaves it out where the remote refuses a run without a credential.
 * @param outcome of the step, which is skipped then
 * @param path the file that the part is about
 * @returns undefined for a part that was left out
 */
export async function unlessRefused<T>(
  run: Run,
  part: LeftOutReport['part'],
  body: () => Promise<T>,
  outcome?: StepOutcome,
  path?: string,
): Promise<T | undefined> {
  try {
    return await body()
  } catch (error) {
    if (!isRefusedWithoutCredential(run, error)) throw error
    const reason = leftOutReason(error.message)
    leaveOut(run, { part, ...(path === undefined ? {} : { path }), reason })
    if (outcome !== undefined) Object.assign(outcome, { conclusion: 'skipped', message: reason })
    return undefined
  }
}
