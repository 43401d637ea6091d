import type { Severity, StepConclusion } from './severity.js'

/** One check of a validation. */
export interface CheckReport {
  name: string
  command: string
  conclusion: StepConclusion
  seconds: number
  /** The end of its output, redacted. */
  log: string
  /** What its tools annotated (`::error file=…::…`), the most severe first; absent without any. */
  annotations?: CheckAnnotation[]
  /** Annotations beyond the limit, which are only in the log. */
  annotations_omitted?: number
  /** What its report files say (`checks.NAME.report`); absent where none was read. */
  results?: CheckResults
}

/** What the report files of a check say. */
export interface CheckResults {
  /** The files that were read. */
  files: CheckFile[]
  totals: CheckTotals
  /** Failing tests, expectations and the like, the most severe first. */
  failures: CheckFailure[]
  /** Failures beyond the limit, which only the totals count. */
  failures_omitted?: number
}

export type CheckFormat = 'junit' | 'sarif' | 'great-expectations' | 'frictionless' | 'pandera'

/** One report file of a check. */
export interface CheckFile {
  /** Relative to the repository. */
  path: string
  format: CheckFormat
}

/** Numbers of tests (JUnit), results (SARIF), expectations, or of rules of a column that rows break (Frictionless, pandera). */
export interface CheckTotals {
  passed: number
  failed: number
  /** Tests that could not run, and expectations that raised an exception. */
  errors: number
  skipped: number
  /** Results below an error: warnings and notes of SARIF, expectations whose severity is no failure. */
  warnings: number
}

/** One failing test or expectation of a check. */
export interface CheckFailure extends Omit<CheckAnnotation, 'severity' | 'title'> {
  /** Of a test with its class or suite; of a data check the rule with its column. */
  name: string
  outcome: 'failed' | 'error' | 'warning' | 'notice'
}

/** One annotation by a tool of a check. */
export interface CheckAnnotation {
  severity: Severity
  title?: string
  message: string
  /** A file of the repository; absent where the tool named none. */
  path?: string
  line?: number
  column?: number
}
