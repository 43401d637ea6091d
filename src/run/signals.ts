import { constants } from 'node:os'

/** Signals that end a command in mid-work, with what they mean (signal(7)). */
const MEANINGS: Partial<Record<NodeJS.Signals, string>> = {
  SIGINT: 'somebody interrupted it',
  SIGILL: 'it crashed, as programs do that were built for another processor',
  SIGABRT: 'it gave itself up',
  SIGBUS: 'it crashed',
  SIGKILL: 'somebody killed it, or the machine ran out of memory',
  SIGSEGV: 'it crashed',
  SIGTERM: 'somebody ended it',
  SIGXFSZ: 'a file became larger than it may be here',
}

/** A signal that ended something, with what it means: `SIGKILL: somebody killed it, or …`. */
export function meaningOf(signal: NodeJS.Signals): string {
  const meaning = MEANINGS[signal]
  return meaning === undefined ? signal : `${signal}: ${meaning}`
}

/** What an exit code tells of a command that a signal ended: -9 from the system, 137 from a shell. Undefined where the command chose it itself. */
export function endedBy(code: number): string | undefined {
  const number = code < 0 ? -code : code - 128
  const signal = (Object.keys(MEANINGS) as NodeJS.Signals[]).find((name) => constants.signals[name] === number)
  return signal && meaningOf(signal)
}
