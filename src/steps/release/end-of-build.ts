import { buildSummary, dryRunSkips, dryRunSummary } from '../../report/rebuild-summary.js'
import type { Report } from '../../report/report.js'
import { wouldPush } from '../data/push.js'
import type { Ending } from '../ending.js'
import type { Project } from '../project/project.js'
import type { Published } from '../publish/official-commit.js'
import { wouldCommit } from '../publish/publish-commit.js'

/** The end of a build by how its publication ended. A build that waits in a pull request is no official version yet. */
export function endOfBuild(report: Report, published: Published): Ending {
  const message = buildSummary(report, published)
  const { sha: source } = report.source
  if (published.kind === 'superseded') return { conclusion: 'superseded', message }
  if (published.kind === 'unchanged') return { conclusion: 'success', message, landed: { source, commit: source } }
  const isLanded = published.kind === 'committed' && published.report.pull_request === undefined
  return { conclusion: 'success', message, ...(isLanded ? { landed: { source, commit: published.sha } } : {}) }
}

/** The end of a dry run: says what it would push and commit. */
export async function endOfDryRun(project: Project, paths: readonly string[], branch: string): Promise<Ending> {
  const { run } = project
  const objects = await wouldPush(project)
  const commit = await wouldCommit(project, paths, branch)
  const skips = dryRunSkips({ objects, commit })
  run.skip('push', skips.push)
  run.skip('commit', skips.commit)
  return { conclusion: 'success', message: dryRunSummary({ objects, paths, commit }) }
}
