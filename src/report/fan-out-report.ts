/** One job of a build on several machines. */
export interface FanOutJobReport {
  id: string
  /** From 1; a level starts when the one before has ended. */
  level: number
  stages: string[]
  /** Label of its runner, or several (of a plan). */
  runs_on?: string | string[]
  /** Image of its container, where it has one (of a plan). */
  container?: string
  conclusion?: 'success' | 'failure'
  /** Seconds of its stages, with the push of their outputs. */
  seconds?: number
  /** The end of its output, redacted, where it failed. */
  log?: string
}

/** The plan of a build on several machines. */
export interface FanOutReport {
  /** The plan, for the other jobs. */
  plan?: string
  /** The file that `stage` wrote. */
  fragment?: string
  jobs: FanOutJobReport[]
}
