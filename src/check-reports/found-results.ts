import { LARGEST_LINE, LONGEST_MESSAGE, LONGEST_NAME, LONGEST_PATH } from '../report/check-annotations.js'
import type { CheckFailure, CheckTotals } from '../report/check-report.js'
import { shorten } from '../report/escape.js'
import { withoutEscapes } from '../text/without-escapes.js'

/** The most bytes of one report file of a check. JUnit XML of 100,000 tests has a quarter of it. */
export const LARGEST_CHECK_REPORT = 64 * 1024 * 1024
/** Failures that a report keeps of one check. */
export const MOST_FAILURES = 100
/** Places of one failure that are tried. */
const MOST_PLACES = 20

/** A place as a tool wrote it: `file` is not yet a path of the repository. */
export interface FoundPlace {
  file: string
  /** From 1; another number is no line. */
  line?: number | undefined
  column?: number | undefined
}

/** One failure as a report file has it. */
export interface FoundFailure {
  name: string
  message: string
  /** The places that may be meant, the best one first. */
  places: readonly FoundPlace[]
}

/** A failure whose place is not yet known. */
export interface KeptFailure extends Pick<CheckFailure, 'name' | 'outcome' | 'message'> {
  places: readonly FoundPlace[]
  /** The folder of the report file, from which a tool may name files. */
  folder?: string
}

const OUTCOMES = ['failed', 'error', 'warning', 'notice'] as const
const TOTALS = { failed: 'failed', error: 'errors', warning: 'warnings', notice: 'warnings' } as const

/** Counts all results of the report files of one check, and keeps the most severe failures in bounds. */
export class FoundResults {
  readonly totals: CheckTotals = { passed: 0, failed: 0, errors: 0, skipped: 0, warnings: 0 }
  private readonly kept: Record<CheckFailure['outcome'], KeptFailure[]> = {
    failed: [],
    error: [],
    warning: [],
    notice: [],
  }

  /**
   * @param redact masks secrets, before a text is cut
   * @param root the folder of the repository, which texts name in vain
   */
  constructor(
    private readonly redact: (text: string) => string,
    private readonly root = '',
  ) {}

  pass(number = 1): void {
    this.totals.passed += number
  }

  skip(): void {
    this.totals.skipped++
  }

  /** @param failure is called only for a failure that is kept: most of 100,000 are not */
  fail(outcome: CheckFailure['outcome'], failure: () => FoundFailure): void {
    this.totals[TOTALS[outcome]]++
    if (this.kept[outcome].length >= MOST_FAILURES) return
    const { name, message, places } = failure()
    this.kept[outcome].push({
      name: this.shown(name, LONGEST_NAME) || 'unnamed',
      outcome,
      message: this.shown(message, LONGEST_MESSAGE) || 'no message',
      places: places.slice(0, MOST_PLACES).flatMap((place) => this.place(place)),
    })
  }

  /** Adds the results of a file in this folder. */
  add(other: FoundResults, folder: string): void {
    for (const key of Object.keys(this.totals) as (keyof CheckTotals)[]) this.totals[key] += other.totals[key]
    for (const outcome of OUTCOMES)
      for (const failure of other.kept[outcome].slice(0, MOST_FAILURES - this.kept[outcome].length))
        this.kept[outcome].push({ ...failure, folder })
  }

  /** The most severe failures, and the number of all others. */
  result(): { failures: KeptFailure[]; omitted: number } {
    const failures = OUTCOMES.flatMap((outcome) => this.kept[outcome]).slice(0, MOST_FAILURES)
    const { failed, errors, warnings } = this.totals
    return { failures, omitted: failed + errors + warnings - failures.length }
  }

  private shown(value: string, most: number): string {
    const text = this.redact(withoutEscapes(value)).trim()
    return shorten(this.root === '' ? text : text.replaceAll(`${this.root}/`, ''), most)
  }

  private place({ file, line, column }: FoundPlace): FoundPlace[] {
    if (file === '' || file.length > LONGEST_PATH || file.includes('\0')) return []
    const isNumber = (value: number | undefined) =>
      value !== undefined && Number.isInteger(value) && value >= 1 && value <= LARGEST_LINE
    return [
      {
        file: this.redact(file),
        ...(isNumber(line) ? { line, ...(isNumber(column) ? { column } : {}) } : {}),
      },
    ]
  }
}
