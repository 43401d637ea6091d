import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { judge } from '../../src/metrics/judge.js'
import { measuredAgain, metricKey } from '../../src/metrics/measured-again.js'
import { median, medianOf } from '../../src/metrics/median.js'
import { unreadableFile } from '../../src/metrics/metrics-file.js'
import { bandOf } from '../../src/metrics/noise.js'
import type { MetricFiles } from '../../src/metrics/parsed-file.js'
import { files, policy } from './build.js'

const only = (text: string): MetricFiles => files({ 'm.json': text })
const leaf = (of: MetricFiles, path: string, name: string) => of.get(path)?.leaves.get(name)

describe('the median of several evaluations', () => {
  test('the median is taken for each metric, and is one of the values or the mean of two', () => {
    const three = medianOf([only('{"a":1,"b":9}'), only('{"a":3,"b":8}'), only('{"a":2,"b":7}')])
    expect([leaf(three, 'm.json', 'a'), leaf(three, 'm.json', 'b')]).toMatchObject([{ value: 2 }, { value: 8 }])
    expect(median([1, 2])).toBe(1.5)
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true, min: -1e300, max: 1e300 }), { minLength: 1, maxLength: 9 }),
        (values) => {
          const middle = median(values)
          expect(values.filter((value) => value <= middle).length).toBeGreaterThanOrEqual(values.length / 2)
          expect(values.filter((value) => value >= middle).length).toBeGreaterThanOrEqual(values.length / 2)
        },
      ),
    )
  })

  test.each([
    ['NaN', '{"a":NaN}'],
    ['absent', '{"b":1}'],
    ['text', '{"a":"x"}'],
    ['a broken file', '{'],
  ])('%s in one measurement is no number in the median', (_, text) => {
    const whole = medianOf([only('{"a":1}'), only(text), only('{"a":1}')])
    expect(leaf(whole, 'm.json', 'a') ?? {}).not.toHaveProperty('value')
    expect(
      judge([policy('a', { min: 0, missing: 'ignore' })], { committed: only('{"a":1}'), measured: whole })[0]?.passed,
    ).toBe(false)
  })

  test('a file that one measurement did not write cannot be used', () => {
    expect(medianOf([only('{"a":1}'), new Map()]).get('m.json')?.problem).toBeDefined()
  })
})

describe('the band of noise', () => {
  const band = (...values: (number | string)[]) =>
    bandOf('m.json', 'a', { builds: values.map((value) => only(`{"a":${value}}`)), sigma: 2 })

  test('the noise band comes from differences of successive builds, so that progress is no noise', () => {
    expect(band(0.9, 0.92, 0.9, 0.92)?.width).toBeCloseTo((2 * 0.02) / Math.SQRT2)
    // A plain deviation of steady progress would be 1.3, its band 2.6.
    expect(band(4, 3, 2, 1)?.width).toBeCloseTo(Math.SQRT2)
    expect(band(0.9, 0.9, 0.9)?.width).toBe(0)
  })

  test('the noise band needs three finite numbers', () => {
    expect([band(0.9, 0.92), band(0.9, 'NaN', 0.92), band()]).toEqual([undefined, undefined, undefined])
  })

  test.each([
    ['max_drop', { maxDrop: { amount: 0.01, unit: 'absolute' as const } }, 0.88],
    ['max_rise', { maxRise: { amount: 0.01, unit: 'absolute' as const } }, 0.92],
  ])('the noise band widens only %s', (_, limit, value) => {
    const noise = { builds: [0.9, 0.92, 0.9].map((each) => only(`{"a":${each}}`)), sigma: 2 }
    const at = (now: number) =>
      judge([policy('a', { min: 0.89, max: 0.91, ...limit })], {
        committed: only(`{"a":${now}}`),
        baseline: only('{"a":0.9}'),
        noise,
      })
    expect(
      at(value)
        .map(({ passed }) => passed)
        .sort(),
    ).toEqual([false, true, true])
    expect(at(value)[2]).toMatchObject({
      passed: true,
      message: expect.stringContaining(
        'but within the noise of 0.0282843 (2 standard deviations of the last 3 official builds)',
      ) as unknown,
    })
    const far = value < 0.9 ? 0.8 : 1
    expect(at(far)[2]).toMatchObject({
      passed: false,
      message: expect.stringContaining('and more than the noise of') as unknown,
    })
  })
})

describe('a baseline that was measured again', () => {
  const again = (committed: MetricFiles, now: MetricFiles, present: string[] = ['m.json']) =>
    measuredAgain(committed, now, (path) => present.includes(path))

  test('a measured baseline replaces committed values, new metrics stay new, and absent ones keep their value', () => {
    const { files: merged, names } = again(only('{"a":1,"gone":2,"nan":3}'), only('{"a":5,"new":6,"nan":NaN}'))
    expect(['a', 'gone', 'nan'].map((name) => leaf(merged, 'm.json', name))).toMatchObject([
      { value: 5 },
      { value: 2 },
      { value: 3 },
    ])
    expect(leaf(merged, 'm.json', 'new')).toBeUndefined()
    expect([...names]).toEqual([metricKey('m.json', 'a')])
  })

  test('a measured baseline follows a moved file, and replaces an unreadable one', () => {
    const moved = again(files({ 'old.json': '{"a":1}' }), only('{"a":5}'))
    expect(leaf(moved.files, 'm.json', 'a')).toMatchObject({ value: 5 })
    expect(leaf(moved.files, 'old.json', 'a')).toBeUndefined()
    const unreadable = again(new Map([['m.json', unreadableFile('m.json', 'it is absent')]]), only('{"a":5}'))
    expect(leaf(unreadable.files, 'm.json', 'a')).toMatchObject({ value: 5 })
  })
})
