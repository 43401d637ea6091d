import type { Conclusion } from '../report/report.js'

/** A build that Git and the remote have. */
export interface PublishedBuild {
  /** The commit that was built. */
  source: string
  /** The commit with the result; the source itself where the build changed nothing. */
  commit: string
}

/** The end of a run without an error. */
export interface Ending {
  conclusion: Conclusion
  message: string
  /** The official build that this run made or found. */
  official?: PublishedBuild
  /** A build of an earlier run, in the branch of an open pull request. */
  waiting?: { head: string; sha: string }
}

/**
 * True for a run without a build whose checkout has the data of the official version. A build of another commit has its
 * own dvc.lock.
 * @param head the checked-out commit
 */
export function isAboutCheckout({ conclusion, official, waiting }: Ending, head: string): boolean {
  return conclusion === 'success' && waiting === undefined && (official === undefined || official.commit === head)
}
