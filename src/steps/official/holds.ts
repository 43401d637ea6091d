import { SetupError } from '../../errors/errors.js'
import type { Notes } from '../../git/history.js'
import type { HoldReport } from '../../report/report.js'
import type { Settings } from '../../settings/settings.js'
import { isCard, isIgnoreFile, isMadeByPipeline } from '../project/path-roles.js'
import type { Project, ProjectPaths } from '../project/project.js'
import { changedInputs, isBuildNote, MAX_HISTORY } from './official-builds.js'
import { BY_TRAILER, DIRECTORY_TRAILER, REASON_TRAILER, ROLLBACK_TRAILER } from './trailers.js'

/*
 * A rollback holds its branch: a rebuild would undo it. The trailers of Git's history are the only record.
 * The hold begins with the commit of the rollback, or with the merge that brings it to the branch.
 * It ends with the next official build on top, which a user requests (`release`, `retrain`), or with a commit that
 * changes an input of the pipeline. dvc.lock is such an input.
 */

/** A hold of a branch. */
export interface Hold {
  /** The facts for the report. */
  report: HoldReport
  /** The commit from which an input of the pipeline may not change: the rollback, or the merge with it. */
  since: string
}

/**
 * The newest rollback of this working directory in the history of a commit that no official build follows. It reads
 * trailers only, and deepens a shallow checkout.
 * @throws {OutsideError} the server does not answer
 */
export async function lastRollback(
  paths: Pick<ProjectPaths, 'git' | 'inGit'>,
  tip: string,
): Promise<string | undefined> {
  const { git } = paths
  const isRollback = (notes: Notes) => isRollbackNote(paths, notes)
  const isBuild = (notes: Notes) => isBuildNote(paths, notes)
  const newest = await git.searchHistory(tip, () =>
    git.findCommit({
      from: tip,
      merged: true,
      maxCount: MAX_HISTORY,
      accept: (notes) => isRollback(notes) || isBuild(notes),
    }),
  )
  if (newest === undefined) return undefined
  // A pull request may bring a rollback that is older than the newest build, and not in that build's history.
  const rollback = isRollback(await git.notes(newest))
    ? newest
    : await git.findCommit({
        from: tip,
        excluding: newest,
        merged: true,
        maxCount: MAX_HISTORY,
        accept: isRollback,
      })
  if (rollback === undefined) return undefined
  const build = await git.findCommit({
    from: tip,
    excluding: rollback,
    merged: true,
    descending: true,
    maxCount: MAX_HISTORY,
    accept: isBuild,
  })
  return build === undefined ? rollback : undefined
}

/**
 * The hold that is in force at a commit.
 * @param rollback the answer of `lastRollback` for it
 */
export async function holdAt(project: Project, rollback: string | undefined, tip: string): Promise<Hold | undefined> {
  if (rollback === undefined) return undefined
  const { git } = project
  const notes = await git.notes(rollback)
  const to = notes.get(ROLLBACK_TRAILER) ?? ''
  for (const since of new Set([rollback, await git.broughtBy(rollback, tip)])) {
    if (!(await isOnlyRollback(project, since, to)) || (await changedInputs(project, since, tip)).length > 0) continue
    const [by, reason] = [notes.get(BY_TRAILER), notes.get(REASON_TRAILER)]
    return {
      since,
      report: {
        commit: rollback,
        to,
        since: new Date(await git.committedAt(since)).toISOString(),
        ...(by === undefined ? {} : { by }),
        ...(reason === undefined ? {} : { reason }),
      },
    }
  }
  return undefined
}

/** True for a build that a user requests: a release, or a retraining that is not on a schedule. */
export function endsHold({ mode, event, rebuild }: Pick<Settings, 'mode' | 'event' | 'rebuild'>): boolean {
  return rebuild.release || (mode === 'retrain' && event.name !== 'schedule')
}

/** True for the trailers of a rollback of this working directory. */
export function isRollbackNote({ inGit }: Pick<ProjectPaths, 'inGit'>, notes: Notes): boolean {
  return notes.has(ROLLBACK_TRAILER) && (notes.get(DIRECTORY_TRAILER) ?? '.') === inGit('.')
}

/**
 * False for a commit, a merge or a squash that changes more than the rollback: it is an ordinary change. The identity of
 * a commit proves nothing, because its author chooses it.
 * @param to the restored commit
 */
async function isOnlyRollback(project: Project, commit: string, to: string): Promise<boolean> {
  try {
    const strange = await notRestored(project, commit, to)
    // A rollback of single targets mixes the entries of two dvc.lock files.
    return strange?.every((path) => isMadeByPipeline(project, path)) === true
  } catch (error) {
    // Without the restored commit, only the trailer tells what the commit is. A missed build can be requested.
    if (error instanceof SetupError) return true
    throw error
  }
}

/**
 * True where a commit restores files of an official history exactly, and changes nothing else. A pull request with it
 * may have stale stages: the rollback made them so.
 * @param base the commit of the base branch, whose history has the restored commit
 */
export async function isExactRollback(project: Project, commit: string, base: string): Promise<boolean> {
  const { git } = project
  const to = (await git.notes(commit)).get(ROLLBACK_TRAILER)
  if (to === undefined || (await git.resolve(to)) === undefined || !(await git.isAncestor(to, base))) return false
  return (await notRestored(project, commit, to))?.length === 0
}

/**
 * The paths of a commit that do not have the content of the restored commit, without the ignore files of DVC and the
 * model card, whose text of the user stays.
 * @returns undefined for a commit that changes nothing, or has no parent
 */
async function notRestored(project: Project, commit: string, to: string): Promise<string[] | undefined> {
  const { git } = project
  const [parent] = await git.parents(commit)
  if (parent === undefined) return undefined
  const changed = await git.changedFiles(await git.ensureCommit(parent), commit)
  if (changed.length === 0) return undefined
  const different = new Set((await git.changedFiles(await git.ensureCommit(to), commit)).map(({ path }) => path))
  return changed
    .map(({ path }) => path)
    .filter((path) => different.has(path) && !isIgnoreFile(project, path) && !isCard(project, path))
}
