import { constants } from 'node:os'

/** Signals that end a command, with their meaning (signal(7)). */
const MEANINGS: Partial<Record<NodeJS.Signals, string>> = {
  SIGINT: 'it was interrupted',
  SIGILL: 'it crashed: it was probably built for another processor',
  SIGABRT: 'it aborted',
  SIGBUS: 'it crashed',
  SIGKILL: 'it was killed, or the machine ran out of memory',
  SIGSEGV: 'it crashed',
  SIGTERM: 'it was terminated',
  SIGXFSZ: 'a file exceeded the size limit of this machine',
}

/** A signal and its meaning, such as `SIGKILL: it was killed, or …`. */
export function meaningOf(signal: NodeJS.Signals): string {
  const meaning = MEANINGS[signal]
  return meaning === undefined ? signal : `${signal}: ${meaning}`
}

/**
 * The signal in the exit code of a command: -9 from the system, 137 from a shell. Undefined if the command chose the
 * code itself.
 */
export function endedBy(code: number): string | undefined {
  const number = code < 0 ? -code : code - 128
  const signal = (Object.keys(MEANINGS) as NodeJS.Signals[]).find((name) => constants.signals[name] === number)
  return signal && meaningOf(signal)
}
