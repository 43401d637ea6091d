import { auditSummary } from '../report/audit-words.js'
import type { Run } from '../run/run.js'
import { auditProject, requireReproducible } from '../steps/audit/audit-project.js'
import { withProject } from '../steps/project/open-project.js'
import { setUpProject } from '../steps/project/set-up.js'

/**
 * Runs stages twice from the same inputs, and tells which outputs differ, where, and which usual causes the difference has
 * evidence for. It changes nothing.
 * @returns one sentence
 * @throws {ProjectError} a stage is not reproducible (`differences: fail`), or fails in its first run
 */
export async function audit(run: Run): Promise<string> {
  return withProject(run, async ({ project }) => {
    await auditProject(await setUpProject(project))
    requireReproducible(project)
    return auditSummary(run.report.audit)
  })
}
