import { CancelledError } from '../errors/errors.js'
import { takeEarlySignal } from './early-signals.js'
import { killLivingGroups } from './process-group.js'

/**
 * Seconds in which a second signal counts as the same Ctrl-C: npm and other wrappers forward the signal that the
 * terminal sent to all processes.
 */
const SAME_KEY_PRESS_MS = 300

export interface Cancellation {
  /** Aborted by the first SIGINT or SIGTERM. Its reason is a `CancelledError`. */
  readonly signal: AbortSignal
  /** Stops listening. */
  dispose: () => void
}

export interface CancelOptions {
  /** Called once, by the first signal, before any process is ended. */
  onCancel?: (name: NodeJS.Signals) => void
}

/**
 * Turns SIGINT and SIGTERM into an aborted signal, so that the run ends its processes and writes its report.
 * A second SIGINT kills the processes and exits at once with 130. A runner sends SIGINT, then SIGTERM after 7.5 s, and
 * kills everything 2.5 s later, so its SIGTERM has no further effect. Nor has the first SIGINT after a SIGTERM.
 */
export function listenForCancel(options: CancelOptions = {}): Cancellation {
  const controller = new AbortController()
  let cancelledAt: number | undefined
  let interruptedAt: number | undefined
  const cancel = (name: NodeJS.Signals) => {
    cancelledAt = performance.now()
    options.onCancel?.(name)
    controller.abort(new CancelledError('cancelled', `cancelled by ${name}.`))
  }
  const onInterrupt = () => {
    const now = performance.now()
    if (cancelledAt === undefined) cancel('SIGINT')
    else if (interruptedAt !== undefined && now - interruptedAt > SAME_KEY_PRESS_MS) {
      killLivingGroups()
      process.exit(130)
    }
    interruptedAt ??= now
  }
  const onTerminate = () => {
    if (cancelledAt === undefined) cancel('SIGTERM')
  }
  process.on('SIGINT', onInterrupt)
  process.on('SIGTERM', onTerminate)
  const early = takeEarlySignal()
  // The caller listens to the signal first.
  if (early !== undefined) queueMicrotask(early === 'SIGINT' ? onInterrupt : onTerminate)
  return {
    signal: controller.signal,
    dispose() {
      process.off('SIGINT', onInterrupt)
      process.off('SIGTERM', onTerminate)
    },
  }
}
