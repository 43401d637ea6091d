import type { Interval, SliceOfPredictions } from '../metrics/certainty.js'
import { askTableReader, type TablesProcess } from './tables.js'

/** Asks for the intervals of metrics from one table of predictions. */
export interface PredictionsRequest extends TablesProcess {
  file: {
    /** Its name in messages. */
    path: string
    /** Absolute path of the table of this change. */
    now: string
    /** That of the baseline; absent where there is none. */
    before?: string
    truth: string
    prediction?: string
    score?: string
    positive?: string
    slices: readonly string[]
    key: readonly string[]
  }
  metrics: readonly { name: string; value: number; baseline?: number }[]
  /** Largest difference between a metric and the value of the predictions, as a share of it. */
  tolerance: number
  /** Confidence of the intervals, between 0 and 1. */
  levels: readonly number[]
}

/** A metric as the predictions give it. Reasons are clauses without content of the table. */
export interface PredictedMetric {
  name: string
  /** The function that it is: `f1_macro`. */
  function?: string
  intervals?: Interval[]
  /** `unknown`: no function has such a name. */
  reason?: 'unknown'
  /** The value of the predictions, where it is not that of the metric. */
  given?: number
  /** The same of the baseline. */
  baseline_given?: number
  /** Why it has no interval. */
  lack?: string
  /** Why its change has none. */
  unpaired?: string
}

export interface PredictionsAnswer {
  rows?: number
  baseline_rows?: number
  metrics?: PredictedMetric[]
  slices?: SliceOfPredictions[]
  /** Why columns of `slices` name none, as a clause. */
  unsliced?: string
  /** Why the rows of both sides do not belong together, as a clause. */
  unpaired?: string
  /** Why the predictions of this change cannot be used, as a clause. */
  unread?: string
  /** They cannot be read without this package. */
  needs?: 'arrow'
}

/**
 * Computes intervals from predictions, in a process of its own.
 * @throws {CancelledError} the signal was aborted
 */
export async function askPredictions(request: PredictionsRequest): Promise<PredictionsAnswer> {
  const { file, metrics, tolerance, levels } = request
  const certainty = { file, metrics, tolerance, levels }
  const answers = await askTableReader<PredictionsAnswer>(request, [file.path], () => ({ tables: [], certainty }))
  return answers.get(file.path) ?? {}
}
