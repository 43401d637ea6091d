import { listenForCancel } from './run/cancel.js'
import { killLivingGroups } from './run/process.js'
import { createTerminalHost } from './run/terminal-host.js'
import { catchUnanswered } from './run/unanswered.js'
import { claimDvc } from './steps/project/start-dvc.js'

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
  const { signal, dispose } = listenForCancel({
    onCancel: (name) => host.info(`${name}: ending what runs. Ctrl-C once more ends it at once.`),
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
