import { historySummary } from '../report/history-summary.js'
import type { Run } from '../run/run.js'
import { readHistory } from '../steps/history/read-history.js'
import { readPulls } from '../steps/history/read-pulls.js'
import { writeBadges } from '../steps/history/write-badges.js'
import { locate } from '../steps/project/open-project.js'

/**
 * Shows the official builds in the history of HEAD, from Git alone, and on request the pull requests that MLflow
 * tracked. It changes nothing, and starts no DVC.
 * @returns one sentence
 * @throws {SetupError} no DVC project, a folder for badges that cannot be written
 * @throws {OutsideError} Git does not answer
 */
export async function history(run: Run): Promise<string> {
  const paths = await locate(run)
  const { badges, pulls } = run.settings.history
  let builds = await run.step('read builds', () => readHistory(paths, run.settings))
  run.report.builds = builds
  if (pulls) {
    builds = { ...builds, ...(await run.step('read pull requests', () => readPulls(run, paths, builds))) }
    run.report.builds = builds
  }
  return historySummary(builds, badges === undefined ? 0 : writeBadges(badges, builds))
}
