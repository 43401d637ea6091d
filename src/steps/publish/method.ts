import type { MadeCommit } from '../../git/commit.js'
import type { CommitReport } from '../../report/report.js'
import type { CommitMethod } from '../../settings/settings.js'

/** What a pull request of ours is about: its branch is found again by it. */
export type PullTopic = 'build' | 'rollback' | 'retrain'

/** One commit that is to be published. */
export interface Publication {
  commit: MadeCommit
  /** The branch that it is for. */
  branch: string
  topic: PullTopic
  /** Title of a pull request. */
  title: string
  /** What a pull request brings, in one sentence. */
  summary: string
  /** Those of the commit; a pull request carries them on. */
  trailers: Readonly<Record<string, string>>
  /** Why the commit is of no use on top of a new tip, as far as Git can tell; files of ours that others changed are looked at without it. */
  overtaken: (tip: string) => Promise<string | undefined>
  /** The tip of the branch, asked for a moment ago (`push` and `api`). */
  tip?: Promise<string | undefined> | undefined
  /** Waits for readers of the working tree, before the commit moves to a new tip. */
  beforeMove: () => Promise<void>
  /** Asked with the working tree at our commit on top of a new tip (`push` and `api`). */
  isStillFresh: (tip: string) => Promise<{ fresh: true } | { fresh: false; reason: string }>
}

/** How publishing ended. */
export type PublishedCommit =
  | { kind: 'committed'; sha: string; report: CommitReport }
  | { kind: 'not-committed'; paths: string[] }
  | { kind: 'superseded'; reason: string; tip?: string }

const SKIP = ' [skip ci]'

/** The first line of a commit's message. GitHub starts no workflow for one with the marker, which would leave a pull request's checks pending for ever. */
export function subjectFor(method: CommitMethod, subject: string): string {
  const bare = subject.endsWith(SKIP) ? subject.slice(0, -SKIP.length) : subject
  return method === 'pull-request' ? bare : `${bare}${SKIP}`
}
