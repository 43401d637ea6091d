import {
  CancelledError,
  type DvcCiError,
  type ExitCode,
  exhausted,
  messageOf,
  OutsideError,
  ProjectError,
  SetupError,
} from '../errors/errors.js'
import { errorReportOf } from '../report/error-report.js'
import type { KeptFiles } from '../report/kept-files.js'
import { emptyReport, type Mode, type Report } from '../report/report.js'
import type { Host } from '../run/host.js'
import { redactStrings } from '../run/redact.js'
import { createRun, type Run, type RunFacts, roundSeconds } from '../run/run.js'
import { writeRunFiles } from '../run/run-files.js'
import type { SharedCache } from '../run/shared-cache.js'
import type { Settings } from '../settings/settings.js'
import type { Ending } from '../steps/ending.js'
import { openSurfaces } from '../surfaces/live-report.js'
import { collect, settingsOfPlan } from './collect.js'
import { command } from './command.js'
import { lint } from './lint.js'
import { plan } from './plan.js'
import { rebuild } from './rebuild.js'
import { resolve } from './resolve.js'
import { retrain } from './retrain.js'
import { rollback } from './rollback.js'
import { stage } from './stage.js'
import { validate } from './validate.js'

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
  const { event } = settings
  const report = emptyReport(settings.mode, {
    sha: event.sha ?? '',
    ref: event.ref,
    event: event.name,
    trusted: event.trusted,
    ...(event.pullRequest === undefined ? {} : { pull_request: event.pullRequest.number }),
  })
  const surfaces = openSurfaces({ ...settings, dryRun: settings.rebuild.dryRun }, host, signal, report)
  const began = performance.now()
  const run = createRun(settings, surfaces.host, signal, report, cache)
  let exitCode: ExitCode = 0
  try {
    await runFlow(run)
  } catch (error) {
    exitCode = explain(run, error)
  }
  report.seconds = roundSeconds(performance.now() - began)
  report.lint.push(...(await surfaces.findings()))
  report.message = host.redact(report.message)
  if (report.error !== undefined) report.error = redactStrings(report.error, (text) => host.redact(text))
  for (const end of run.endings) await end()
  const files = keepReport(run)
  await surfaces.finish(files)
  return { report, exitCode, files, ...run.facts }
}

/** Flows that return one sentence, or throw. */
const FLOWS: Record<Exclude<Mode, Publishing>, (run: Run) => Promise<string>> = {
  command,
  validate,
  lint,
  resolve,
  stage,
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
  if (isPublishing(mode)) Object.assign(report, await PUBLISHING_FLOWS[mode](run))
  else {
    report.message = await FLOWS[mode](run)
    report.conclusion = 'success'
  }
}

/** Puts an error into the report. @returns its exit code */
function explain(run: Run, thrown: unknown): ExitCode {
  const { report, host, signal } = run
  const error = exhausted(thrown) ?? thrown
  const cancelled = signal.aborted || error instanceof CancelledError
  report.message = cancelled
    ? error instanceof CancelledError
      ? messageOf(error).replace(/^cancelled/, 'Stopped')
      : `Stopped: ${messageOf(error)}`
    : messageOf(error)
  if (cancelled) {
    report.conclusion = 'cancelled'
    report.error = { id: 'cancelled', message: report.message }
    return 130
  }
  report.error = errorReportOf(error)
  if (error instanceof ProjectError) {
    report.conclusion = 'failure'
    addFinding(report, error)
    return 1
  }
  report.conclusion = 'error'
  if (error instanceof SetupError || error instanceof OutsideError) {
    addFinding(report, error)
    return error.exitCode
  }
  host.debug(error instanceof Error ? (error.stack ?? error.message) : String(error))
  report.message = `An error inside dvc-ci: ${messageOf(error)}. Please report it with the log of a run with --verbose.`
  return 3
}

/** Adds a finding at the line of an error that has a path. */
function addFinding(report: Report, error: DvcCiError): void {
  const { path, line, remedy } = error.details
  if (path === undefined) return
  report.lint.push({
    rule: error.id,
    path,
    severity: 'error',
    message: error.message,
    ...(line === undefined ? {} : { line }),
    ...(remedy === undefined ? {} : { fix: remedy }),
  })
}

/** Writes the files that the settings ask for. @returns the written ones */
function keepReport({ settings: { report: json, page }, report, host, facts }: Run): KeptFiles {
  const wanted = { ...(json === undefined ? {} : { report: json }), ...(page === undefined ? {} : { page }) }
  const warn = (message: string) => {
    host.warning(`${message}. The verdict is unchanged.`)
  }
  return json === undefined && page === undefined
    ? {}
    : writeRunFiles(
        wanted,
        redactStrings(report, (text) => host.redact(text)),
        warn,
        facts.pictures,
      )
}
