import { lintErrors, lintSummary } from '../../src/report/lint-summary.js'
import type { Finding } from '../../src/report/report.js'

const error: Finding = { rule: 'lock', severity: 'error', path: 'dvc.lock', message: 'a stage is missing.' }
const warning: Finding = { rule: 'notebooks', severity: 'warning', message: 'a notebook has outputs.' }

test('the message of a failed lint with one error has its path and its message', () => {
  expect(lintErrors([warning, error])).toBe('dvc.lock: a stage is missing.')
})

test('the message of a failed lint with several errors counts them and has the first', () => {
  const placeless: Finding = { rule: 'lock', severity: 'error', message: 'a stage is missing.' }
  expect(lintErrors([placeless, error])).toBe('2 errors, the first: a stage is missing.')
})

test('findings without an error give no message of a failed lint', () => {
  expect(lintErrors([warning])).toBeUndefined()
})

test('the summary of a passed lint counts warnings and notices', () => {
  expect(lintSummary([])).toBe('All lint rules passed.')
  expect(lintSummary([warning])).toBe('No errors; 1 warning or notice.')
  expect(lintSummary([warning, warning])).toBe('No errors; 2 warnings and notices.')
})
