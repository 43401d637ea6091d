import type { StageReport } from './report.js'
import type { Severity } from './severity.js'

/**
 * The severity of a stage's verdict: an error fails the project, a notice only informs, undefined needs no finding.
 * Frozen and always-changed stages get a notice and never fail, nor do stages that a rollback on the base made stale.
 */
export function stageSeverity({ verdict, causes, held }: StageReport): Severity | undefined {
  const always = causes.length > 0 && causes.every((cause) => cause.kind === 'always')
  switch (verdict) {
    case 'failed':
      return 'error'
    case 'stale':
      return always || held ? 'notice' : 'error'
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
