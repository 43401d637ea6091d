import type { Notes } from '../../git/history.js'
import { lastRollback } from '../official/holds.js'
import { DIRECTORY_TRAILER, ROLLBACK_TRAILER } from '../official/trailers.js'
import type { Project } from '../project/project.js'
import type { Version } from './version.js'

/** The rollback to this version that HEAD has, where no official build or other rollback follows it. */
export async function standingRollback(project: Project, version: Version): Promise<string | undefined> {
  const commit = await lastRollback(project, project.run.report.source.sha)
  return commit !== undefined && isRollbackTo(project, await project.git.notes(commit), version) ? commit : undefined
}

/** True for the trailers of a rollback of this working directory to a version. */
export function isRollbackTo({ inGit }: Project, notes: Notes, { sha }: Version): boolean {
  return notes.get(ROLLBACK_TRAILER) === sha && (notes.get(DIRECTORY_TRAILER) ?? '.') === inGit('.')
}
