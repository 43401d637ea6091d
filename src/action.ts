import { relative } from 'node:path'
import { execute } from './flows/execute.js'
import { createActionsHost } from './run/actions-host.js'
import { failAction, publishToActions, type ActionsResult } from './run/actions-surfaces.js'
import { listenForCancel } from './run/cancel.js'
import { messageOf, type ExitCode } from './run/errors.js'
import { failedRun } from './run/failed-run.js'
import { killLivingGroups } from './run/process.js'
import { redactStrings } from './run/redact.js'
import { reportInput, writeReportFile } from './run/report-file.js'
import type { Report } from './report/report.js'
import { loadActionSettings, salvageGitHubSettings } from './settings/load.js'
import { secretsOf } from './settings/secrets.js'

const { env } = process
const host = createActionsHost()
const { signal, dispose } = listenForCancel({ onCancel: (name) => host.info(`${name}: ending what runs.`) })

async function finish(raw: Report, exitCode: ExitCode, result: ActionsResult): Promise<void> {
  const report = redactStrings(raw, (text) => host.redact(text))
  await publishToActions(report, host, result)
  if (exitCode !== 0) failAction(report.message, exitCode, host)
  host.close()
}

/** Corrects the comment of an earlier run, which says something else. */
async function showFailedAction(report: Report): Promise<void> {
  const known = await salvageGitHubSettings(env, process.cwd())
  if (known?.github.token === undefined || known.event.pullRequest === undefined) return
  host.mask(known.github.token)
  const { showFailedRun } = await import('./flows/surfaces.js')
  await showFailedRun({ ...known, mode: report.mode, dryRun: false }, host, report)
}

/** Ends a run that has no report of its own. */
async function fail(error: unknown): Promise<void> {
  const { report, exitCode, stack } = failedRun(error, env['INPUT_MODE'], env)
  if (stack !== undefined) host.debug(stack)
  const reportPath = reportInput(env, process.cwd())
  let written = false
  try {
    if (reportPath !== undefined) writeReportFile(reportPath, redactStrings(report, (text) => host.redact(text)))
    written = reportPath !== undefined
  } catch (cause) {
    host.warning(`report.json could not be written: ${messageOf(cause)}`)
  }
  await showFailedAction(report)
  await finish(report, exitCode, { project: '', ...(written && reportPath !== undefined ? { reportPath } : {}) })
}

// What nobody awaited still ends in a report.
process.once('uncaughtException', (error) => {
  killLivingGroups()
  void fail(error).finally(() => process.exit(3))
})
try {
  const settings = await loadActionSettings(env, process.cwd())
  for (const secret of secretsOf(settings, env)) host.mask(secret)
  signal.throwIfAborted()
  const { report, exitCode, dvcVersion } = await execute(settings, host, signal)
  const project = relative(env['GITHUB_WORKSPACE'] || process.cwd(), settings.workingDirectory).replaceAll('\\', '/')
  await finish(report, exitCode, { project, ...(dvcVersion === undefined ? {} : { dvcVersion }), ...(settings.report === undefined ? {} : { reportPath: settings.report }) })
} catch (error) {
  await fail(error)
}
dispose()
