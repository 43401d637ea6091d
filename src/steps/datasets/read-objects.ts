import type { ObjectsAnswer, StoredObject } from '../../dvc/data-queries.js'
import type { UnreadReport } from '../../report/data-report.js'
import { type UnreadCause, unreadContent } from '../../report/unread-reasons.js'
import type { Project } from '../project/project.js'
import { askInTime } from './ask-in-time.js'

/** An object whose content is wanted, and the file of the project that has it. */
export interface WantedObject extends StoredObject {
  path: string
}

/**
 * The content of objects as files of this machine: from DVC's cache, else downloaded into it. Every byte of each was
 * hashed. Never fails: `unread` says what is not here.
 * @param limit bytes of all objects together, in this order: what does not fit is left out
 * @returns absolute paths by hash
 * @throws {CancelledError} the run was cancelled
 */
export async function localObjects(
  project: Project,
  wanted: readonly WantedObject[],
  limit: number,
): Promise<{ files: Map<string, string>; unread: UnreadReport[] }> {
  if (wanted.length === 0) return { files: new Map(), unread: [] }
  const { files, unread } = await ask(project, wanted, limit)
  return {
    files: new Map(Object.entries(files)),
    unread: wanted.flatMap(({ path, hash }): UnreadReport[] => {
      const cause: UnreadCause | undefined =
        files[hash] === undefined ? (unread[hash] ?? { reason: 'failed' }) : undefined
      return cause === undefined ? [] : [{ path, part: 'content', reason: unreadContent(cause, limit) }]
    }),
  }
}

async function ask(
  project: Project,
  wanted: readonly WantedObject[],
  limit: number,
): Promise<{ files: ObjectsAnswer['files']; unread: Record<string, UnreadCause> }> {
  const asked = await askInTime(project, (stop) => project.dvc.localObjects(wanted, limit, stop))
  if ('answer' in asked) return asked.answer
  return { files: {}, unread: Object.fromEntries(wanted.map(({ hash }) => [hash, asked.cause])) }
}
