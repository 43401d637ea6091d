import fc from 'fast-check'
import { parseDuration, parseLimit, parseScalar } from '../../src/settings/values.js'

const WEEK = 7 * 24 * 3600

describe('durations', () => {
  test.each([
    ['90s', 90],
    ['30m', 1800],
    ['2h', 7200],
    ['1.5h', 5400],
    ['168h', WEEK],
    ['10 m', 600],
    [45, 45],
    [0.5, 0.5],
  ])('the duration %s has that many seconds', (written, seconds) => {
    expect(parseDuration(written)).toBe(seconds)
  })

  test.each([
    '',
    '0s',
    '0m',
    '-1m',
    '+1m',
    '1d',
    '1h30m',
    '30',
    '1e3s',
    'm',
    '1 m s',
    '１m',
    '169h',
    0,
    -1,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    WEEK + 1,
  ])('%s is not a duration', (written) => {
    expect(parseDuration(written)).toBeUndefined()
  })

  test('a unit multiplies, and more than a week is rejected', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.constantFrom(['s', 1], ['m', 60], ['h', 3600]), (amount, [unit, factor]) => {
        const seconds = amount * Number(factor)
        expect(parseDuration(`${amount}${unit}`)).toBe(seconds > 0 && seconds <= WEEK ? seconds : undefined)
        expect(parseDuration(seconds)).toBe(parseDuration(`${amount}${unit}`))
      }),
    )
  })

  test('any text is a duration above 0, or undefined', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const seconds = parseDuration(text)
        expect(seconds === undefined || (seconds > 0 && seconds <= WEEK)).toBe(true)
      }),
    )
  })
})

describe('limits', () => {
  test.each([
    ['10%', 0.1],
    ['0.5%', 0.005],
    ['20 %', 0.2],
    ['0%', 0],
    ['1e-3%', 0.00001],
    ['100%', 1],
  ])('the limit %s is a share', (written, amount) => {
    expect(parseLimit(written, 'absolute')).toEqual({ amount, unit: 'share' })
  })

  test.each(['', '%', '-1%', '10', '0.1', 'ten%', '10%%', '1e400%', -1, Number.NaN, Number.POSITIVE_INFINITY])(
    '%s is not a limit',
    (written) => {
      expect(parseLimit(written, 'absolute')).toBeUndefined()
    },
  )

  test('a number keeps its unit, and N% is always N/100 as a share', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1e12, noNaN: true }),
        fc.constantFrom('absolute', 'share'),
        (amount, unit) => {
          expect(parseLimit(amount, unit)).toEqual({ amount, unit })
          expect(parseLimit(`${amount}%`, unit)).toEqual({ amount: amount / 100, unit: 'share' })
          if (amount > 0) expect(parseLimit(-amount, unit)).toBeUndefined()
        },
      ),
    )
  })
})

test.each([
  ['true', true],
  ['False', false],
  ['3', 3],
  ['-1e3', -1000],
  ['.5', 0.5],
  ['0x10', '0x10'],
  ['yes', 'yes'],
  ['1_000', '1_000'],
  ['30m', '30m'],
])('the scalar %s is read like YAML', (text, value) => {
  expect(parseScalar(text)).toBe(value)
})
