import { resolve } from 'node:path'
import { PENDING_CACHES } from './cache/pending.js'
import type { ExitCode } from './errors/errors.js'
import type { KeptFiles } from './report/kept-files.js'
import type { Report } from './report/report.js'
import type { ActionsHost } from './run/actions-host.js'
import { type ActionsResult, failAction, publishToActions, saveActionState } from './run/actions-surfaces.js'
import { failedRun } from './run/failed-run.js'
import { redactStrings } from './run/redact.js'
import { filesOfInputs, writeRunFiles } from './run/run-files.js'
import { loadActionSettings, salvageGitHubSettings } from './settings/load.js'
import { secretsOf, secretsOfVariables } from './settings/secrets.js'
import type { Guess } from './steps/project/start-dvc.js'
import { relativePath } from './text/relative-path.js'

/**
 * The mode before the settings are read. A comment needs no DVC; other events without a mode are a validation or a
 * rebuild.
 */
export function guessOfAction(): Guess {
  const env = process.env
  const mode =
    (env['INPUT_MODE'] ?? '').trim() ||
    (['issue_comment', 'workflow_run'].includes(env['GITHUB_EVENT_NAME'] ?? '') ? undefined : 'validate')
  return {
    mode: mode === 'auto' ? 'validate' : mode,
    directory: resolve(env['GITHUB_WORKSPACE'] || process.cwd(), (env['INPUT_WORKING-DIRECTORY'] ?? '').trim() || '.'),
  }
}

/** Answers the step of a workflow: reads its inputs, runs and shows the result. @returns the exit code; never throws */
export async function answerStep(host: ActionsHost, signal: AbortSignal): Promise<ExitCode> {
  const env = process.env
  try {
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
    return await finish(host, report, exitCode, {
      project,
      files,
      ...(dvcVersion === undefined ? {} : { dvcVersion }),
      ...(dvcPath === undefined ? {} : { dvcPath }),
      ...(pathFolder === undefined ? {} : { pathFolder }),
      ...(exports === undefined ? {} : { exports }),
    })
  } catch (error) {
    return await failStep(error, host)
  }
}

/** Ends a run that has no report of its own. @returns the exit code */
export async function failStep(error: unknown, host: ActionsHost): Promise<ExitCode> {
  const env = process.env
  const { report, exitCode, stack } = failedRun(error, env['INPUT_MODE'], env)
  if (stack !== undefined) host.debug(stack)
  const files = writeRunFiles(
    filesOfInputs(env, process.cwd()),
    redactStrings(report, (text) => host.redact(text)),
    (message) => {
      host.warning(message)
    },
  )
  await showFailedAction(host, report, files)
  return finish(host, report, exitCode, { project: '', files })
}

async function finish(host: ActionsHost, raw: Report, exitCode: ExitCode, result: ActionsResult): Promise<ExitCode> {
  const report = redactStrings(raw, (text) => host.redact(text))
  await publishToActions(report, host, result)
  if (exitCode !== 0) failAction(report, host)
  host.close()
  return exitCode
}

/** Updates the comment of an earlier run, which has another result. */
async function showFailedAction(host: ActionsHost, report: Report, files: KeptFiles): Promise<void> {
  const known = await salvageGitHubSettings(process.env, process.cwd())
  if (known?.github.token === undefined || known.event.pullRequest === undefined) return
  host.mask(known.github.token)
  const { showFailedRun } = await import('./surfaces/live-report.js')
  await showFailedRun({ ...known, mode: report.mode, dryRun: false }, host, report, files)
}
