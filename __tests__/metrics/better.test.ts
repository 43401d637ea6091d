import { metricsFor } from '../../src/metrics/better.js'
import { compareMetrics } from '../../src/metrics/compare.js'
import { files } from './build.js'

type Recalls = Record<string, number>

function metrics(now: Recalls, before: Recalls) {
  const side = (recalls: Recalls) =>
    files({
      'm.json': {
        recall: 0.5,
        slices: { region: Object.fromEntries(Object.entries(recalls).map(([name, recall]) => [name, { recall }])) },
      },
    })
  return compareMetrics({ committed: side(now), baseline: side(before) })
}

const WORST = 'worst(slices/*:recall)'

test('a name is a metric of the whole data, with or without its file', () => {
  const found = metrics({ eu: 0.9 }, { eu: 0.8 })
  expect(metricsFor(found, 'recall', 'higher')).toMatchObject([{ name: 'recall', value: 0.5 }])
  expect(metricsFor(found, 'm.json:slices.region.eu.recall', 'higher')).toMatchObject([{ value: 0.9, baseline: 0.8 }])
  expect(metricsFor(found, 'worst(f1)', 'higher')).toEqual([])
})

test.each<['higher' | 'lower', Recalls, Recalls, object]>([
  ['higher', { eu: 0.9, us: 0.7 }, { eu: 0.6, us: 0.8 }, { value: 0.7, baseline: 0.6 }],
  ['lower', { eu: 0.9, us: 0.7 }, { eu: 0.6, us: 0.8 }, { value: 0.9, baseline: 0.8 }],
  ['higher', { eu: 0.9, us: 0.1 }, { eu: 0.6 }, { value: 0.9, baseline: 0.6 }],
  ['higher', { eu: 0.9 }, {}, { value: 0.9 }],
  ['higher', { eu: 0.9 }, { eu: 0.6, us: 0.8 }, { baseline: 0.6 }],
])('%s: the worst slice of each side is compared', (direction, now, before, expected) => {
  expect(metricsFor(metrics(now, before), WORST, direction)).toEqual([{ name: WORST, ...expected }])
})
