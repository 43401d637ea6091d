import { count } from '../text/words.js'
import type { UnreadReport } from './data-report.js'
import { formatBytes } from './numbers.js'

/** Why the manifest of a folder or the content of a file was not read. */
export type UnreadCause =
  | { reason: 'missing' | 'altered' | 'imported' | 'versions' | 'too-long' | 'absent' | 'unlocked' | 'failed' }
  | { reason: 'late' }
  // The repository of an import, without credentials.
  | { reason: 'source'; url: string; message: string }
  // A remote may not tell the size.
  | { reason: 'limit'; size?: number }
  | { reason: 'remote' | 'error'; message: string }

/** Why the manifest of a folder was not read, as a clause. @param of the baseline, or other data */
export function unreadFiles(cause: UnreadCause, of?: 'the baseline' | (string & {})): string {
  const manifest = of === undefined ? 'its manifest' : `the manifest of ${of}`
  switch (cause.reason) {
    case 'missing':
      return `neither the cache nor the remote has ${manifest}`
    case 'altered':
      return `${manifest} differs from its hash`
    case 'imported':
      return `${manifest} is only in the repository that it comes from`
    case 'versions':
      return `a remote that keeps versions of files has no manifests, and no commit lists the files of ${of ?? 'the folder'}`
    case 'too-long':
      return `${manifest} has more than 256 MB`
    case 'absent':
      return `${of ?? 'this path'} is no data of the project`
    case 'unlocked':
      return 'dvc.lock has no hash of it'
    case 'source':
      return `${manifest} cannot be read at its source (${cause.url}): ${cause.message}`
    case 'late':
      return `${manifest} was not read within data.timeout`
    case 'remote':
    case 'error':
      return `${manifest} cannot be read: ${cause.message}`
    case 'failed':
    case 'limit':
      return `${manifest} could not be downloaded`
  }
}

/** The reason why the content of a file was not read, as a clause. @param limit bytes of `data.limit` */
export function unreadContent(cause: UnreadCause, limit: number): string {
  switch (cause.reason) {
    case 'source':
      return `it cannot be read at its source (${cause.url}): ${cause.message}`
    case 'late':
      return 'it was not downloaded within data.timeout'
    case 'limit':
      if (cause.size === undefined)
        return `it does not fit in data.limit (${formatBytes(limit)}), and its remote does not tell its size`
      return cause.size > limit
        ? `it has ${formatBytes(cause.size)}, more than data.limit (${formatBytes(limit)})`
        : `it has ${formatBytes(cause.size)}, and other data used most of data.limit (${formatBytes(limit)})`
    case 'altered':
      return 'its object in the cache differs from its hash'
    case 'imported':
      return 'it is only in the repository that it comes from'
    case 'remote':
    case 'error':
      return cause.message
    case 'failed':
      return 'its download failed'
    case 'missing':
    case 'versions':
    case 'absent':
    case 'unlocked':
    case 'too-long':
      return 'neither the cache nor the remote has it'
  }
}

/** Tables of a folder beyond the limit, as a clause. */
export function furtherTables(omitted: number, most: number): string {
  return `${count(omitted, 'further changed table')} of it, because ${most} are read at most`
}

/** The part of data that `data.diff` leaves out, as a clause. */
export function notDescribed(diff: 'none' | 'files'): string {
  return `\`data.diff: ${diff}\` leaves it out`
}

/** Rows of other data that could not be looked for. @param unread the one of both tables that was not read */
export function leakUnread(path: string, of: string, unread = of): UnreadReport {
  return { path, part: 'content', reason: `rows of ${of} were not looked for in it, because ${unread} was not read` }
}

/** A reason that further files share. */
export function andMore(reason: string, files: number): string {
  return files === 0 ? reason : `${reason} (and ${count(files, 'more file')})`
}
