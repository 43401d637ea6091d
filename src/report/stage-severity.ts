import type { Severity, StageReport } from './report.js'

/**
 * How much a stage's verdict matters: an error fails the project, a notice is only told, undefined is nothing of note.
 * Frozen stages and those that always change are remarked on, never held against anybody.
 */
export function stageSeverity({ verdict, causes }: StageReport): Severity | undefined {
  const always = causes.length > 0 && causes.every((cause) => cause.kind === 'always')
  switch (verdict) {
    case 'failed':
      return 'error'
    case 'stale':
      return always ? 'notice' : 'error'
    case 'skipped':
      return 'warning'
    case 'frozen':
      return 'notice'
    case 'restored':
    case 'ran':
    case 'unchanged':
      return undefined
  }
}
