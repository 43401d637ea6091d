import { compareMetrics } from '../../src/metrics/compare.js'
import { unreadableFile } from '../../src/metrics/metrics-file.js'
import { files } from './build.js'

test('a metric has its value, committed value, baseline and change', () => {
  const metrics = compareMetrics({
    measured: files({ 'metrics.json': { accuracy: 0.91, loss: 0.3 } }),
    committed: files({ 'metrics.json': { accuracy: 0.97, loss: 0.3 } }),
    baseline: files({ 'metrics.json': { accuracy: 0.96 } }),
  })
  expect(metrics).toEqual([
    { name: 'accuracy', path: 'metrics.json', value: 0.91, committed: 0.97, baseline: 0.96, change: 0.91 - 0.96 },
    { name: 'loss', path: 'metrics.json', value: 0.3, committed: 0.3 },
  ])
})

test('committed values count only for files that were not measured', () => {
  const committed = files({ 'eval.json': { f1: 0.5 }, 'train.json': { loss: 1 } })
  expect(compareMetrics({ committed })).toEqual([
    { name: 'f1', path: 'eval.json', value: 0.5 },
    { name: 'loss', path: 'train.json', value: 1 },
  ])
  expect(compareMetrics({ committed, measured: files({ 'eval.json': { f1: 0.4 } }) })).toEqual([
    { name: 'f1', path: 'eval.json', value: 0.4, committed: 0.5 },
    { name: 'loss', path: 'train.json', value: 1 },
  ])
  const gone = new Map([['eval.json', unreadableFile('eval.json', 'it is not there')]])
  expect(compareMetrics({ committed, measured: gone })[0]).toEqual({ name: 'f1', path: 'eval.json', committed: 0.5 })
})

test('metrics are sorted by path, then in the order of the file, for any order of the maps', () => {
  const sides = (reverse: boolean) => {
    const measured = [...files({ 'a.json': '{"z":1,"b":2,"10":3}', 'B.json': { x: 1 } })]
    return {
      measured: new Map(reverse ? measured.reverse() : measured),
      committed: files({ 'a.json': { c: 1, b: 2 } }),
      baseline: files({ 'a.json': { d: 1 } }),
    }
  }
  const names = (reverse: boolean) => compareMetrics(sides(reverse)).map(({ path, name }) => `${path}:${name}`)
  expect(names(false)).toEqual(['B.json:x', 'a.json:z', 'a.json:b', 'a.json:10', 'a.json:c', 'a.json:d'])
  expect(names(true)).toEqual(names(false))
})

test('text and lists are no metrics, NaN is one without a value, and all are metrics where another side has a number', () => {
  const text = '{"model":"forest","matrix":[1],"ok":true,"nothing":null,"bad":NaN,"was":"0.9"}'
  expect(
    compareMetrics({
      committed: files({ 'm.json': text }),
      baseline: files({ 'm.json': { was: 0.9, model: 'tree' } }),
    }),
  ).toEqual([
    { name: 'bad', path: 'm.json' },
    { name: 'was', path: 'm.json', baseline: 0.9 },
  ])
})

test('a change that overflows is left out', () => {
  const [metric] = compareMetrics({
    committed: files({ 'm.json': { a: 1e308 } }),
    baseline: files({ 'm.json': { a: -1e308 } }),
  })
  expect(metric).toEqual({ name: 'a', path: 'm.json', value: 1e308, baseline: -1e308 })
})

test('an unreadable baseline file gives no baseline', () => {
  const baseline = new Map([['m.json', unreadableFile('m.json', 'its object is not in the remote')]])
  expect(compareMetrics({ committed: files({ 'm.json': { a: 1 } }), baseline })).toEqual([
    { name: 'a', path: 'm.json', value: 1 },
  ])
})
