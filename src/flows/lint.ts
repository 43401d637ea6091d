import { lintSummary } from '../report/lint-summary.js'
import type { Run } from '../run/run.js'
import { lintProject } from '../steps/lint/lint-project.js'
import { requireNoErrors } from '../steps/lint/require-no-errors.js'
import { locate } from '../steps/project/open-project.js'

/**
 * Runs only the lint rules. It asks no remote. Without DVC, or with files that DVC cannot read, it runs the rules that
 * it can.
 * @returns one sentence
 * @throws {ProjectError} a finding is an error
 * @throws {SetupError} no DVC project, or DVC cannot read a file for another reason than a conflict
 */
export async function lint(run: Run): Promise<string> {
  const place = await locate(run)
  const refusal = await run.step('lint', (outcome) => lintProject(run, place, outcome))
  if (refusal) throw refusal
  requireNoErrors(run.report.lint)
  return lintSummary(run.report.lint)
}
