import { compileSelector } from '../../src/metrics/selector.js'
import { nearestMetrics } from '../../src/text/nearest.js'

test.each<[string, string, string, string]>([
  ['accuracy', 'metrics.json', 'accuracy', 'named'],
  ['accuracy', 'metrics.json', 'eval.accuracy', 'none'],
  ['eval.f1', 'metrics.json', 'eval.f1', 'named'],
  ['eval/metrics.json:f1', 'eval/metrics.json', 'f1', 'named'],
  ['./eval/metrics.json:f1', 'eval/metrics.json', 'f1', 'named'],
  ['eval/metrics.json:f1', 'metrics.json', 'f1', 'none'],
  ['eval/*.json:f1', 'eval/a.json', 'f1', 'named'],
  ['eval/*.json:*f1*', 'eval/a.json', 'macro.f1.mean', 'pattern'],
  ['eval/*.json:*f1*', 'eval/sub/a.json', 'f1', 'none'],
  ['*', 'metrics.json', 'a.b.c', 'pattern'],
  ['sklearn:acc', 'metrics.json', 'sklearn:acc', 'named'],
  ['metrics.json:sklearn:acc', 'metrics.json', 'sklearn:acc', 'named'],
  ['metrics.json:sklearn:acc', 'metrics.json', 'acc', 'none'],
  ['recall[macro]', 'metrics.json', 'recall[macro]', 'named'],
  ['*:a', 'metrics.json', 'a', 'named'],
  [':a', 'metrics.json', 'a', 'none'],
  ['__proto__', 'metrics.json', '__proto__', 'named'],
])('the selector %s on the file %s and the name %s: %s', (metric, path, name, expected) => {
  expect(compileSelector(metric).match(path, name)).toBe(expected)
})

test('a selector knows which files it may match', () => {
  expect(compileSelector('accuracy').mayBeIn('any.json')).toBe(true)
  expect(compileSelector('sklearn:acc').mayBeIn('any.json')).toBe(true)
  expect(compileSelector('eval/*.json:f1').mayBeIn('any.json')).toBe(false)
  expect(compileSelector('eval/*.json:f1').mayBeIn('eval/any.json')).toBe(true)
})

test('a selector ranks names before patterns, and longer patterns before shorter ones', () => {
  const order = ['*', 'latency*', 'latency_ms', 'latency*ms'].sort(
    (a, b) => compileSelector(b).rank - compileSelector(a).rank,
  )
  expect(order).toEqual(['latency_ms', 'latency*ms', 'latency*', '*'])
})

test.each<[string, string[], string[]]>([
  ['acuracy', ['loss', 'f1', 'accuracy', 'precision'], ['accuracy', 'f1', 'loss']],
  ['accuracy', ['val.accuracy', 'accuraccy', 'loss', 'train.loss'], ['val.accuracy', 'accuraccy', 'loss']],
  ['eval.f1', ['evaluation.f1', 'b', 'eval.f2'], ['evaluation.f1', 'eval.f2', 'b']],
  ['metrics.json:f1', ['other.json:f1', 'accuracy'], ['other.json:f1', 'accuracy']],
  ['Accuracy', ['accuracy'], ['accuracy']],
  ['a', [], []],
])('the names nearest to %s', (wanted, known, expected) => {
  expect(nearestMetrics(wanted, known)).toEqual(expected)
  expect(nearestMetrics(wanted, [...known].reverse())).toEqual(expected)
})

test('the nearest of 5,000 very long names is found in a short time', () => {
  const known = Array.from({ length: 5_000 }, (_, index) => `m${index}.${'x'.repeat(1_000)}`)
  expect(nearestMetrics('y'.repeat(10_000), known)).toHaveLength(3)
})
