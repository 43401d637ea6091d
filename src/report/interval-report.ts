/** How certain a metric is, from the predictions behind it: its interval by bootstrap. */
export interface IntervalReport {
  /** 0.95: of 100 such tables, 95 intervals have the true value. */
  confidence: number
  low: number
  high: number
  /** The interval of value - baseline on the same rows; absent where the rows of both sides do not belong together. */
  change_low?: number
  change_high?: number
  /** True where the interval of the change does not have 0. */
  significant?: boolean
  /** Rows of the predictions. */
  rows?: number
}
