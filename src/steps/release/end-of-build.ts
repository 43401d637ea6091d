import { buildSummary, dryRunSkips, dryRunSummary } from '../../report/rebuild-summary.js'
import type { Report } from '../../report/report.js'
import { wouldPush } from '../data/push.js'
import type { Ending } from '../ending.js'
import type { Project } from '../project/project.js'
import type { Published } from '../publish/official-commit.js'
import { wouldCommit } from '../publish/publish-commit.js'

/** The end of a build, from the result of its publication. A build in an open pull request is not official yet. */
export function endOfBuild(report: Report, published: Published): Ending {
  const message = buildSummary(report, published)
  const { sha: source } = report.source
  if (published.kind === 'superseded') return { conclusion: 'superseded', message }
  if (published.kind === 'unchanged') return { conclusion: 'success', message, official: { source, commit: source } }
  const isOfficial = published.kind === 'committed' && published.report.pull_request === undefined
  return { conclusion: 'success', message, ...(isOfficial ? { official: { source, commit: published.sha } } : {}) }
}

/** The end of a dry run, with the objects that it would push and the files that it would commit. */
export async function endOfDryRun(project: Project, paths: readonly string[], branch: string): Promise<Ending> {
  const { run } = project
  const objects = await wouldPush(project)
  const commit = await wouldCommit(project, paths, branch)
  const skips = dryRunSkips({ objects, commit })
  run.skip('push', skips.push)
  run.skip('commit', skips.commit)
  return { conclusion: 'success', message: dryRunSummary({ objects, paths, commit }) }
}
