import type { MadeCommit } from '../../git/commit.js'
import type { CommitReport } from '../../report/report.js'
import type { CommitMethod } from '../../settings/settings.js'

/** The topic of a pull request by dvc-ci. The name of its branch contains it. */
export type PullTopic = 'build' | 'rollback' | 'retrain'

/** A commit to publish. */
export interface Publication {
  commit: MadeCommit
  /** The branch that receives it. */
  branch: string
  topic: PullTopic
  /** Title of a pull request. */
  title: string
  /** The content of a pull request, in one sentence. */
  summary: string
  /** The trailers of the commit. The text of a pull request has them too. */
  trailers: Readonly<Record<string, string>>
  /**
   * Why a new tip makes the commit useless, as far as Git can tell; undefined where it does not.
   * The caller itself checks for files of the commit that others changed.
   */
  overtaken: (tip: string) => Promise<string | undefined>
  /** The tip of the branch, fetched a moment ago (`push` and `api`). */
  tip?: Promise<string | undefined> | undefined
  /** Waits for readers of the workspace, before the commit moves to a new tip. */
  beforeMove: () => Promise<void>
  /** Called while the workspace has the commit on top of a new tip (`push` and `api`). */
  isStillFresh: (tip: string) => Promise<{ fresh: true } | { fresh: false; reason: string }>
}

/** The result of publishing a commit. */
export type PublishedCommit =
  | { kind: 'committed'; sha: string; report: CommitReport }
  | { kind: 'not-committed'; paths: string[] }
  | { kind: 'superseded'; reason: string; tip?: string }

const SKIP = ' [skip ci]'

/**
 * The first line of a commit message, with `[skip ci]` except in a pull request.
 * GitHub starts no workflow for a commit with the marker: the checks of a pull request would stay pending.
 */
export function subjectFor(method: CommitMethod, subject: string): string {
  const bare = subject.endsWith(SKIP) ? subject.slice(0, -SKIP.length) : subject
  return method === 'pull-request' ? bare : `${bare}${SKIP}`
}
