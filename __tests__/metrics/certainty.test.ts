import {
  aboutTheValue,
  askedMetrics,
  type Certainty,
  levelsOf,
  ofTables,
  sliceFiles,
} from '../../src/metrics/certainty.js'
import { compareMetrics, type MetricSides } from '../../src/metrics/compare.js'
import { judge } from '../../src/metrics/judge.js'
import { metricKey } from '../../src/metrics/measured-again.js'
import { files, policy } from './build.js'

const KEY = metricKey('m.json', 'accuracy')
const interval = (low: number, high: number, confidence = 0.95) => ({
  confidence,
  low: 0.92,
  high: 0.96,
  change_low: low,
  change_high: high,
})
const DROP = policy('accuracy', { maxDrop: { amount: 0.01, unit: 'absolute' }, confidence: 0.95 })

/** A fall from 0.96 to 0.94 with this certainty. */
function sides(certainty?: Certainty): MetricSides {
  return {
    committed: files({ 'm.json': { accuracy: 0.94 } }),
    baseline: files({ 'm.json': { accuracy: 0.96 } }),
    ...(certainty === undefined ? {} : { certainties: new Map([[KEY, certainty]]) }),
  }
}

describe('a policy with confidence', () => {
  it('passes a drop whose interval reaches the limit, and says so', () => {
    expect(judge([DROP], sides({ intervals: [interval(-0.041, 0.0012)] }))).toMatchObject([
      {
        passed: true,
        message:
          'accuracy fell by 0.02 from 0.96 to 0.94, more than the allowed 0.01, but within the noise of the rows (95% interval -0.0012 to 0.041).',
      },
    ])
  })

  it('fails a drop that is beyond the limit with that confidence', () => {
    expect(judge([DROP], sides({ intervals: [interval(-0.028, -0.0104)] }))).toMatchObject([
      {
        passed: false,
        message: expect.stringContaining('and beyond the noise of the rows (95% interval 0.0104 to 0.028).') as unknown,
      },
    ])
  })

  it('judges a rise by the other end of the interval', () => {
    const rise = policy('loss', { maxRise: { amount: 5, unit: 'absolute' }, confidence: 0.95 })
    const risen = (low: number) => ({
      committed: files({ 'm.json': { loss: 20 } }),
      baseline: files({ 'm.json': { loss: 10 } }),
      certainties: new Map([[metricKey('m.json', 'loss'), { intervals: [interval(low, 14)] }]]),
    })
    expect(judge([rise], risen(4)).map(({ passed }) => passed)).toEqual([true])
    expect(judge([rise], risen(6)).map(({ passed }) => passed)).toEqual([false])
  })

  it.each<[string, Certainty | undefined, string]>([
    ['without predictions', undefined, 'it has no 95% interval, because metrics.predictions gives no value of it.'],
    [
      'where the rows have no partners',
      { intervals: [{ confidence: 0.95, low: 0.9, high: 0.98 }], unpaired: 'no `key` of the rows is given' },
      'it has no 95% interval, because no `key` of the rows is given.',
    ],
    ['without an interval', { lack: 'it has 20 rows' }, 'it has no 95% interval, because it has 20 rows.'],
  ])('is judged by the plain numbers %s, and says why', (_, certainty, reason) => {
    const [result] = judge([DROP], sides(certainty))
    expect(result).toMatchObject({ passed: false, message: expect.stringContaining(reason) as unknown })
  })

  it('uses the interval of its own confidence', () => {
    const both = { intervals: [interval(-0.03, -0.02), interval(-0.04, 0, 0.99)] }
    expect(judge([DROP, { ...DROP, confidence: 0.99 }], sides(both)).map(({ passed }) => passed)).toEqual([false, true])
    expect(levelsOf([DROP, { ...DROP, confidence: 0.99 }])).toEqual([0.95, 0.99])
  })

  it('judges min and max by the interval of the value', () => {
    const asked = (rest: object) =>
      judge([policy('accuracy', { ...rest, confidence: 0.95 })], sides({ intervals: [interval(0, 0)] }))
    expect(asked({ min: 0.95 })).toMatchObject([
      {
        passed: true,
        message:
          'accuracy is 0.94, below the required 0.95, but within the noise of the rows (95% interval 0.92 to 0.96).',
      },
    ])
    expect(asked({ min: 0.97 })).toMatchObject([{ passed: false }])
    expect(asked({ max: 0.93 })).toMatchObject([{ passed: true }])
    expect(asked({ max: 0.91 })).toMatchObject([{ passed: false }])
  })

  it('says of a metric from another file that its baseline is not there', () => {
    const moved = { ...sides({ intervals: [{ confidence: 0.95, low: 0.9, high: 0.98 }] }) }
    expect(judge([DROP], { ...moved, baseline: files({ 'old.json': { accuracy: 0.96 } }) })).toMatchObject([
      { passed: false, message: expect.stringContaining('because its baseline is in another file.') as unknown },
    ])
  })

  it('never makes a limit stricter', () => {
    const certain = { intervals: [interval(-0.5, -0.4)] }
    const loose = { ...DROP, maxDrop: { amount: 0.02, unit: 'absolute' } as const }
    expect(judge([loose], sides(certain))).toMatchObject([
      { passed: true, message: expect.not.stringContaining('interval') as unknown },
    ])
  })
})

describe('compareMetrics', () => {
  it('has the interval, and whether the change is significant', () => {
    const report = (low: number, high: number) => compareMetrics(sides({ intervals: [interval(low, high)], rows: 450 }))
    expect(report(-0.04, 0.001)).toMatchObject([
      { interval: { confidence: 0.95, low: 0.92, high: 0.96, change_low: -0.04, significant: false, rows: 450 } },
    ])
    expect(report(-0.04, -0.001)).toMatchObject([{ interval: { significant: true } }])
    expect(compareMetrics(sides({ lack: 'few rows' }))[0]).not.toHaveProperty('interval')
  })
})

describe('sliceFiles', () => {
  const slices = [
    {
      dimension: 'region',
      value: 'eu',
      rows: 40,
      baseline_rows: 38,
      metrics: [{ name: 'recall', value: 0.9, baseline: 0.95 }],
    },
    { dimension: 'region', value: 'us', rows: 0, baseline_rows: 5, metrics: [{ name: 'recall', baseline: 0.8 }] },
  ]

  it('are judged as slices of a metrics file are', () => {
    const { now, before, certainties } = sliceFiles('p.csv', slices)
    const both = {
      committed: new Map([['p.csv', now]]),
      baseline: new Map(before === undefined ? [] : [['p.csv', before]]),
      certainties,
    }
    const worst = policy('worst(slices/region:recall)', { min: 0.5, minSupport: 10 })
    expect(judge([worst], both)).toMatchObject([
      { passed: true, slice: { label: 'recall of region=eu', of: 1, small: 1 } },
    ])
    expect(judge([policy('worst(recall)', { min: 0.5 })], both)).toMatchObject([
      { passed: false, slice: { label: 'recall of region=us' } },
    ])
    expect(compareMetrics(both).find(({ slice }) => slice?.value === 'eu')?.slice).toMatchObject({
      support: 40,
      baseline_support: 38,
    })
  })
})

describe('aboutTheValue', () => {
  const metric = { value: 0.94, baseline: 0.96 }

  it('leaves the intervals that have the value and its change', () => {
    expect(aboutTheValue([interval(-0.04, 0)], metric)).toEqual({ intervals: [interval(-0.04, 0)] })
    expect(aboutTheValue([{ confidence: 0.95, low: 0.94, high: 0.94 }], { value: 0.94 + 1e-13 })).toHaveProperty(
      'intervals',
    )
  })

  it('gives none of another value: a worse model would be within its noise', () => {
    const other = aboutTheValue([interval(-0.04, 0)], { value: 0.91, baseline: 0.93 })
    expect(other).toEqual({ lack: 'that of the predictions does not have its value' })
    const below = { ...sides(other), committed: files({ 'm.json': { accuracy: 0.91 } }) }
    expect(judge([policy('accuracy', { min: 0.95, confidence: 0.95 })], below)).toMatchObject([
      {
        passed: false,
        message: expect.stringContaining('because that of the predictions does not have its value.') as unknown,
      },
    ])
  })

  it('gives none of another change', () => {
    const other = aboutTheValue([interval(-0.01, 0.01)], metric)
    expect(other.intervals).toEqual([{ confidence: 0.95, low: 0.92, high: 0.96 }])
    expect(judge([DROP], sides(other))).toMatchObject([{ passed: false }])
  })
})

describe('ofTables', () => {
  const one = { intervals: [interval(-0.04, 0)] }
  const other = { intervals: [interval(-0.02, 0)] }

  it('is the certainty of the only table that gives the value', () => {
    expect(ofTables(undefined, one)).toBe(one)
    expect(ofTables({ lack: 'x' }, one)).toBe(one)
    expect(ofTables(one, { lack: 'x' })).toBe(one)
    expect(ofTables(one, { ...one })).toBe(one)
  })

  it('is none where two tables give the same value with other intervals', () => {
    const both = ofTables(one, other)
    expect(both).toEqual({ lack: 'several tables of metrics.predictions give its value' })
    expect(ofTables(both, one)).toBe(both)
  })
})

describe('askedMetrics', () => {
  it('are the numbers of the whole data, with those of the baseline', () => {
    const now = files({ 'm.json': { accuracy: 0.9, note: 'x', slices: { a: { b: { accuracy: 1 } } } } })
    expect(askedMetrics(now, files({ 'm.json': { accuracy: 0.8 } }))).toEqual([
      { path: 'm.json', key: KEY, name: 'accuracy', value: 0.9, baseline: 0.8 },
    ])
  })
})
