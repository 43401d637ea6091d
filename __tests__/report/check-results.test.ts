import { describe, expect, test } from '@jest/globals'
import { annotationsOf } from '../../src/report/annotations.js'
import { causesOf } from '../../src/report/causes.js'
import type { CheckReport } from '../../src/report/check-report.js'
import { passedWithFailures, reportFileFinding } from '../../src/report/check-report-findings.js'
import { checkResults, totalsText } from '../../src/report/check-results.js'
import { renderComment } from '../../src/report/comment.js'
import { renderPage } from '../../src/report/html/page.js'
import { renderJunit } from '../../src/report/junit.js'
import { emptyReport, type Report } from '../../src/report/report.js'
import { renderSummary } from '../../src/report/summary.js'
import { renderTerminal } from '../../src/report/terminal.js'
import { parseReport } from '../../src/report/whole-report.js'

const TOTALS = { passed: 118, failed: 1, errors: 1, skipped: 2, warnings: 0 }
const UNIT: CheckReport = {
  name: 'unit',
  command: 'pytest',
  conclusion: 'failure',
  seconds: 3,
  log: '1 failed\n',
  results: {
    files: [{ path: 'r.xml', format: 'junit' }],
    totals: TOTALS,
    failures: [
      {
        name: 'tests.test_a.test_b',
        outcome: 'failed',
        message: 'assert 1 == 2\n + where',
        path: 'tests/test_a.py',
        line: 3,
      },
      { name: 'tests.test_a.test_c', outcome: 'error', message: 'no database' },
    ],
    failures_omitted: 7,
  },
}

const PAGE = { assets: { style: '', script: '', charts: '' }, version: '0.1.0' }

function report(...checks: CheckReport[]): Report {
  const failed = checks.some(({ conclusion }) => conclusion === 'failure')
  return {
    ...emptyReport('validate', { sha: 'a'.repeat(40), ref: 'refs/heads/x', event: 'push', trusted: true }),
    conclusion: failed ? 'failure' : 'success',
    message: failed ? 'the check unit failed.' : '1 check passed.',
    ...(failed ? { error: { id: 'check-failed' as const, message: 'the check unit failed.' } } : {}),
    checks,
  }
}

describe('the results of checks', () => {
  test('are rows, the failures of failed checks first', () => {
    const warned: CheckReport = {
      ...UNIT,
      name: 'lint',
      conclusion: 'warning',
      results: {
        files: [],
        totals: TOTALS,
        failures: [
          { name: 'ruff F401', outcome: 'failed', message: 'm' },
          { name: 'n', outcome: 'notice', message: 'm' },
        ],
      },
    }
    const { rows } = checkResults(report(warned, UNIT))
    expect(rows.map(({ tone, cells }) => [tone, ...cells.map(({ text }) => text)])).toEqual([
      ['bad', 'failed', 'unit', 'tests/test_a.py:3', 'tests.test_a.test_b', 'assert 1 == 2\n + where'],
      ['bad', 'error', 'unit', '', 'tests.test_a.test_c', 'no database'],
      ['plain', '', 'unit', '', '', '7 more are in r.xml'],
      // A check that passed fails nothing.
      ['warn', 'failed', 'lint', '', 'ruff F401', 'm'],
      ['plain', 'notice', 'lint', '', 'n', 'm'],
    ])
  })

  test.each([
    [TOTALS, '1 failed, 1 error, 118 passed, 2 skipped'],
    [{ passed: 0, failed: 0, errors: 0, skipped: 0, warnings: 0 }, 'none'],
    [{ passed: 0, failed: 0, errors: 2, skipped: 0, warnings: 1 }, '2 errors, 1 warning'],
  ])('%j are %s', (totals, words) => expect(totalsText(totals)).toBe(words))

  test('name the failures in the cause, with the place of the first', () => {
    expect(causesOf(report(UNIT))[0]).toMatchObject({
      title: "The check unit failed ('pytest'): 1 failed, 1 error, 118 passed, 2 skipped.",
      place: { path: 'tests/test_a.py', line: 3 },
      folded: ['tests.test_a.test_b (tests/test_a.py:3): assert 1 == 2', 'tests.test_a.test_c: no database'],
    })
  })

  test('are annotations at their lines, in place of the annotation of the check', () => {
    const annotation = { severity: 'error', title: 'unit: tests.test_a.test_b', path: 'tests/test_a.py', line: 3 }
    expect(annotationsOf(report(UNIT))).toEqual([{ ...annotation, message: 'assert 1 == 2\n + where' }])
    expect(annotationsOf(report({ ...UNIT, conclusion: 'warning' }))).toMatchObject([
      { ...annotation, severity: 'warning' },
    ])
  })

  test('are annotated once where the tool printed the same line, and 50 times at most', () => {
    const printed = { severity: 'error' as const, message: 'printed', path: 'tests/test_a.py', line: 3 }
    expect(annotationsOf(report({ ...UNIT, annotations: [printed] })).map(({ message }) => message)).toEqual([
      'printed',
    ])
    const failures = Array.from({ length: 100 }, (_, line) => ({
      name: 'n',
      outcome: 'failed' as const,
      message: 'm',
      path: 'a.py',
      line: line + 1,
    }))
    const many = { ...UNIT, annotations: [printed], results: { files: [], totals: TOTALS, failures } }
    expect(annotationsOf(report(many))).toHaveLength(50)
  })

  test('are on every surface', () => {
    const of = report(UNIT)
    for (const text of [
      renderTerminal(of),
      renderSummary(of),
      renderComment(of, { project: '' }),
      renderPage(of, PAGE),
      renderJunit(of),
    ]) {
      expect(text).toMatch(/test(?:_|&#95;)b/)
      expect(text).toContain('118 passed')
      expect(text).toMatch(/tests\/test&#95;a\.py:3|tests\/test_a\.py:3/)
    }
  })

  test('are test cases of their own in JUnit XML; those of a check that passed fail nothing', () => {
    const failed = renderJunit(report(UNIT))
    expect(failed).toContain('<testsuite name="dvc-ci.checks.unit" tests="3" failures="1" errors="1" skipped="0">')
    expect(failed).toContain('<testcase name="tests.test_a.test_b" classname="dvc-ci.checks.unit">')
    expect(renderJunit(report({ ...UNIT, conclusion: 'warning' }))).toContain(
      '<testsuite name="dvc-ci.checks.unit" tests="3" failures="0" errors="0" skipped="0">',
    )
  })

  test('show Markdown, HTML, control characters and commands of a runner as text', () => {
    const evil = '<img src=x onerror=alert(1)> **b** | `c` @team #1 \u202e\x1b[31m\n::error::x\n##[error]y'
    const failures = [{ name: evil, outcome: 'failed' as const, message: evil, path: 'a.py', line: 1 }]
    const of = report({ ...UNIT, results: { files: [], totals: TOTALS, failures } })
    for (const text of [renderSummary(of), renderComment(of, { project: '' }), renderPage(of, PAGE), renderJunit(of)]) {
      expect(text).not.toContain('<img src=x')
      expect(text).not.toMatch(/[\u202e\x1b]/)
    }
    // A program may print these, and a runner reads them.
    for (const text of [renderSummary(of), renderComment(of, { project: '' }), renderJunit(of)])
      expect(text).not.toMatch(/^::error/m)
    for (const markdown of [renderSummary(of), renderComment(of, { project: '' })])
      expect(markdown).not.toMatch(/\*\*b\*\*|@team|##\[/)
    expect(renderTerminal(of)).not.toMatch(/[\u202e\x1b]|^::error/m)
  })

  test('are read again from report.json', () => {
    const of = report(UNIT)
    expect(parseReport(JSON.stringify(of))).toEqual(of)
  })
})

describe('a report file that was not read', () => {
  test.each([
    [{ kind: 'missing', path: 'r.xml' } as const, 'check-report-missing', /wrote no file r\.xml.*--junitxml=r\.xml/],
    [{ kind: 'missing', path: 'out/*.json' } as const, 'check-report-missing', /--junitxml=FILE/],
    [{ kind: 'stale', paths: ['a.xml'] } as const, 'check-report-missing', /a\.xml is from before the check/],
    [{ kind: 'stale', paths: ['a.xml', 'b.xml'] } as const, 'check-report-missing', /a\.xml, b\.xml are from before/],
    [
      { kind: 'unreadable', path: 'r.xml', fault: 'it is empty' } as const,
      'check-report-unreadable',
      /it is empty\. Let/,
    ],
    [{ kind: 'large', path: 'r.xml', size: 1e8, most: 64 * 2 ** 20 } as const, 'check-report-unreadable', /MB/],
    [
      { kind: 'large', path: 'r.xml', size: undefined, most: 64 * 2 ** 20 } as const,
      'check-report-unreadable',
      /more than/,
    ],
    [{ kind: 'outside', path: 'r.xml' } as const, 'check-report-unreadable', /leads out of the project/],
    [{ kind: 'many', path: '*.xml', read: 100 } as const, 'check-report-unreadable', /more than 100 files/],
  ])('%j is a warning with the key, the path and a remedy', (problem, rule, message) => {
    const finding = reportFileFinding('unit', problem)
    expect(finding).toMatchObject({ rule, severity: 'warning' })
    expect(finding.message).toMatch(/^checks\.unit\.report: /)
    expect(finding.message).toMatch(message)
  })

  test('a check that passed with failures names its file and numbers', () => {
    expect(passedWithFailures('unit', TOTALS, ['r.xml']).message).toBe(
      'The check unit ended with exit code 0, but its report (r.xml) has failures: 1 failed, 1 error, 118 passed, 2 skipped. Let the command end with the exit code of the tool, or let the tool report them as warnings.',
    )
  })
})
