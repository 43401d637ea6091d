import { CancelledError, ProjectError } from '../../src/errors/errors.js'
import { reportFailure } from '../../src/report/failure.js'
import { emptyReport } from '../../src/report/report.js'

const report = () => emptyReport('lint', { sha: '', ref: 'main', event: 'push', trusted: true })
const ignored = () => undefined

test('an error of the project ends the run with 1 and a finding at its line', () => {
  const own = report()
  const error = new ProjectError('lint-failed', 'a stage is missing.', { path: 'dvc.lock', line: 3, remedy: 'Add it.' })
  expect(reportFailure(own, error, false, ignored)).toBe(1)
  expect(own).toMatchObject({
    conclusion: 'failure',
    message: 'a stage is missing. Add it.',
    error: { id: 'lint-failed' },
  })
  expect(own.lint).toEqual([
    { rule: 'lint-failed', path: 'dvc.lock', line: 3, severity: 'error', message: error.message, fix: 'Add it.' },
  ])
})

test('a cancelled run ends with 130 and the message begins with Stopped', () => {
  const own = report()
  expect(reportFailure(own, new CancelledError('cancelled', 'cancelled before setup.'), false, ignored)).toBe(130)
  expect(own).toMatchObject({ conclusion: 'cancelled', message: 'Stopped before setup.', error: { id: 'cancelled' } })
  expect(reportFailure(own, new Error('the process ended'), true, ignored)).toBe(130)
  expect(own.message).toBe('Stopped: the process ended')
})

test('an error inside dvc-ci ends the run with 3, and its stack is for the debug log', () => {
  const own = report()
  const logged: string[] = []
  expect(reportFailure(own, new TypeError('x is undefined'), false, (text) => logged.push(text))).toBe(3)
  expect(own.message).toBe(
    'An error inside dvc-ci: x is undefined. Please report it with the log of a run with --verbose.',
  )
  expect(logged.join()).toContain('TypeError: x is undefined')
})
