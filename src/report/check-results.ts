import type { CheckFailure, CheckReport, CheckTotals } from './check-report.js'
import type { Report } from './report.js'
import { code, placeCell, type Section, type Tone, text } from './section.js'
import type { Severity } from './severity.js'

/** Title of the section with the failing tests and expectations of checks. */
export const CHECK_RESULTS = 'Results of checks'

const WORDS: readonly [key: keyof CheckTotals, word: string, words: string][] = [
  ['failed', 'failed', 'failed'],
  ['errors', 'error', 'errors'],
  ['warnings', 'warning', 'warnings'],
  ['passed', 'passed', 'passed'],
  ['skipped', 'skipped', 'skipped'],
]

/** `2 failed, 1 error, 118 passed`; `none` for a report without a result. */
export function totalsText(totals: CheckTotals): string {
  const parts = WORDS.filter(([key]) => totals[key] > 0)
  return parts.map(([key, word, words]) => `${totals[key]} ${totals[key] === 1 ? word : words}`).join(', ') || 'none'
}

/** The totals of all checks together. */
export function totalsOf({ checks }: Pick<Report, 'checks'>): CheckTotals {
  const sum = (key: keyof CheckTotals) => checks.reduce((all, { results }) => all + (results?.totals[key] ?? 0), 0)
  return {
    passed: sum('passed'),
    failed: sum('failed'),
    errors: sum('errors'),
    skipped: sum('skipped'),
    warnings: sum('warnings'),
  }
}

/** True for results with a failing test or expectation; warnings are none. */
export function hasFailures({ failed, errors }: CheckTotals): boolean {
  return failed + errors > 0
}

/** How severe a failure is. A check that passed fails nothing. */
export function failureSeverity({ outcome }: CheckFailure, { conclusion }: CheckReport): Severity {
  if (outcome === 'warning' || outcome === 'notice') return outcome
  return conclusion === 'failure' ? 'error' : 'warning'
}

const TONES: Record<Severity, Tone> = { error: 'bad', warning: 'warn', notice: 'plain' }

/** The failing tests and expectations of all checks, those of failed checks first. */
export function checkResults({ checks }: Pick<Report, 'checks'>): Section {
  const failedFirst = [...checks].sort(
    (a, b) => Number(b.conclusion === 'failure') - Number(a.conclusion === 'failure'),
  )
  return {
    title: CHECK_RESULTS,
    columns: ['', 'Check', 'Where', 'Test', 'What'],
    below: [4],
    rows: failedFirst.flatMap((check) => [
      ...(check.results?.failures ?? []).map((failure) => ({
        tone: TONES[failureSeverity(failure, check)],
        cells: [text(failure.outcome), code(check.name), placeCell(failure), code(failure.name), text(failure.message)],
      })),
      ...(check.results?.failures_omitted === undefined
        ? []
        : [
            {
              tone: 'plain' as const,
              cells: [
                text(''),
                code(check.name),
                code(''),
                code(''),
                text(
                  `${check.results.failures_omitted} more are in ${check.results.files.map(({ path }) => path).join(', ')}`,
                ),
              ],
            },
          ]),
    ]),
  }
}

/** `tests/test_area.py:16 test_square: assert 2 == 1`: one failure as a clause. */
export function failureClause({ name, message, path, line }: CheckFailure): string {
  const place = path === undefined ? '' : ` (${line === undefined ? path : `${path}:${line}`})`
  return `${name}${place}: ${message.split('\n', 1)[0] ?? ''}`
}
