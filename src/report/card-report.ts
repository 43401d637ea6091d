/** The model card that a build wrote. */
export interface CardReport {
  /** Relative to the repository. */
  path: string
}

/** The upload of a build to the Hugging Face Hub. */
export interface HubReport {
  /** `owner/name`. */
  repository: string
  url: string
  /** The commit on the Hub; absent where the Hub had the build already. */
  commit?: string
}

/** The release of a build on GitHub. */
export interface ReleaseReport {
  tag: string
  url: string
  /** The tag of the release that the notes compare with. */
  previous?: string
}
