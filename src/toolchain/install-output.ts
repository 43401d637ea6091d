import type { ProcessResult } from '../run/process.js'

const LINES = 12

/** The last non-empty lines of a process, its errors last, for the message of a failed installation. */
export function lastLines(result: Pick<ProcessResult, 'stdout' | 'stderr'>, count = LINES): string {
  return `${result.stdout}\n${result.stderr}`
    .split(/[\r\n]+/)
    .filter((line) => line.trim())
    .slice(-count)
    .join('\n')
}
