/*
 * The command line loads its modules for some tenths of a second. A signal in that time would end Node at once, without
 * a report. This module imports nothing, so that the entry listens first.
 */

const SIGNALS = ['SIGINT', 'SIGTERM'] as const
let first: NodeJS.Signals | undefined
let listens = false

function note(name: NodeJS.Signals): void {
  // The user insists, and no process of ours runs yet that could be left behind.
  if (first !== undefined && name === 'SIGINT') process.exit(130)
  first ??= name
}

/** Keeps the first SIGINT or SIGTERM until `takeEarlySignal`. */
export function noteEarlySignals(): void {
  listens = true
  for (const name of SIGNALS) process.on(name, note)
}

/** Ends `noteEarlySignals`. @returns the signal that arrived meanwhile */
export function takeEarlySignal(): NodeJS.Signals | undefined {
  if (!listens) return undefined
  listens = false
  for (const name of SIGNALS) process.off(name, note)
  return first
}
