/**
 * Why an entry of a metrics file is not a finite number.
 *
 * - `file`: the whole file has no value (absent, empty, broken, too deep)
 * - `not-finite`: NaN, an infinity, or a number too large for a double such as 1e400
 * - `duplicate`: the same name is given twice, so neither value counts
 * - `quoted`: text that reads like a number, `"0.97"` or `"nan"`
 * - `other`: text, true or false, null, a list or a date; common in metrics files, and harmless unless a policy needs a number
 */
export type ProblemKind = 'file' | 'not-finite' | 'duplicate' | 'quoted' | 'other'

export interface Problem {
  kind: ProblemKind
  path: string
  /** Dotted name; absent for a problem of the whole file. */
  name?: string
  /** The line in the file, from 1, where it is known. */
  line?: number
  /** The value there, as a phrase: `NaN`, `the text "forest"`, `a list`, `several values`. */
  seen: string
  /** The problem as a sentence without its final period. */
  message: string
}

/** The slice that an entry belongs to: a part of the data that the evaluation measures alone. */
export interface SliceEntry {
  /** The property that tells the slices apart: `region`; several columns with a plus sign: `region+sex`. */
  dimension: string
  /** Its value: `eu`; of several columns with a plus sign: `eu+f`. */
  value: string
  /** The metric within the slice: `recall`. */
  metric: string
  /** True for the number of rows of the slice, which is no metric. */
  isSupport?: true
}

/** One entry of a metrics file: a finite number, or the reason why it is none. */
export type Leaf = ({ value: number } | { problem: Problem }) & { line?: number; slice?: SliceEntry }

/** A parsed metrics file. Its entries are in the order of the file. */
export interface ParsedFile {
  path: string
  leaves: ReadonlyMap<string, Leaf>
  /** Set where the whole file has no value; `leaves` is empty then. */
  problem?: Problem
}

/** Metrics files by workspace path. */
export type MetricFiles = ReadonlyMap<string, ParsedFile>

/** The line as an object to spread; empty where the line is unknown. */
export function lineOf(at: { line?: number }): { line?: number } {
  return at.line === undefined ? {} : { line: at.line }
}
