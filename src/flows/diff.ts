import { diffSummary } from '../report/diff-summary.js'
import type { Run } from '../run/run.js'
import { diffData } from '../steps/diff/diff-data.js'
import { findRevisions } from '../steps/diff/find-revisions.js'
import { withProjectSteps } from '../steps/project/open-project.js'

/**
 * Shows how data differs between two revisions, or between one and the working tree. It judges nothing and changes
 * nothing; content that it reads comes into DVC's cache.
 * @returns one sentence
 * @throws {SetupError} no DVC project, no baseline, a word that is no revision and no path of data
 */
export async function diff(run: Run): Promise<string> {
  return withProjectSteps(run, async (steps, { paths, opened }) => {
    const revisions = steps.step('revisions', [paths], (found) => findRevisions(run, found))
    const compared = steps.step('data', [opened, revisions], ({ project }, asked) => diffData(project, asked))
    await steps.finish()
    return diffSummary(run.report.data.length, await steps.value(compared))
  })
}
