import fc from 'fast-check'
import { formatLimit, formatTolerance } from '../../src/metrics/numbers.js'
import { difference, formatNumber, formatTogether } from '../../src/text/numbers.js'

test.each<[number, string]>([
  [0, '0'],
  [-0, '0'],
  [1, '1'],
  [0.97, '0.97'],
  [0.9733, '0.9733'],
  [0.9777777777777777, '0.977778'],
  [-0.30000000000000004, '-0.3'],
  [0.97333333, '0.97333333'],
  [123456.789, '123456.789'],
  [123456.78901, '123457'],
  [1234567.891, '1234568'],
  [99.5, '99.5'],
  [12345678, '12345678'],
  [123456789012345680000, '1.23457e20'],
  [1.5e21, '1.5e21'],
  [123456789012345678901234567890, '1.23457e29'],
  [0.00001234, '0.00001234'],
  [1e-7, '1e-7'],
  [-1.23456789e-10, '-1.23457e-10'],
  [5e-324, '5e-324'],
  [Number.MAX_VALUE, '1.79769e308'],
  [NaN, 'NaN'],
])('%d is shown as %s', (value, text) => {
  expect(formatNumber(value)).toBe(text)
})

test('different numbers of one sentence look different', () => {
  expect(formatTogether([0.95, 0.96])).toEqual(['0.95', '0.96'])
  expect(formatTogether([0.94999999, 0.95])).toEqual(['0.94999999', '0.95'])
  expect(formatTogether([0.1 + 0.2, 0.3])).toEqual(['0.30000000000000004', '0.3'])
  expect(formatTogether([0.973333331234, 0.97333333])).toEqual(['0.973333331', '0.97333333'])
  expect(formatTogether([Number.MAX_VALUE, 1.7976931348e308])).toEqual(['1.7976931348623157e308', '1.7976931348e308'])
  expect(formatTogether([0, -0])).toEqual(['0', '0'])
})

test('limits are formatted as in the configuration', () => {
  expect([0.1, 0.07, 0.29, 1e-8, 2].map((amount) => formatLimit({ amount, unit: 'share' }))).toEqual([
    '10%',
    '7%',
    '29%',
    '0.000001%',
    '200%',
  ])
  expect([0.01, 5, 1e-9].map((amount) => formatLimit({ amount, unit: 'absolute' }))).toEqual(['0.01', '5', '1e-9'])
  expect(formatTolerance({ amount: 1e-6, unit: 'share' })).toBe('1e-6 relative')
  expect(formatTolerance({ amount: 0.2, unit: 'share' })).toBe('20% relative')
  expect(formatTolerance({ amount: 0, unit: 'share' })).toBe('0% relative')
  expect(formatTolerance({ amount: 0.5, unit: 'absolute' })).toBe('0.5 absolute')
})

test('differences have no rounding errors of doubles', () => {
  expect(difference(0.95, 0.96)).toBe(-0.01)
  expect(difference(1000.1, 1000.09)).toBe(0.01)
  expect(difference(129, 100)).toBe(29)
  expect(difference(0, 0)).toBe(0)
  expect(difference(1e308, -1e308)).toBe(Infinity)
  expect(difference(3e-200, 1e-200)).toBe(3e-200 - 1e-200)
  expect(difference(4e25, 1e25)).toBe(4e25 - 1e25)
})

describe('properties', () => {
  const number = fc.double({ noNaN: true, noDefaultInfinity: true })

  test('property: a formatted number has at least 4 significant digits', () => {
    fc.assert(
      fc.property(fc.oneof(number, fc.integer(), fc.double({ min: -1e6, max: 1e6, noNaN: true })), (value) => {
        const text = formatNumber(value)
        expect(Math.abs(Number(text) - value)).toBeLessThanOrEqual(Math.abs(value) * 5e-5)
        expect(text).toMatch(/^-?\d+(\.\d+)?(e-?\d+)?$/)
        if (Number(value.toPrecision(4)) === value) expect(Number(text)).toBe(value + 0)
      }),
      { numRuns: 2_000 },
    )
  })

  test('property: numbers of one sentence keep their order', () => {
    const near = fc
      .tuple(number, fc.integer({ min: -3, max: 3 }))
      .map(([value, steps]) => [value, value + value * Number.EPSILON * steps] as const)
    fc.assert(
      fc.property(fc.oneof(fc.tuple(number, number), near), ([a, b]) => {
        fc.pre(Number.isFinite(b))
        const [first, second] = formatTogether([a, b])
        expect(Math.sign(Number(first) - Number(second)) + 0).toBe(a < b ? -1 : a > b ? 1 : 0)
      }),
    )
  })

  test('property: a difference is exact to 15 digits of the larger number', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e9, max: 1e9, noNaN: true }),
        fc.double({ min: -1e9, max: 1e9, noNaN: true }),
        (a, b) => {
          expect(Math.abs(difference(a, b) - (a - b))).toBeLessThanOrEqual(Math.max(Math.abs(a), Math.abs(b)) * 1e-14)
        },
      ),
    )
  })
})
