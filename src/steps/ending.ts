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
