/** The slice that a metric belongs to: a part of the data that the evaluation measures alone. */
export interface SliceReport {
  /** The property that tells the slices apart: `region`; several columns with a plus sign: `region+sex`. */
  dimension: string
  /** Its value: `eu`; of several columns with a plus sign: `eu+f`. */
  value: string
  /** The metric within the slice: `recall`. */
  metric: string
  /** Number of rows of the slice; absent where the evaluation does not write it. */
  support?: number
  baseline_support?: number
}

/** The slice that a policy `worst(…)` reports. */
export interface WorstSliceReport {
  /** The metrics file. */
  path: string
  /** Dotted key of the metric without the file. */
  name: string
  /** The metric and the slice, for readers: `recall of region=eu`. */
  label: string
  /** Number of slices that were judged. */
  of: number
  /** Number of slices that failed. */
  failed?: number
  /** Number of slices that were not judged, because they have fewer rows than `min_support`. */
  small?: number
}

/** A slice for readers: `region=eu`; of several columns `region=eu, sex=f`. */
export function sliceLabel({ dimension, value }: Pick<SliceReport, 'dimension' | 'value'>): string {
  const [names, values] = [dimension.split('+'), value.split('+')]
  // A name or a value may have a plus sign itself.
  return names.length === values.length
    ? names.map((name, index) => `${name}=${values[index] ?? ''}`).join(', ')
    : `${dimension}=${value}`
}
