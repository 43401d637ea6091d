import fc from 'fast-check'
import { accept, isClosing, isMeant, parseAcceptRequest } from '../../src/metrics/acceptance.js'
import { claims } from '../../src/metrics/claims.js'
import type { MetricSides } from '../../src/metrics/compare.js'
import { withDirections } from '../../src/metrics/direction.js'
import { judge, judgeEach } from '../../src/metrics/judge.js'
import { unreadableFile } from '../../src/metrics/metrics-file.js'
import type { Limit, Policy } from '../../src/settings/settings.js'
import { files, policy } from './build.js'

const absolute = (amount: number): Limit => ({ amount, unit: 'absolute' })
type Slices = Record<string, Record<string, unknown>>

/** Recalls by region, now and in the baseline. */
function sides(now: Slices, baseline?: Slices): MetricSides {
  const side = (region: Slices) => files({ 'm.json': { accuracy: 0.9, slices: { region } } })
  return { committed: side(now), baseline: baseline === undefined ? new Map() : side(baseline) }
}

/** `+ rule: message` for each result that passed, `- …` for each that failed. */
const shown = (policies: Policy[], on: MetricSides): string[] =>
  judge(policies, on).map(({ passed, rule, message }) => `${passed ? '+' : '-'} ${rule}: ${message}`)

const WORST = 'worst(slices/*:recall)'

test('the worst slice of each limit is reported, with its name and the number of slices', () => {
  const on = sides(
    { eu: { recall: 0.79 }, us: { recall: 0.85 }, as: { recall: 0.99 } },
    { eu: { recall: 0.8 }, us: { recall: 0.92 }, as: { recall: 0.99 } },
  )
  const rules = policy(WORST, { min: 0.7, maxDrop: absolute(0.05) })
  expect(shown([rules], on)).toEqual([
    '+ min: 0.7: recall of region=eu, the worst of 3 slices, is 0.79, at least the required 0.7.',
    '- max_drop: 0.05: recall of region=us, the worst of 3 slices, fell by 0.07 from 0.92 to 0.85, more than the allowed 0.05.',
  ])
  expect(judge([rules], on)).toMatchObject([
    { metric: WORST, value: 0.79, baseline: 0.8, slice: { path: 'm.json', name: 'slices.region.eu.recall', of: 3 } },
    { metric: WORST, value: 0.85, slice: { label: 'recall of region=us', of: 3, failed: 1 } },
  ])
})

test.each<[string, number]>([
  ['worst(recall)', 2],
  ['worst(slices/region:recall)', 2],
  ['worst(slices/**:rec*)', 2],
  ['worst(m.json:recall)', 2],
  ['worst(slices.region.*.recall)', 2],
  ['worst(m.json:slices.region.eu.recall)', 1],
  ['worst(*)', 2],
])('%s selects %i slices, and no number of rows', (metric, of) => {
  const on = sides({ eu: { recall: 0.9, n: 3 }, us: { recall: 0.8, n: '3' } })
  expect(judge([policy(metric, { min: 0 })], on)).toMatchObject([{ passed: true, slice: { of } }])
})

test.each<[string, string]>([
  ['worst(accuracy)', '- min: 0: worst(accuracy) selects no slice. The slices by region have recall.'],
  [
    'worst(slices/age:recall)',
    '- min: 0: worst(slices/age:recall) selects no slice. The slices by region have recall.',
  ],
])('%s selects no slice, and fails', (metric, expected) => {
  expect(shown([policy(metric, { min: 0 })], sides({ eu: { recall: 0.9, n: 3 } }))).toEqual([expected])
  expect(judge([policy(metric, { min: 0, missing: 'ignore' })], sides({ eu: { recall: 0.9 } }))[0]?.passed).toBe(true)
})

test('a slice that is gone fails every limit, unless missing is ignored', () => {
  const on = sides({ eu: { recall: 0.9 } }, { eu: { recall: 0.9 }, us: { recall: 0.8 } })
  expect(shown([policy(WORST, { min: 0.5 })], on)).toEqual([
    '- min: 0.5: recall of region=us, the worst of 2 slices, is missing: the baseline has 0.8 in m.json. If you removed it on purpose, set `missing: ignore` for it or remove its policy.',
  ])
  expect(shown([policy(WORST, { min: 0.5, missing: 'ignore' })], on)).toEqual([
    '+ min: 0.5: recall of region=eu, the worst of 2 slices, is 0.9, at least the required 0.5.',
  ])
})

test.each<[string, unknown, string]>([
  ['NaN', Number.NaN, 'null'],
  ['a text', 'good', 'the text "good"'],
])('a slice whose metric is %s fails', (_, recall, seen) => {
  const on = sides({ eu: { recall: 0.9 }, us: { recall } })
  expect(shown([policy('worst(recall)', { min: 0.5 })], on)).toEqual([
    `- min: 0.5: recall of region=us, the worst of 2 slices, cannot be judged: slices.region.us.recall in m.json is ${seen}.`,
  ])
})

test('slices with fewer rows than min_support are not judged', () => {
  const on = sides(
    { eu: { recall: 0.9, n: 30 }, us: { recall: 0.1, n: 29 }, xx: { recall: 0.8 } },
    { eu: { recall: 0.9, n: 30 }, gone: { recall: 0.9, n: 5 } },
  )
  expect(shown([policy(WORST, { min: 0.5, minSupport: 30 })], on)).toEqual([
    '+ min: 0.5: recall of region=xx, the worst of 2 slices, is 0.8, at least the required 0.5. 2 slices with fewer than 30 rows are not judged. 1 slice has no number of rows, and is judged.',
  ])
  expect(
    shown([policy('worst(slices/*:recall)', { min: 0.5, minSupport: 1_000 })], sides({ eu: { recall: 1, n: 7 } })),
  ).toEqual([
    '- min: 0.5: worst(slices/*:recall) judges no slice: its only slice has fewer rows than `min_support: 1000`.',
  ])
})

test('the noise of each slice counts', () => {
  const at = (recall: number) => files({ 'm.json': { accuracy: 0.9, slices: { region: { eu: { recall } } } } })
  const on: MetricSides = {
    ...sides({ eu: { recall: 0.85 } }, { eu: { recall: 0.9 } }),
    noise: { builds: [at(0.9), at(0.8), at(0.9)], sigma: 2 },
  }
  const [result] = judge([policy(WORST, { maxDrop: absolute(0.01) })], on)
  expect(result?.passed).toBe(true)
  expect(result?.message).toContain('within the noise')
})

test('a file that was not read hides no slice that fails', () => {
  const committed = new Map([
    ...files({ 'slices/b.json': { x: { recall: 0.1 } } }),
    ['slices/a.json', unreadableFile('slices/a.json', 'the remote refused it')] as const,
  ])
  const baseline = files({ 'slices/a.json': { y: { recall: 0.9 } }, 'slices/b.json': { x: { recall: 0.9 } } })
  const [min, drop] = judgeEach([policy(WORST, { min: 0.5, maxDrop: absolute(0.1) })], { committed, baseline })
  expect(min).toMatchObject({ path: 'slices/b.json', result: { value: 0.1, slice: { failed: 2 } } })
  expect(drop).toMatchObject({ path: 'slices/b.json', result: { value: 0.1, baseline: 0.9 } })
})

test('only the text of the policy accepts it, because it lets every slice pass', () => {
  const on = sides({ eu: { recall: 0.1 }, us: { recall: 0.2 } })
  const [judged] = judgeEach([policy('worst(slices/{region,age}:recall)', { min: 0.5 })], on)
  if (judged === undefined) throw new Error('the policy has no result')
  expect(isMeant('slices.region.eu.recall', judged)).toBe(false)
  const request = parseAcceptRequest('worst(slices/{region,age}:recall), accuracy: the test set is new')
  if ('refusal' in request) throw new Error(request.refusal)
  expect(request.metrics).toEqual(['worst(slices/{region,age}:recall)', 'accuracy'])
  accept([judged], [{ ...request, by: 'alice', via: 'comment', sha: 'a' }])
  expect(isClosing(judged)).toBe(false)
})

test('a policy gives the metrics of its slices their direction and their tolerance', () => {
  const metric = (value: string, name: string) => ({
    name,
    path: 'm.json',
    slice: { dimension: 'region', value, metric: 'recall' },
  })
  const rules = policy(WORST, { min: 0.5, tolerance: absolute(0.2) })
  expect(
    withDirections([metric('eu', 'slices.region.eu.recall'), { name: 'loss', path: 'm.json' }], [rules]),
  ).toMatchObject([{ direction: 'up' }, expect.not.objectContaining({ direction: 'up' })])
  const at = (recall: number) => files({ 'm.json': { slices: { region: { eu: { recall } } } } })
  const found = (measured: number) =>
    claims({ committed: at(0.9), measured: at(measured) }, { tolerance: absolute(0), policies: [rules] })
  expect(found(0.8)).toEqual([])
  expect(found(0.6)).toMatchObject([{ rule: 'metric-claim' }])
})

test('it fails exactly if a policy on one of the slices fails', () => {
  const value = fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constant('text'), fc.constant(undefined))
  const region = fc.dictionary(
    fc.constantFrom('a', 'b', 'c', 'd'),
    value.map((recall) => ({ recall, other: 1 })),
  )
  fc.assert(
    fc.property(region, region, fc.double({ min: 0, max: 1, noNaN: true }), (now, before, bound) => {
      const on = sides(now, before)
      const limits = { min: bound, maxDrop: absolute(bound / 2), maxRise: absolute(bound) }
      const names = [...new Set([...Object.keys(now), ...Object.keys(before)])].filter(
        (name) => now[name]?.recall !== undefined || before[name]?.recall !== undefined,
      )
      fc.pre(names.length > 0)
      const single = names.map((name) => judge([policy(`slices.region.${name}.recall`, limits)], on))
      for (const [index, { passed }] of judge([policy(WORST, limits)], on).entries())
        expect(passed).toBe(single.every((results) => results[index]?.passed))
    }),
  )
})
