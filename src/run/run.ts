import { CancelledError, messageOf } from '../errors/errors.js'
import type { Pictures } from '../report/plots.js'
import type { Report, StepConclusion, StepReport } from '../report/report.js'
import type { Settings } from '../settings/settings.js'
import type { Host } from './host.js'
import type { SharedCache } from './shared-cache.js'
import { currentLog, hostOfSteps } from './step-log.js'

/** What a step tells about itself when it is not simply a success. */
export interface StepOutcome {
  conclusion?: StepConclusion
  message?: string
}

/** What is known of a run beside its report. */
export interface RunFacts {
  /** Version of the DVC that runs. */
  dvcVersion?: string
  /** Pictures among the plots, for the HTML page. */
  pictures?: Pictures
}

/** A part of the work of a step that was done before it, as `performance.now()` tells it. */
export interface Span {
  began: number
  ended: number
}

/** What every step may use. */
export interface Run {
  readonly settings: Settings
  readonly host: Host
  /** Aborted when the run is cancelled. */
  readonly signal: AbortSignal
  /** Filled as the run goes on, so that a report can be written whatever fails. */
  readonly report: Report
  /** What surfaces show beside the report; filled as the run goes on. */
  readonly facts: RunFacts
  /** What is done once the verdict is known, before surfaces show it. None of them throws. */
  readonly endings: (() => Promise<void>)[]
  /** What remembers files from run to run; absent on a laptop and where the runner offers none. */
  readonly cache?: SharedCache
  /**
   * Runs one named part of a flow in a group of the log and records its conclusion and seconds in the report.
   * The body gets `outcome`, which it fills when it wants to be more than a success. What it throws is recorded and rethrown.
   */
  step<T>(name: string, body: (outcome: StepOutcome) => Promise<T>, early?: Span): Promise<T>
  /** Records a step that had nothing to do, with the reason. */
  skip(name: string, reason: string): void
}

/** A run over the given settings. */
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
      seconds: roundSeconds(performance.now() - started + (early === undefined ? 0 : early.ended - early.began)),
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
      host.status(name)
      const end = host.begin(name)
      try {
        const value = await body(outcome)
        const conclusion = outcome.conclusion ?? 'success'
        record(name, conclusion, started, outcome.message, early)
        end(conclusion)
        return value
      } catch (error) {
        const conclusion = currentLog()?.isOptional === true && !signal.aborted ? 'warning' : 'failure'
        record(name, conclusion, started, messageOf(error), early)
        end(conclusion)
        throw error
      } finally {
        host.status(undefined)
      }
    },
    skip: (name, reason) => {
      record(name, 'skipped', performance.now(), reason)
    },
  }
}

/** Milliseconds as seconds with three digits. */
export function roundSeconds(milliseconds: number): number {
  return Math.round(milliseconds) / 1000
}
