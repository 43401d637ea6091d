import { describe, expect, test } from '@jest/globals'
import { CancelledError, SetupError } from '../../src/errors/errors.js'
import { errorReportOf, messageWithId } from '../../src/report/error-report.js'

describe('an error in the report', () => {
  test('an error of the catalogue keeps its message, key, value and remedy apart', () => {
    const details = { key: 'verify', value: 'size', remedy: 'Use exists.', path: 'dvc-ci.yaml', line: 3 }
    expect(errorReportOf(new SetupError('setting-invalid', "verify is 'size'.", details))).toEqual({
      id: 'setting-invalid',
      message: "verify is 'size'.",
      key: 'verify',
      value: 'size',
      remedy: 'Use exists.',
    })
  })

  test('an error without details has its identifier and message alone', () => {
    expect(errorReportOf(new CancelledError('cancelled', 'cancelled by SIGINT.'))).toEqual({
      id: 'cancelled',
      message: 'cancelled by SIGINT.',
    })
  })

  test.each([[new TypeError('t'), 't'] as const, ['text', 'text'] as const])(
    'an unexpected %p is internal',
    (thrown, message) => {
      expect(errorReportOf(thrown)).toEqual({ id: 'internal', message })
    },
  )

  test('the log shows the identifier after the message', () => {
    const error = { id: 'gate-closed', message: 'm' } as const
    expect(messageWithId({ message: 'The gate is closed.\n', error })).toBe('The gate is closed. [gate-closed]')
    expect(messageWithId({ message: 'All is well.' })).toBe('All is well.')
  })
})
