import { compareMetrics } from '../../src/metrics/compare.js'
import { withDirections } from '../../src/metrics/direction.js'
import type { Policy } from '../../src/settings/settings.js'
import { files, policy } from './build.js'

const METRICS = compareMetrics({
  committed: files({ 'eval/a.json': { accuracy: 0.9, log_loss: 0.2 }, 'b.json': { accuracy: 0.8, rows: 10 } }),
})

function directions(policies: readonly Policy[]): Record<string, string | undefined> {
  return Object.fromEntries(
    withDirections(METRICS, policies).map(({ path, name, direction }) => [`${path}:${name}`, direction]),
  )
}

test.each<[string, Partial<Policy>, string | undefined]>([
  ['min', { min: 0 }, 'up'],
  ['max_drop', { maxDrop: { amount: 0, unit: 'absolute' } }, 'up'],
  ['max', { max: 1 }, 'down'],
  ['max_rise', { maxRise: { amount: 0.1, unit: 'share' } }, 'down'],
  ['min and max, a range', { min: 0, max: 1 }, undefined],
  ['no limit', {}, undefined],
])('the direction by %s', (_, rest, expected) => {
  expect(directions([policy('rows', rest)])['b.json:rows']).toBe(expected)
})

test('a policy on a name is about each of its files, one with a pattern about those that match', () => {
  expect(directions([policy('accuracy', { min: 0 }), policy('eval/*.json:log*', { max: 1 })])).toEqual({
    'eval/a.json:accuracy': 'up',
    'eval/a.json:log_loss': 'down',
    'b.json:accuracy': 'up',
    'b.json:rows': undefined,
  })
})

test('policies that contradict each other give no direction', () => {
  expect(directions([policy('*', { min: 0 }), policy('log_loss', { max: 1 })])).toMatchObject({
    'eval/a.json:log_loss': undefined,
    'b.json:rows': 'up',
  })
})

test('metrics without a policy are unchanged', () => {
  expect(withDirections(METRICS, [])).toEqual(METRICS)
})
