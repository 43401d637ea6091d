import fc from 'fast-check'
import {
  formatBytes,
  formatChange,
  formatDifference,
  formatElapsed,
  formatNumber,
  formatSeconds,
  unbroken,
} from '../../src/report/numbers.js'
import { gateNumber } from '../../src/report/policy-state.js'
import type { PolicyReport } from '../../src/report/report.js'

test.each([
  [0.95, undefined, '0.95'],
  [1, undefined, '1'],
  [1e-7, undefined, '1e-7'],
  [0.9512345678901, undefined, '0.951235'],
  [12345678901, undefined, '12345678901'],
  [0.94999999999, 0.95, '0.94999999999'],
  [0.9512345678901, 0.95, '0.951235'],
  [-0.1234567890123, undefined, '-0.123457'],
])('the number %p beside %p is %s', (value, against, expected) => {
  expect(formatNumber(value, against)).toBe(expected)
})

test('a rounding error shows no 16 digits', () => {
  expect(formatNumber(0.9305555555555556, 0.9305555555555555)).toBe('0.930556')
  expect(formatNumber(0.93055556, 0.9305555555555556)).toBe('0.93055556')
})

test('the gate shows six digits, and more where a value would look equal to the bound that it misses', () => {
  const rule = (text: string): PolicyReport => ({
    metric: 'a',
    rule: text,
    passed: false,
    severity: 'error',
    message: '',
  })
  expect(gateNumber(0.9305555555555556, [rule('min: 0.95')], 0.930556)).toBe('0.9305556')
  expect(gateNumber(0.9305555555555556, [rule('min: 0.95'), rule('max_drop: 1%')], 0.9512345678901)).toBe('0.930556')
  expect(gateNumber(0.94999999999999, [rule('min: 0.95')])).toBe('0.94999999999999')
  expect(gateNumber(0.95, [rule('min: 0.95')])).toBe('0.95')
})

test('a number keeps at least four significant digits, and different numbers never look the same', () => {
  const finite = fc.double({ noNaN: true, noDefaultInfinity: true })
  fc.assert(
    fc.property(finite, finite, (a, b) => {
      expect(Math.abs(Number(formatNumber(a)) - a)).toBeLessThanOrEqual(Math.abs(a) * 5e-5)
      // A difference in the last digits of a double is a rounding error.
      if (Math.abs(a - b) > 1e-11 * Math.max(Math.abs(a), Math.abs(b)))
        expect(formatNumber(a, b)).not.toBe(formatNumber(b, a))
    }),
  )
})

test.each([
  [0.1 + 0.2 - 0.3 + 0.01, '+0.01'],
  [-0.04, '-0.04'],
  [0, '0'],
  [-0, '0'],
  [123_456_789, '+123456789'],
  [-1_234_567.25, '-1234567'],
  [12_345.678_9, '+12345.7'],
  [1e21, '+1e21'],
  [-2.5e-9, '-2.5e-9'],
  [Number.NaN, 'NaN'],
  [Infinity, '+Infinity'],
  [-Infinity, '-Infinity'],
])('the change %p is %s', (change, expected) => {
  expect(formatChange(change)).toBe(expected)
})

test.each([
  [0.3, 0.1, '+0.2'],
  [0.1 + 0.2, 0.3, '0'],
  [0.972145, 0.977716, '-0.005571'],
  [10_000_000_001, 1, '+10000000000'],
  [1e-9, 0, '+1e-9'],
  [0.9305555555555556, 0.9305555555555555, '0'],
  [Number.NaN, 0.5, 'NaN'],
  [Infinity, Infinity, 'NaN'],
  [Number.MAX_VALUE, -Number.MAX_VALUE, '+Infinity'],
])('the difference of %p and %p is %s', (value, baseline, expected) => {
  expect(formatDifference(value, baseline)).toBe(expected)
})

test('property: no number has more than 17 digits beside its exponent, and none has the digits of a rounding error', () => {
  const short = fc.integer({ min: -1_000_000, max: 1_000_000 }).map((number) => number / 10_000)
  fc.assert(
    fc.property(short, short, (a, b) => {
      for (const text of [formatNumber(a + b), formatDifference(a, b), formatChange(a - b)])
        expect(text).toMatch(/^[+-]?\d{1,3}(?:\.\d{1,6})?$|^[+-]?\d\.?\d{0,5}e-\d+$/)
      expect(Number(formatDifference(a, b))).toBeCloseTo(a - b, 2)
    }),
  )
})

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1 kB'],
  [999_999, '1 MB'],
  [12_345_678, '12.3 MB'],
  [5e9, '5 GB'],
  [3e15, '3 PB'],
  [4e18, '4000 PB'],
  [1e40, '1e25 PB'],
  [1234.5678 / 10, '123 B'],
  [-12_345, '-12.3 kB'],
])('%p bytes are %s', (bytes, expected) => {
  expect(formatBytes(bytes)).toBe(expected)
})

test.each([
  [0, '0.00 s'],
  [0.4249, '0.42 s'],
  [9.999, '10.0 s'],
  [59.94, '59.9 s'],
  [59.96, '1 min 00 s'],
  [192.4, '3 min 12 s'],
  [3599.6, '1 h 00 min'],
  [7530, '2 h 05 min'],
  [Number.NaN, 'NaN s'],
  [Infinity, 'Infinity s'],
])('%p seconds are %s', (seconds, expected) => {
  expect(formatSeconds(seconds)).toBe(expected)
})

test('a clock shows whole seconds', () => {
  expect([0, 12, 61].map(formatElapsed)).toEqual(['0 s', '12 s', '1 min 01 s'])
})

test('no line ends between a number and its unit', () => {
  expect(unbroken('data 1.2 MB, 3 min 12 s; 2 h 05 min and 7 B')).toBe(
    'data 1.2\u00a0MB, 3\u00a0min\u00a012\u00a0s; 2\u00a0h\u00a005\u00a0min and 7\u00a0B',
  )
  for (const text of ['3 stages', '2 hours', '12 s3 objects', 'v1 Bob', '4 minutes', 'min 12'])
    expect(unbroken(text)).toBe(text)
  fc.assert(
    fc.property(
      fc.oneof(fc.nat(1e15).map(formatBytes), fc.double({ min: 0, max: 1e6, noNaN: true }).map(formatSeconds)),
      (text) => {
        expect(unbroken(`in ${text} here`)).toBe(`in ${text.replaceAll(' ', '\u00a0')} here`)
      },
    ),
  )
})
