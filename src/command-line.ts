import { listenForCancel } from './run/cancel.js'
import { killLivingGroups } from './run/process-group.js'
import { createTerminalHost } from './run/terminal-host.js'
import { catchUnanswered } from './run/unanswered.js'
import { claimDvc } from './steps/project/start-dvc.js'

/**
 * Runs one call of `dvc-ci`. Progress goes to standard output (with `--json` to standard error), errors to standard
 * error. It sets the exit code and never throws.
 */
export async function runCommandLine(argv: readonly string[]): Promise<void> {
  const { env } = process
  // The settings may be wrong, so these options are read before them.
  const verbose = argv.includes('--verbose') || argv.includes('-v')
  const json = argv.includes('--json')
  const quiet = argv.includes('--quiet') || argv.includes('-q')
  const host = createTerminalHost({ env, verbose, json, quiet })
  const { signal, dispose } = listenForCancel({
    onCancel: (name) => host.info(`${name}: ending all processes. Press Ctrl-C again to kill them at once.`),
  })
  claimDvc(host, signal)
  const { answerRequest, reportFailure } = await import('./command-request.js')
  const fail = (error: unknown) => {
    process.exitCode = reportFailure(error, argv, host, json)
  }
  process.once('uncaughtException', (error) => {
    killLivingGroups()
    fail(error)
    process.exit()
  })
  const answered = catchUnanswered()
  try {
    process.exitCode = await answerRequest(argv, host, signal)
  } catch (error) {
    fail(error)
  } finally {
    answered()
    host.close()
    dispose()
  }
}
