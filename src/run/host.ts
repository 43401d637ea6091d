import type { StepConclusion } from '../report/report.js'

/** Where an annotation points, as GitHub's workflow commands take it: a path relative to the repository, lines from 1. */
export interface Place {
  title?: string
  path?: string
  line?: number
}

/**
 * What a run says to the one who started it: a runner's log with groups and annotations, or a terminal.
 * Nothing that is masked is ever written by any of these.
 */
export interface Host {
  /** Plain progress, one line. */
  info(message: string): void
  /** Only shown when the user asked for details (`--verbose`, ACTIONS_STEP_DEBUG). */
  debug(message: string): void
  notice(message: string, place?: Place): void
  warning(message: string, place?: Place): void
  error(message: string, place?: Place): void
  /** Output of a process of the user's, shown as it is but never interpreted as a workflow command. */
  output(text: string): void
  /**
   * Opens a group of the log.
   * @param since when it began, as `performance.now()` tells it; default: now
   * @returns ends the group, with the conclusion of its step and when it ended; default: now
   */
  begin(name: string, since?: number): (conclusion: StepConclusion, until?: number) => void
  /** Runs a body in a group, which ends however the body does. */
  group<T>(name: string, body: () => Promise<T>): Promise<T>
  /** What is running now, and since when (as `performance.now()` tells it; default: now); a terminal shows it live with the elapsed time, a log ignores it. */
  status(text: string | undefined, since?: number): void
  /** From now on the value is shown as `***` (and by the runner in everything it prints). */
  mask(secret: string): void
  /** The text with every masked value replaced: for whatever is written elsewhere (reports, logs in files). */
  redact(text: string): string
}
