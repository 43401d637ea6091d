import { setTimeout as sleep } from 'node:timers/promises'
import { ProcessTree } from './process-tree.js'

/** A runner kills everything 10 s after its first signal. So SIGINT gets 4 s, and SIGTERM 2 s. */
export const INTERRUPT_GRACE_MS = 4_000
export const TERMINATE_GRACE_MS = 2_000

/** Milliseconds between two checks whether a group is gone. */
const POLL_MS = 20

/** A signal, or none (0), and the milliseconds that the group then has to go. */
export type EndStep = readonly [signal: NodeJS.Signals | 0, milliseconds: number]

const POLITE: readonly EndStep[] = [
  ['SIGINT', INTERRUPT_GRACE_MS],
  ['SIGTERM', TERMINATE_GRACE_MS],
  ['SIGKILL', 1_000],
]

/** Sends a signal to a process group; 0 only asks. @returns false for a group that is gone */
export function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, signal)
    return true
  } catch {
    return false
  }
}

/** Process groups of this run whose end the run has not seen yet. */
export const living = new Set<number>()

/** Kills every running process group. A process that cannot wait calls this before it exits. */
export function killLivingGroups(): void {
  for (const pid of living) {
    const tree = new ProcessTree(pid)
    tree.gather()
    signalGroup(pid, 'SIGKILL')
    tree.signal('SIGKILL')
  }
}

/**
 * Ends a process group and all processes below it, those with sessions of their own too, and waits until they are gone.
 * By default SIGINT, SIGTERM after 4 s, SIGKILL 2 s later.
 * SIGINT to the whole group leaves dvc.lock untouched; SIGTERM to DVC alone would orphan its stage.
 * @param steps signals in their order, each with the milliseconds until the next; 0 sends none
 */
export async function endGroup(pid: number, steps: readonly EndStep[] = POLITE): Promise<void> {
  const tree = new ProcessTree(pid)
  const alive = () => signalGroup(pid, 0) || tree.alive()
  for (const [signal, milliseconds] of steps) {
    const until = performance.now() + milliseconds
    tree.gather()
    signalGroup(pid, signal)
    if (signal !== 0) tree.signal(signal)
    while (alive()) {
      if (performance.now() >= until) break
      await sleep(POLL_MS)
    }
    if (!alive()) return
  }
}
