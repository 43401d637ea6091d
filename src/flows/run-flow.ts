import type { ExitCode } from '../errors/errors.js'
import { reportFailure } from '../report/failure.js'
import type { KeptFiles } from '../report/kept-files.js'
import type { Mode, Report } from '../report/report.js'
import { moveRemedy } from '../report/shell-remedy.js'
import type { Host } from '../run/host.js'
import { keepReport } from '../run/keep-report.js'
import { newReport } from '../run/new-report.js'
import { redactStrings } from '../run/redact.js'
import { createRun, folderFromShell, type Run, type RunFacts, roundSeconds } from '../run/run.js'
import type { SharedCache } from '../run/shared-cache.js'
import type { Settings } from '../settings/settings.js'
import type { Ending } from '../steps/ending.js'
import { checkHistoryBranch, recordHistory } from '../steps/history/record-history.js'
import { openSurfaces } from '../surfaces/live-report.js'
import { audit } from './audit.js'
import { collect, settingsOfPlan } from './collect.js'
import { command } from './command.js'
import { comment } from './comment.js'
import { diff } from './diff.js'
import { doctor } from './doctor.js'
import { gc } from './gc.js'
import { history } from './history.js'
import { lint } from './lint.js'
import { plan } from './plan.js'
import { rebuild } from './rebuild.js'
import { resolve } from './resolve.js'
import { retrain } from './retrain.js'
import { rollback } from './rollback.js'
import { setup } from './setup.js'
import { stage } from './stage.js'
import { validate } from './validate.js'
import { verify } from './verify.js'

/**
 * Runs the flow of the settings' mode, and always writes the report.
 * @param cache keeps files from run to run
 * @returns the report, its exit code, the written files, and other facts of the run; never throws
 */
export async function execute(
  asked: Settings,
  host: Host,
  signal: AbortSignal,
  cache?: SharedCache,
): Promise<RunFacts & { report: Report; exitCode: ExitCode; files: KeptFiles }> {
  const settings = settingsOfPlan(asked)
  const report = newReport(settings)
  const surfaces = openSurfaces({ ...settings, dryRun: settings.rebuild.dryRun }, host, signal, report)
  const began = performance.now()
  const run = createRun(settings, surfaces.host, signal, report, cache)
  let exitCode: ExitCode = 0
  try {
    await runFlow(run)
  } catch (error) {
    moveRemedy(error, folderFromShell(settings))
    exitCode = reportFailure(report, error, signal.aborted, (text) => run.host.debug(text))
  }
  report.seconds = roundSeconds(performance.now() - began)
  report.lint.push(...(await surfaces.findings()))
  report.message = host.redact(report.message)
  if (report.error !== undefined) report.error = redactStrings(report.error, (text) => host.redact(text))
  for (const end of run.endings) await end()
  const files = keepReport(run)
  await surfaces.finish(files, run.facts)
  return { report, exitCode, files, ...run.facts }
}

/** Flows that return one sentence, or throw. */
const FLOWS: Record<Exclude<Mode, Publishing>, (run: Run) => Promise<string>> = {
  audit,
  command,
  comment,
  diff,
  validate,
  doctor,
  history,
  gc,
  lint,
  resolve,
  setup,
  stage,
  verify,
}
/** Flows that have several successful ends, or throw. */
const PUBLISHING_FLOWS = { rebuild, retrain, rollback, plan, collect } satisfies Partial<
  Record<Mode, (run: Run) => Promise<Ending>>
>
type Publishing = keyof typeof PUBLISHING_FLOWS
const isPublishing = (mode: Mode): mode is Publishing => Object.hasOwn(PUBLISHING_FLOWS, mode)

async function runFlow(run: Run): Promise<void> {
  const { report } = run
  const { mode } = run.settings
  if (isPublishing(mode)) {
    await checkHistoryBranch(run)
    Object.assign(report, await PUBLISHING_FLOWS[mode](run))
    if (mode !== 'plan' && report.conclusion === 'success') await recordHistory(run)
  } else {
    report.message = await FLOWS[mode](run)
    report.conclusion = report.left_out === undefined ? 'success' : 'unverified'
  }
}
