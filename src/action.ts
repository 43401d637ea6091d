import { resolve } from 'node:path'
import { PENDING_CACHES } from './cache/pending.js'
import type { ExitCode } from './errors/errors.js'
import type { KeptFiles } from './report/kept-files.js'
import type { Report } from './report/report.js'
import { createActionsHost } from './run/actions-host.js'
import { type ActionsResult, failAction, publishToActions, saveActionState } from './run/actions-surfaces.js'
import { listenForCancel } from './run/cancel.js'
import { failedRun } from './run/failed-run.js'
import { hideCredentials } from './run/own-process.js'
import { killLivingGroups } from './run/process-group.js'
import { redactStrings } from './run/redact.js'
import { filesOfInputs, writeRunFiles } from './run/run-files.js'
import { catchUnanswered } from './run/unanswered.js'
import { loadActionSettings, salvageGitHubSettings } from './settings/load.js'
import { secretsOf, secretsOfVariables } from './settings/secrets.js'
import { beginDvc, claimDvc, type Guess } from './steps/project/start-dvc.js'
import { relativePath } from './text/relative-path.js'

const { env } = process
const isHidden = hideCredentials(env)
const host = createActionsHost()
const { signal, dispose } = listenForCancel({ onCancel: (name) => host.info(`${name}: ending all processes.`) })
if (!isHidden) host.debug('This system lets no process clear its environment: code of the job can read the inputs.')

/**
 * The mode before the settings are read. A comment needs no DVC; other events without a mode are a validation or a
 * rebuild.
 */
function guessOfAction(): Guess {
  const mode =
    (env['INPUT_MODE'] ?? '').trim() ||
    (['issue_comment', 'workflow_run'].includes(env['GITHUB_EVENT_NAME'] ?? '') ? undefined : 'validate')
  return {
    mode: mode === 'auto' ? 'validate' : mode,
    directory: resolve(env['GITHUB_WORKSPACE'] || process.cwd(), (env['INPUT_WORKING-DIRECTORY'] ?? '').trim() || '.'),
  }
}

async function finish(raw: Report, exitCode: ExitCode, result: ActionsResult): Promise<void> {
  const report = redactStrings(raw, (text) => host.redact(text))
  await publishToActions(report, host, result)
  if (exitCode !== 0) failAction(report, exitCode, host)
  host.close()
}

/** Updates the comment of an earlier run, which has another result. */
async function showFailedAction(report: Report, files: KeptFiles): Promise<void> {
  const known = await salvageGitHubSettings(env, process.cwd())
  if (known?.github.token === undefined || known.event.pullRequest === undefined) return
  host.mask(known.github.token)
  const { showFailedRun } = await import('./surfaces/live-report.js')
  await showFailedRun({ ...known, mode: report.mode, dryRun: false }, host, report, files)
}

/** Ends a run that has no report of its own. */
async function fail(error: unknown): Promise<void> {
  const { report, exitCode, stack } = failedRun(error, env['INPUT_MODE'], env)
  if (stack !== undefined) host.debug(stack)
  const files = writeRunFiles(
    filesOfInputs(env, process.cwd()),
    redactStrings(report, (text) => host.redact(text)),
    (message) => {
      host.warning(message)
    },
  )
  await showFailedAction(report, files)
  await finish(report, exitCode, { project: '', files })
}

// An unhandled rejection also ends in a report.
process.once('uncaughtException', (error) => {
  killLivingGroups()
  void fail(error).finally(() => process.exit(3))
})
const answered = catchUnanswered()
try {
  await beginDvc(guessOfAction())
  claimDvc(host, signal)
  for (const secret of secretsOfVariables(env)) host.mask(secret)
  const settings = await loadActionSettings(env, process.cwd())
  for (const secret of secretsOf(settings, env)) host.mask(secret)
  signal.throwIfAborted()
  const { isCacheOffered, openGitHubCache } = await import('./cache/service.js')
  const cache =
    settings.cache.use !== 'none' && isCacheOffered(env)
      ? openGitHubCache({ env, event: settings.event, limit: settings.cache.limit, host, signal })
      : undefined
  const { execute } = await import('./flows/run-flow.js')
  const { report, exitCode, files, dvcVersion, dvcPath, pathFolder, exports } = await execute(
    settings,
    host,
    signal,
    cache,
  )
  // A failed run may leave incomplete files.
  if (cache !== undefined && cache.pending.length > 0 && exitCode <= 1)
    saveActionState(PENDING_CACHES, JSON.stringify(cache.pending), host)
  const project = relativePath(env['GITHUB_WORKSPACE'] || process.cwd(), settings.workingDirectory)
  await finish(report, exitCode, {
    project,
    files,
    ...(dvcVersion === undefined ? {} : { dvcVersion }),
    ...(dvcPath === undefined ? {} : { dvcPath }),
    ...(pathFolder === undefined ? {} : { pathFolder }),
    ...(exports === undefined ? {} : { exports }),
  })
} catch (error) {
  await fail(error)
}
answered()
dispose()
