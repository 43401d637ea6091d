import { formatBytes } from '../report/numbers.js'
import type { RemoteWait } from './engine-protocol.js'

/** Milliseconds. Requests beside each other wait for the same host. */
const PAUSE = 25_000

/** The line of a log about a long wait. */
export function waitLine({ host, seconds, silent, bytes }: RemoteWait): string {
  const told = bytes === 0 ? `no byte for ${silent} s` : `${formatBytes(bytes)} since the last line`
  return `Waiting for ${host === '' ? 'the remote' : host} for ${seconds} s: ${told}.`
}

/** Tells waits, each host at most once in 25 s. @param clock milliseconds */
export function waitTeller(
  say: (text: string) => void,
  clock: () => number = () => performance.now(),
): (wait: RemoteWait) => void {
  const told = new Map<string, number>()
  return (wait) => {
    const now = clock()
    if (now - (told.get(wait.host) ?? Number.NEGATIVE_INFINITY) < PAUSE) return
    told.set(wait.host, now)
    say(waitLine(wait))
  }
}
