import { ProjectError } from '../../errors/errors.js'
import type { MadeCommit } from '../../git/commit.js'
import { pullRequestSummary, rollbackSubject } from '../../report/rollback-summary.js'
import type { WorkspaceBackup } from '../../run/workspace-backup.js'
import { plainLine } from '../../settings/retrain.js'
import type { Ending } from '../ending.js'
import { directoryTrailer, IDENTITY } from '../official/official-builds.js'
import { BY_TRAILER, REASON_TRAILER, REQUEST_TRAILER, ROLLBACK_TRAILER } from '../official/trailers.js'
import type { Project } from '../project/project.js'
import { branchOf } from '../publish/ask-server.js'
import { subjectFor } from '../publish/method.js'
import { publishCommit, requireMethod } from '../publish/publish-commit.js'
import { rollbackDigest } from './earlier-rollback.js'
import { describe, endWith, finish, staleNote } from './end-of-rollback.js'
import type { Version } from './version.js'

/** The branch of the commit, after a check that the run may push there. */
export async function destinationOf(project: Project): Promise<string> {
  const branch = await branchOf(project)
  if (!project.run.settings.rebuild.dryRun) await requireMethod(project, branch, 'rollback')
  return branch
}

/** Commits the restored files on top of the checkout. @returns undefined where they equal the checkout */
export async function commitRollback(
  project: Project,
  version: Version,
  paths: readonly string[],
): Promise<MadeCommit | undefined> {
  const { run, git } = project
  return git.commitPaths({
    paths: [...new Set(paths)],
    parent: run.report.source.sha,
    identity: IDENTITY,
    message: subjectFor(run.settings.rebuild.commit, `CI: Roll back ${rollbackSubject(describe(project, version))}`),
    trailers: await trailersOf(project, version),
  })
}

/**
 * Publishes the commit of a rollback, then moves the alias and deploys.
 * @throws {ProjectError} the branch has moved
 */
export async function publishRollback(
  project: Project,
  version: Version,
  { commit, branch, backup }: { commit: MadeCommit; branch: string; backup: WorkspaceBackup },
): Promise<Ending> {
  const back = describe(project, version)
  const published = await publishCommit(project, {
    commit,
    branch,
    topic: 'rollback',
    title: subjectFor('pull-request', `CI: Roll back ${rollbackSubject(back)}`),
    summary: pullRequestSummary(back),
    trailers: await trailersOf(project, version),
    beforeMove: () => Promise.resolve(),
    overtaken: () => Promise.resolve(undefined),
    isStillFresh: () => Promise.resolve({ fresh: true }),
  })
  // A published commit stays, even if MLflow or the deployment fails.
  if (published.kind !== 'superseded') await backup.discard()
  switch (published.kind) {
    case 'not-committed':
      return endWith(project, version, { kind: 'not-committed', paths: commit.changed, stale: staleNote(project) })
    case 'superseded':
      throw new ProjectError('branch-moved', `${published.reason}.`, {
        key: 'to',
        value: version.label,
        remedy: 'Nothing was changed. Run the rollback again on the tip of the branch.',
      })
    case 'committed': {
      const { pull_request: pull } = published.report
      if (pull !== undefined)
        return endWith(project, version, { kind: 'pull-request', number: pull.number, url: pull.url })
      const moved = await finish(project, version, published.sha)
      return endWith(project, version, { kind: 'committed', commit: published.sha, moved, stale: staleNote(project) })
    }
  }
}

/** The trailers record the user and the reason: a rebuild that waits for the hold's end reports both. */
async function trailersOf(project: Project, { sha }: Version): Promise<Record<string, string>> {
  const { event, rollback } = project.run.settings
  const by = plainLine(event.actor ?? (await project.git.userName()) ?? '')
  return {
    [ROLLBACK_TRAILER]: sha,
    ...directoryTrailer(project),
    [REQUEST_TRAILER]: rollbackDigest(project),
    ...(by === '' ? {} : { [BY_TRAILER]: by }),
    ...(rollback.reason === undefined ? {} : { [REASON_TRAILER]: rollback.reason }),
  }
}
