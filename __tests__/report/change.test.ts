import fc from 'fast-check'
import { changeOf, type MetricChange } from '../../src/report/change.js'
import type { MetricReport } from '../../src/report/report.js'

const of = (value?: number, baseline?: number, direction?: 'up' | 'down'): MetricChange =>
  changeOf({
    ...(value === undefined ? {} : { value }),
    ...(baseline === undefined ? {} : { baseline }),
    ...(value === undefined || baseline === undefined || !Number.isFinite(value - baseline)
      ? {}
      : { change: value - baseline }),
    ...(direction === undefined ? {} : { direction }),
  } satisfies Partial<MetricReport>)

test.each<[string, MetricChange, MetricChange]>([
  [
    'a rise that is better',
    of(0.9777, 0.9765, 'up'),
    { sign: 1, text: '+0.0012 ↑', verdict: 'better', word: 'better' },
  ],
  ['a fall that is worse', of(0.8, 0.9, 'up'), { sign: -1, text: '-0.1 ↓', verdict: 'worse', word: 'worse' }],
  ['a fall that is better', of(0.2, 0.3, 'down'), { sign: -1, text: '-0.1 ↓', verdict: 'better', word: 'better' }],
  ['a rise that is worse', of(0.3, 0.2, 'down'), { sign: 1, text: '+0.1 ↑', verdict: 'worse', word: 'worse' }],
  ['no direction', of(3, 2), { sign: 1, text: '+1 ↑', verdict: 'unknown', word: 'changed' }],
  ['the same', of(1, 1, 'up'), { sign: 0, text: '0', verdict: 'same', word: 'same' }],
  ['a rounding error', of(0.1 + 0.2, 0.3, 'up'), { sign: 0, text: '0', verdict: 'same', word: 'same' }],
  ['no baseline', of(1, undefined, 'up'), { sign: 0, text: '', verdict: 'unknown', word: 'new' }],
  [
    'a change whose interval has 0',
    changeOf({
      ...{ value: 0.9, baseline: 0.91, change: -0.01, direction: 'up' },
      interval: { confidence: 0.95, low: 0.88, high: 0.92, change_low: -0.03, change_high: 0.01, significant: false },
    }),
    { sign: -1, text: '-0.01 ↓', verdict: 'unknown', word: 'within noise' },
  ],
  ['no value', of(undefined, 1, 'up'), { sign: 0, text: '', verdict: 'unknown', word: 'absent' }],
  [
    'a difference beyond the largest double',
    of(Number.MAX_VALUE, -Number.MAX_VALUE, 'down'),
    { sign: 1, text: '↑', verdict: 'worse', word: 'worse' },
  ],
])('the change of a metric: %s', (_, change, expected) => {
  expect(change).toEqual(expected)
})

test('the arrow, the sign and the verdict agree for all numbers', () => {
  const number = fc.double({ noNaN: true, noDefaultInfinity: true })
  fc.assert(
    fc.property(number, number, (value, baseline) => {
      const [up, down] = [of(value, baseline, 'up'), of(value, baseline, 'down')]
      const pair = { same: 'same', better: 'worse', worse: 'better', unknown: 'unknown' }
      expect(down).toMatchObject({ sign: up.sign, text: up.text, verdict: pair[up.verdict] })
      if (up.sign !== 0) expect(up.text.endsWith(up.sign > 0 ? '↑' : '↓')).toBe(true)
    }),
  )
})
