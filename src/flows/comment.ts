import { ProjectError } from '../errors/errors.js'
import { commandSummary, idleSummary } from '../report/command-summary.js'
import { contradiction } from '../report/foreign-comment.js'
import { parseForeignReport } from '../report/foreign-report.js'
import type { Run } from '../run/run.js'
import { connectForComment } from '../steps/comments/connect.js'
import { readForeignFile } from '../steps/comments/foreign-file.js'
import { findForeignRun } from '../steps/comments/foreign-run.js'
import { showReport } from '../steps/comments/show-report.js'

/**
 * Shows the report of a run without credentials on its pull request. The report is data of an unknown person; the pull
 * request and the commit are those that GitHub tells.
 * @returns what was written, as sentences
 * @throws {SetupError} no token
 * @throws {ProjectError} the report cannot be used, or contradicts the result of its job; the pull request says so too
 * @throws {OutsideError} GitHub does not answer, or the token lacks a permission
 */
export async function comment(run: Run): Promise<string> {
  return run.step('comment', async (outcome) => {
    const github = await connectForComment(run)
    const target = await findForeignRun(github, run.settings.event)
    if ('idle' in target) return (outcome.message = idleSummary(target.idle))
    run.report.source.pull_request = target.number
    const file = await readForeignFile(run.settings.github.artifact)
    const read =
      'text' in file
        ? parseForeignReport(file.text, { sha: target.headSha, pull_request: target.number })
        : 'fault' in file
          ? file
          : { fault: 'it left no report' }
    const against = target.kind === 'named' && !('fault' in read) ? contradiction(read, target.conclusion) : undefined
    const found = against === undefined ? read : { fault: against }
    const written = await showReport(run, github, target, found)
    if ('fault' in found)
      throw new ProjectError(
        'foreign-report-invalid',
        `the report of the run ${target.run.id} for pull request ${target.number} cannot be used: ${found.fault}.`,
        {
          key: 'artifact',
          value: run.settings.github.artifact,
          remedy:
            against !== undefined
              ? 'Read the log of that job, and start it again.'
              : 'Let that run upload its report.json as the only file of the artifact, with the same version of dvc-ci.',
        },
      )
    return (outcome.message = commandSummary([
      `pull request ${target.number} shows the report of the run ${target.run.id}`,
      ...written,
    ]))
  })
}
