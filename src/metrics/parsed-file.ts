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

/** One entry of a metrics file: a finite number, or the reason why it is none. */
export type Leaf = { value: number; line?: number } | { problem: Problem; line?: number }

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
