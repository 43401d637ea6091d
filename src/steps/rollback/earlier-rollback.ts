import { createHash } from 'node:crypto'
import type { Ending } from '../ending.js'
import { lastRollback } from '../official/holds.js'
import { MAX_HISTORY } from '../official/official-builds.js'
import { REQUEST_TRAILER } from '../official/trailers.js'
import type { Project } from '../project/project.js'
import { endWith, finish } from './end-of-rollback.js'
import { isRollbackTo } from './standing-rollback.js'
import type { Version } from './version.js'

/** A short digest of the request of a rollback: the commit that it starts from, and the targets. */
export function rollbackDigest({ run: { settings, report } }: Pick<Project, 'run'>): string {
  const { targets, restore } = settings.rollback
  return createHash('sha256')
    .update(JSON.stringify([report.source.sha, [...targets].sort(), restore]))
    .digest('hex')
    .slice(0, 12)
}

/**
 * Completes this rollback where an earlier run has committed it to the branch: moves the alias, and deploys. Without a
 * commit of the request, returns undefined.
 * @param branch the branch on the server
 * @throws {OutsideError} the Git server or MLflow does not answer
 */
export async function completeEarlier(project: Project, version: Version, branch: string): Promise<Ending | undefined> {
  const { git, run } = project
  const { commit: method, dryRun } = run.settings.rebuild
  if (dryRun || method === 'none') return undefined
  const source = run.report.source.sha
  const tip = await git.fetchTip(branch)
  if (tip === undefined || tip === source) return undefined
  const digest = rollbackDigest(project)
  const commit = await git.findCommit({
    from: tip,
    excluding: source,
    merged: true,
    maxCount: MAX_HISTORY,
    accept: (notes) => isRollbackTo(project, notes, version) && notes.get(REQUEST_TRAILER) === digest,
  })
  if (commit === undefined) return undefined
  run.report.commit = { sha: commit, branch, method, attempts: 0 }
  // The job of an old rollback may run again after newer builds: their alias stays.
  const holds = (await lastRollback(project, tip)) === commit
  const moved = holds ? await finish(project, version, commit) : ''
  return endWith(project, version, { kind: 'earlier', commit, branch, moved, holds })
}
