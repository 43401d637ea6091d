import { renderTerminal } from './report/terminal.js'
import { listenForCancel } from './run/cancel.js'
import type { ExitCode } from './run/errors.js'
import { failedRun } from './run/failed-run.js'
import { killLivingGroups } from './run/process.js'
import { filesOfOptions, writeRunFiles } from './run/run-files.js'
import { createTerminalHost, type TerminalHost } from './run/terminal-host.js'
import { version } from './run/version.js'
import type { DriverFiles } from './settings/arguments.js'
import type { Settings } from './settings/settings.js'
import { loadCliSettings } from './settings/load.js'
import { secretsOf } from './settings/secrets.js'

/**
 * One call of `dvc-ci`: what happened goes to standard output (to standard error with `--json`), errors to standard error, and the
 * exit code is set. Never throws.
 */
export async function runCommandLine(argv: readonly string[]): Promise<void> {
  const { env } = process
  // Settings may be what is wrong, so these three are looked for before they are read.
  const verbose = argv.includes('--verbose') || argv.includes('-v')
  const json = argv.includes('--json')
  const host = createTerminalHost({ env, verbose, json })
  const fail = (error: unknown) => { process.exitCode = reportFailure(error, argv, host, json) }
  process.once('uncaughtException', (error) => {
    killLivingGroups()
    fail(error)
    process.exit()
  })
  const { signal, dispose } = listenForCancel({ onCancel: (name) => host.info(`${name}: ending what runs. Ctrl-C once more ends it at once.`) })
  try {
    const { beginDvc, guessOf } = await import('./flows/early-dvc.js')
    await beginDvc(guessOf(argv, process.cwd()), host, signal)
    const request = await loadCliSettings(argv, env, process.cwd())
    if (request.kind === 'help') host.print(request.text.endsWith('\n') ? request.text : `${request.text}\n`)
    else if (request.kind === 'version') host.print(`${version()}\n`)
    else if (request.kind === 'merge-driver') process.exitCode = await mergeDriver(request.files)
    else process.exitCode = await run(request.settings, host, request.json, signal)
  } catch (error) {
    fail(error)
  } finally {
    host.close()
    dispose()
  }
}

/** Git takes every exit code from 129 on for a crash and gives up the whole merge; 1 is a conflict, which a person settles. */
async function mergeDriver(files: DriverFiles): Promise<0 | 1> {
  const { runMergeDriver } = await import('./flows/merge-driver.js')
  return runMergeDriver(files, process.cwd())
}

async function run(settings: Settings, host: TerminalHost, json: boolean, signal: AbortSignal): Promise<ExitCode> {
  for (const secret of secretsOf(settings, process.env)) host.mask(secret)
  signal.throwIfAborted()
  const { execute } = await import('./flows/execute.js')
  const { report, exitCode } = await execute(settings, host, signal)
  if (json) {
    if (exitCode !== 0) host.fail(report.message)
    host.printJson(report)
  } else host.print(`\n${renderTerminal(report, { colour: host.colour })}`)
  return exitCode
}

/** Tells about a run that has no report of its own, and leaves one all the same where the command line asks for it. */
function reportFailure(error: unknown, argv: readonly string[], host: TerminalHost, json: boolean): ExitCode {
  const { report, exitCode, stack } = failedRun(error, argv[0], process.env)
  report.message = host.redact(report.message)
  host.fail(report.message)
  if (stack !== undefined) host.debug(stack)
  writeRunFiles(filesOfOptions(argv, process.cwd()), report, (message) => { host.fail(message) })
  if (json) host.printJson(report)
  return exitCode
}
