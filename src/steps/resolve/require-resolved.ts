import { ProjectError } from '../../errors/errors.js'
import { conflictsLeft } from '../../report/resolve-summary.js'
import type { Run } from '../../run/run.js'

/** @throws {ProjectError} a conflict is left to the user @param open paths of the files in conflict */
export function requireResolved({ report }: Run, resolved: number, open: readonly string[]): void {
  if (open.length === 0) return
  const left = report.steps.filter(({ name }) => open.includes(name))
  throw new ProjectError('conflict-unresolved', conflictsLeft(resolved, left), {
    remedy: 'Run the commands of the findings, then run `dvc-ci resolve` again.',
  })
}
