import { closeSync, openSync, readFileSync, readSync, writeSync } from 'node:fs'
import { hiddenVariables } from './child-environment.js'
import { fieldsAfterName } from './proc-stat.js'

// The program runs this before it loads other modules, so it imports almost none of them.

/**
 * Closes the two ways by which another process of the same user reads this process without the right to trace it: its
 * first environment in `/proc/PID/environ` (proc_pid_environ(5)), and Node's debugger, which SIGUSR1 starts. This process
 * keeps every variable. Call it before any other program starts. Never throws.
 * @returns false where the system shows the first environment and does not let the process change it
 */
export function hideCredentials(env: NodeJS.ProcessEnv): boolean {
  // A listener takes the place of Node's own, which would start the debugger.
  process.on('SIGUSR1', () => undefined)
  if (process.platform !== 'linux') return true
  try {
    const names = hiddenVariables(env)
    // setenv(3) gives each variable a place of its own in memory; only then the first place can be cleared.
    for (const name of names) env[name] = env[name]
    clearFirstEnvironment(new Set(names))
    return true
  } catch {
    return false
  }
}

/**
 * Overwrites the named variables in the memory from which the system answers `/proc/PID/environ`.
 * @throws an error of the system: the memory of the process cannot be written
 */
function clearFirstEnvironment(names: ReadonlySet<string>): void {
  const [start, end] = placeOfEnvironment(readFileSync('/proc/self/stat', 'utf8'))
  const memory = openSync('/proc/self/mem', 'r+')
  try {
    const bytes = Buffer.alloc(end - start)
    readSync(memory, bytes, 0, bytes.length, start)
    for (const { at, length } of entriesToClear(bytes, names))
      writeSync(memory, Buffer.alloc(length), 0, length, start + at)
  } finally {
    closeSync(memory)
  }
}

/** Addresses of the first byte of the first environment and of the byte after it (`env_start`, `env_end`). */
export function placeOfEnvironment(stat: string): [number, number] {
  const fields = fieldsAfterName(stat)
  return [Number(fields[47]), Number(fields[48])]
}

/**
 * The places of the named variables among NUL-terminated entries `NAME=VALUE`, without the NUL.
 * @param bytes the first environment
 */
export function entriesToClear(bytes: Buffer, names: ReadonlySet<string>): { at: number; length: number }[] {
  const places: { at: number; length: number }[] = []
  for (let at = 0; at < bytes.length; ) {
    const nul = bytes.indexOf(0, at)
    const end = nul < 0 ? bytes.length : nul
    const sign = bytes.indexOf('=', at)
    if (sign >= 0 && sign < end && names.has(bytes.toString('utf8', at, sign))) places.push({ at, length: end - at })
    at = end + 1
  }
  return places
}
