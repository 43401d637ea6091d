import type { StepConclusion } from '../report/severity.js'

/**
 * Position of an annotation, as GitHub's workflow commands take it: a path relative to the repository, lines and columns
 * from 1.
 */
export interface SourceLocation {
  title?: string
  path?: string
  line?: number
  column?: number
}

/**
 * The output of a run: a runner's log with groups and annotations, or a terminal.
 * None of these methods ever writes a masked value.
 */
export interface Host {
  /** Plain progress, one line. */
  info(message: string): void
  /** Shown only if the user asked for details (`--verbose`, ACTIONS_STEP_DEBUG). */
  debug(message: string): void
  notice(message: string, place?: SourceLocation): void
  warning(message: string, place?: SourceLocation): void
  error(message: string, place?: SourceLocation): void
  /**
   * Output of a user's process. It is shown as it is and never read as a workflow command.
   * @param kind `installation`: output of an installer, which a terminal shows only with `--verbose`
   */
  output(text: string, kind?: 'installation'): void
  /**
   * Opens a group of the log.
   * @param since start of the group (as `performance.now()`); default: now
   * @returns a function that ends the group, with the conclusion of its step and its end; default: now
   */
  begin(name: string, since?: number): (conclusion: StepConclusion, until?: number) => void
  /** Runs a body in a group, and ends the group even if the body throws. */
  group<T>(name: string, body: () => Promise<T>): Promise<T>
  /**
   * The current activity and its start (as `performance.now()`; default: now). A terminal shows it with the elapsed
   * time; a log ignores it.
   */
  status(text: string | undefined, since?: number): void
  /**
   * The transfers that run now. A terminal shows them beside the current activity; a log ignores it.
   * @param draw gives the text for a number of cells; undefined: none runs
   */
  transfer(draw: ((cells: number) => string) | undefined): void
  /** Masks the value from now on as `***`; the runner masks it in all of its output. */
  mask(secret: string): void
  /** The text with every masked value replaced, for output that goes elsewhere (reports, logs in files). */
  redact(text: string): string
}
