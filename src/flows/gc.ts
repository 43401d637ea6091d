import { gcSummary } from '../report/gc-summary.js'
import type { Run } from '../run/run.js'
import { cleanRemote } from '../steps/gc/clean-remote.js'
import { withProject } from '../steps/project/open-project.js'

/**
 * Shows what the remote holds that nothing needs. With `delete` it lists it, sets it aside after one grace period and
 * removes it after another. No other flow removes an object of a remote.
 * @returns one or two sentences
 * @throws {SetupError} a shallow clone, a remote with versions, `delete` without `projects`
 * @throws {ProjectError} `delete`, and a commit whose needs are not known
 * @throws {OutsideError} the remote, the Git server, GitHub or MLflow does not answer
 */
export async function gc(run: Run): Promise<string> {
  return withProject(run, async ({ project }) => {
    const isWhole = await cleanRemote(project)
    return gcSummary(run.report.gc, isWhole)
  })
}
