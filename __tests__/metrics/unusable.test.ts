import { expect, test } from '@jest/globals'
import { gatePassed, judge } from '../../src/metrics/judge.js'
import { files, policy } from './build.js'

test.each<[string, string, RegExp]>([
  ['is NaN', '{"accuracy": NaN}', /accuracy.*NaN/],
  ['is Infinity', '{"accuracy": Infinity}', /accuracy.*Infinity/],
  ['is 1e400', '{"accuracy": 1e400}', /accuracy.*1e400/],
  ['is a list', '{"accuracy": [0.9]}', /accuracy.*a list/],
  ['is a text', '{"accuracy": "good"}', /accuracy.*"good"/],
  ['is a number in quotes', '{"accuracy": "0.9"}', /accuracy.*"0\.9"/],
  ['has two values', '{"accuracy": 0.9, "accuracy": 0.99}', /accuracy.*(twice|several|more than once)/],
  ['is in a broken file', '{"accuracy": 0.9', /metrics\.json cannot be read/],
  ['is in an empty file', '', /metrics\.json cannot be read: it is empty/],
])('A metric that %s never passes a policy', (_, text, says) => {
  const results = judge([policy('accuracy', { min: 0.5 })], {
    committed: files({ 'metrics.json': text }),
    baseline: files({ 'metrics.json': { accuracy: 0.9 } }),
  })
  expect(results).toMatchObject([{ rule: 'min: 0.5', passed: false }])
  expect(results[0]?.message).toMatch(says)
  expect(gatePassed(results)).toBe(false)
})
