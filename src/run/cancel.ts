import { CancelledError } from '../errors/errors.js'
import { killLivingGroups } from './process.js'

/** npm and other wrappers hand on a Ctrl-C that the terminal sent to everybody: two signals, one key press. */
const SAME_KEY_PRESS_MS = 300

export interface Cancellation {
  /** Aborted by the first SIGINT or SIGTERM, with a `CancelledError` as its reason. */
  readonly signal: AbortSignal
  /** Stops listening. */
  dispose: () => void
}

export interface CancelOptions {
  /** Called once, by the first signal, before anything is ended. */
  onCancel?: (name: NodeJS.Signals) => void
}

/**
 * Turns SIGINT and SIGTERM into an aborted signal, so that the run ends its processes and writes its report.
 * A second SIGINT, from a user who can't wait, kills them and exits at once with 130. A runner sends SIGINT, SIGTERM 7.5 s later,
 * and kills everything 2.5 s after that: its SIGTERM changes nothing any more.
 */
export function listenForCancel(options: CancelOptions = {}): Cancellation {
  const controller = new AbortController()
  let cancelledAt: number | undefined
  const cancel = (name: NodeJS.Signals) => {
    cancelledAt = performance.now()
    options.onCancel?.(name)
    controller.abort(new CancelledError('cancelled', `cancelled by ${name}.`))
  }
  const onInterrupt = () => {
    if (cancelledAt === undefined) cancel('SIGINT')
    else if (performance.now() - cancelledAt > SAME_KEY_PRESS_MS) {
      killLivingGroups()
      process.exit(130)
    }
  }
  const onTerminate = () => {
    if (cancelledAt === undefined) cancel('SIGTERM')
  }
  process.on('SIGINT', onInterrupt)
  process.on('SIGTERM', onTerminate)
  return {
    signal: controller.signal,
    dispose() {
      process.off('SIGINT', onInterrupt)
      process.off('SIGTERM', onTerminate)
    },
  }
}
