import type { Conclusion } from '../report/report.js'

/** A build that is in Git and in the remote. */
export interface PublishedBuild {
  /** The commit that was built. */
  source: string
  /** The commit that has the result; the source itself where nothing changed. */
  commit: string
}

/** The end of a run that did not fail. */
export interface Ending {
  conclusion: Conclusion
  message: string
  /** The official build that this run made or found. */
  landed?: PublishedBuild
  /** A build that was found in the branch of a pull request. */
  waiting?: { head: string; sha: string }
}
