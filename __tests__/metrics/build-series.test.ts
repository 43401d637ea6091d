import { metricSeries } from '../../src/metrics/build-series.js'
import { parseMetricsFile } from '../../src/metrics/metrics-file.js'
import type { Policy } from '../../src/settings/settings.js'

const files = (...of: [path: string, text: string][]) =>
  new Map(of.map(([path, text]) => [path, parseMetricsFile(path, text)]))
const policy = (metric: string, limits: Partial<Policy>): Policy => ({
  metric,
  severity: 'error',
  missing: 'fail',
  ...limits,
})
const series = (builds: ReturnType<typeof files>[], policies: Policy[] = [], baseline?: number) =>
  metricSeries({ builds, policies, baseline })

test('NaN, text, broken files and absent metrics are gaps', () => {
  const builds = ['{"a": 1, "b": "x"}', '{"a": NaN}', '{', '{"b": 2}'].map((text) => files(['m.json', text]))
  expect(series(builds)).toEqual([
    { name: 'b', path: 'm.json', values: [null, null, null, 2] },
    { name: 'a', path: 'm.json', values: [1, null, null, null] },
  ])
})

test('a metric goes on in a renamed file, and stays two metrics where one build has both', () => {
  const renamed = [files(['old.json', '{"a": 1}']), files(['new.json', '{"a": 2}'])]
  expect(series(renamed)).toEqual([{ name: 'a', path: 'new.json', values: [1, 2] }])
  const both = [...renamed, files(['old.json', '{"a": 3}'], ['new.json', '{"a": 4}'])]
  expect(series(both).map(({ path, values }) => [path, values])).toEqual([
    ['new.json', [null, 2, 4]],
    ['old.json', [1, null, 3]],
  ])
})

test('limits are levels: absolute ones, and those against the value of the baseline', () => {
  const builds = [0.8, 0.9].map((value) => files(['m.json', JSON.stringify({ z: value, a: 1, loss: -2 })]))
  const policies = [
    policy('z', { min: 0.5, maxDrop: { amount: 0.01, unit: 'absolute' } }),
    policy('los*', { maxRise: { amount: 0.1, unit: 'share' }, unchanged: true }),
    policy('worst(slices/*:z)', { min: 1 }),
  ]
  expect(series(builds, policies, 0)).toEqual([
    {
      name: 'loss',
      path: 'm.json',
      values: [-2, -2],
      limits: [
        { rule: 'max_rise: 10%', level: -1.8 },
        { rule: 'unchanged', level: -2 },
      ],
    },
    {
      name: 'z',
      path: 'm.json',
      values: [0.8, 0.9],
      limits: [
        { rule: 'min: 0.5', level: 0.5 },
        { rule: 'max_drop: 0.01', level: 0.79 },
      ],
    },
    { name: 'a', path: 'm.json', values: [1, 1] },
  ])
  expect(series(builds, policies).map(({ limits }) => limits?.map(({ rule }) => rule))).toEqual([
    undefined,
    ['min: 0.5'],
    undefined,
  ])
})

test('metrics of slices are left out', () => {
  expect(
    series([files(['m.json', '{"slices": {"region": {"eu": {"r": 1}}}, "r": 2}'])]).map(({ name }) => name),
  ).toEqual(['r'])
})
