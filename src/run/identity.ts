import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** A process. The time of its start distinguishes it from a later process with the same number. */
export interface ProcessIdentity {
  pid: number
  /** Start time in the unit of the system; empty if the system does not report it. */
  started: string
}

/** The identity of a running process. */
export function identityOf(pid: number): ProcessIdentity {
  return { pid, started: startOf(pid) ?? '' }
}

/** True while that process runs. Containers soon reuse small process numbers, so a number alone proves nothing. */
export function isRunning({ pid, started }: ProcessIdentity): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  const now = startOf(pid)
  return now === undefined || started === '' || now === started
}

/** Undefined if the system does not report it, or if the process ended and waits for its parent. */
function startOf(pid: number): string | undefined {
  if (process.platform === 'win32') return undefined
  if (process.platform === 'linux') {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      // The name in parentheses may contain any character, so fields are counted from its end: the state is field 3,
      // the start field 22.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      return fields[0] === 'Z' || fields[0] === 'X' ? 'ended' : fields[19]
    } catch {
      return undefined
    }
  }
  try {
    return (
      execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
        encoding: 'utf8',
        env: { PATH: process.env['PATH'] ?? '/bin:/usr/bin', LC_ALL: 'C' },
        stdio: ['ignore', 'pipe', 'ignore'],
      }).trim() || undefined
    )
  } catch {
    return undefined
  }
}
