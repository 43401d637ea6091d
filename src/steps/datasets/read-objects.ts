import type { ObjectsAnswer, StoredObject } from '../../dvc/data-queries.js'
import type { UnreadReport } from '../../report/data-report.js'
import { type UnreadCause, unreadContent } from '../../report/unread-reasons.js'
import type { Project } from '../project/project.js'
import { askInTime } from './ask-in-time.js'

/** An object whose content is wanted, and the file of the project that has it. */
export interface WantedObject extends StoredObject {
  path: string
}

/** The objects of one side that are files of this machine. */
export interface LocalObjects {
  /** Absolute paths by hash. */
  files: Map<string, string>
  unread: UnreadReport[]
  /** What they used of the limit. */
  bytes: number
}

/**
 * The content of objects as files of this machine: from DVC's cache, else downloaded into it. Every byte of each was
 * hashed. Never fails: `unread` says what is not here.
 * @param limit bytes of all objects of this side together, in this order: what does not fit is left out
 * @param left bytes of it that are not used yet
 * @throws {CancelledError} the run was cancelled
 */
export async function localObjects(
  project: Project,
  wanted: readonly WantedObject[],
  limit: number,
  left = limit,
): Promise<LocalObjects> {
  if (wanted.length === 0) return { files: new Map(), unread: [], bytes: 0 }
  const { files, unread, bytes } = await ask(project, wanted, left)
  return {
    bytes,
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
): Promise<Pick<ObjectsAnswer, 'files' | 'bytes'> & { unread: Record<string, UnreadCause> }> {
  const asked = await askInTime(project, (stop) => project.dvc.localObjects(wanted, limit, stop))
  if ('answer' in asked) return asked.answer
  return { files: {}, bytes: 0, unread: Object.fromEntries(wanted.map(({ hash }) => [hash, asked.cause])) }
}
