import { readFileSync } from 'node:fs'

/** A process as Linux lists it in `/proc/PID/stat` (proc(5)). */
export interface ProcStat {
  parent: number
  group: number
  /** Clock ticks from the start of the machine to the start of the process. */
  started: string
  /** True for a process that ended and waits for its parent. */
  ended: boolean
}

/**
 * The fields of `/proc/PID/stat` from the third on. The name in parentheses may contain any character, so they are
 * counted from its end.
 */
export function fieldsAfterName(stat: string): string[] {
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
}

/** Reads `/proc/PID/stat`. @returns undefined where there is no such process */
export function readProcStat(pid: number | string): ProcStat | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The state is field 3, the parent 4, the group 5, the start 22.
    const fields = fieldsAfterName(stat)
    const [state = '', parent, group] = fields
    return {
      parent: Number(parent),
      group: Number(group),
      started: fields[19] ?? '',
      ended: state === 'Z' || state === 'X',
    }
  } catch {
    return undefined
  }
}
