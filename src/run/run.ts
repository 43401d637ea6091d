import { CancelledError, messageOf } from '../errors/errors.js'
import type { Report, StepReport } from '../report/report.js'
import type { StepConclusion } from '../report/severity.js'
import { moveRemedy } from '../report/shell-remedy.js'
import type { PagePictures } from '../report/thumbnails.js'
import type { Settings } from '../settings/settings.js'
import { relativePath } from '../text/relative-path.js'
import { moment } from './failpoints.js'
import type { Host } from './host.js'
import type { SharedCache } from './shared-cache.js'
import { currentLog, hostOfSteps } from './step-log.js'

/** The conclusion of a step that is not simply a success. */
export interface StepOutcome {
  conclusion?: StepConclusion
  message?: string
}

/** Facts of a run besides its report. */
export interface RunFacts extends PagePictures {
  /** Version of the running DVC. */
  dvcVersion?: string
  /** Absolute path of the program `dvc` (setup). */
  dvcPath?: string
  /** Folder for PATH that has only `dvc`; absent if PATH already has it (setup). */
  pathFolder?: string
  /** What the set-up command asked to set for later steps, where the settings allow it. */
  exports?: SetupExports
  /** Absolute path of Git's own directory of the checkout. */
  gitDirectory?: string
  /** Top of the checkout, absolute. */
  root?: string
  /** The signed statements about the build, a Sigstore bundle a line. */
  provenance?: string
}

/** What a set-up command sets for what runs after it. */
export interface SetupExports {
  /** Absolute folders for PATH, in the order of their lines: the last one is searched first. */
  path: readonly string[]
  env: Readonly<Record<string, string>>
}

/** A part of the work of a step that was done before it, as `performance.now()` tells it. */
export interface Span {
  began: number
  ended: number
}

/** Shared by all steps. */
export interface Run {
  readonly settings: Settings
  readonly host: Host
  /** Aborted when the run is cancelled. */
  readonly signal: AbortSignal
  /** Filled during the run, so that a report can be written after any failure. */
  readonly report: Report
  /** Facts that surfaces show besides the report; filled during the run. */
  readonly facts: RunFacts
  /** Runs after the verdict and before the surfaces show it. No function throws. */
  readonly endings: (() => Promise<void>)[]
  /** Cache of files between runs; absent on a local machine and on runners without a cache. */
  readonly cache?: SharedCache
  /**
   * Runs one named step of a flow in a group of the log, and records its conclusion and seconds in the report.
   * The body may fill `outcome` with another conclusion than success. An error of the body is recorded and thrown
   * again.
   * @param early work of this step that ended before the call; its seconds count, in the log too
   */
  step<T>(name: string, body: (outcome: StepOutcome) => Promise<T>, early?: Span): Promise<T>
  /** Records a step that had nothing to do, with the reason. */
  skip(name: string, reason: string): void
}

/** A run with the given settings. */
export function createRun(
  settings: Settings,
  outer: Host,
  signal: AbortSignal,
  report: Report,
  cache?: SharedCache,
): Run {
  const host = hostOfSteps(outer)
  const began = performance.now()
  const record = (name: string, conclusion: StepConclusion, started: number, message?: string, early?: Span) => {
    const step: StepReport = {
      name,
      conclusion,
      started: roundSeconds((early?.began ?? started) - began),
      seconds: roundSeconds(performance.now() - started + lengthOf(early)),
      ...(message === undefined ? {} : { message: host.redact(message) }),
    }
    const log = currentLog()
    if (log === undefined) report.steps.push(step)
    else log.do(() => report.steps.push(step))
  }
  return {
    settings,
    host,
    signal,
    report,
    facts: {},
    endings: [],
    ...(cache === undefined ? {} : { cache }),
    async step(name, body, early) {
      if (signal.aborted) throw new CancelledError('cancelled', `cancelled before '${name}'.`)
      const started = performance.now()
      const outcome: StepOutcome = {}
      moment(`step ${name} begins`)
      host.status(name)
      const end = host.begin(name, started - lengthOf(early))
      try {
        const value = await body(outcome)
        const conclusion = outcome.conclusion ?? 'success'
        record(name, conclusion, started, outcome.message, early)
        end(conclusion)
        return value
      } catch (error) {
        moveRemedy(error, folderFromShell(settings))
        const conclusion = currentLog()?.isOptional === true && !signal.aborted ? 'warning' : 'failure'
        record(name, conclusion, started, messageOf(error), early)
        end(conclusion)
        throw error
      } finally {
        moment(`step ${name} ends`)
        host.status(undefined)
      }
    },
    skip: (name, reason) => {
      record(name, 'skipped', performance.now(), reason)
    },
  }
}

/** The working directory as the user's shell names it; empty if it stands there. */
export function folderFromShell({ shellFolder, workingDirectory }: Settings): string {
  return relativePath(shellFolder, workingDirectory)
}

/** Milliseconds of the work that was done early. */
function lengthOf(early: Span | undefined): number {
  return early === undefined ? 0 : early.ended - early.began
}

/** Milliseconds as seconds with three digits. */
export function roundSeconds(milliseconds: number): number {
  return Math.round(milliseconds) / 1000
}
