import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { parse } from 'yaml'
import { betterOf, MOST_POLICIES, policyLine, proposals, propose } from '../../src/init/policies.js'
import { judgeLimit, limitsOf } from '../../src/metrics/limits.js'
import { settingSchema } from '../../src/settings/schema.js'
import { metric } from './kinds.js'

describe('the policies that init proposes', () => {
  test.each([
    ['accuracy', 'higher'],
    ['val.f1_macro', 'higher'],
    ['worstRecall', 'higher'],
    ['log_loss', 'lower'],
    ['eval/rmse', 'lower'],
    ['false_positive_rate', 'lower'],
    ['train_accuracy', undefined],
    ['neg_mean_squared_error', undefined],
    ['precision_loss', undefined],
    ['inference_time', undefined],
    ['epoch', undefined],
  ])('the name %s says that better values are %s', (name, better) => {
    expect(betterOf(name)).toBe(better)
  })

  test.each([
    [metric('accuracy', 0.9777), 'accuracy: { min: 0.95, max_drop: 2% } # today 0.9777'],
    [
      metric('accuracy', 0.9777, 0.981, 0.975),
      'accuracy: { min: 0.95, max_drop: 0.01 } # today 0.9777; max_drop from its 3 values in Git',
    ],
    [metric('bleu', 34.2), 'bleu: { min: 33, max_drop: 2% } # today 34.2'],
    [metric('log_loss', 0.2829), 'log_loss: { max: 0.32, max_rise: 10% } # today 0.2829'],
    [
      metric('rmse', 1204, 1190, 1204, 1300),
      'rmse: { max: 1400, max_rise: 100 } # today 1204; max_rise from its 4 values in Git',
    ],
    [metric('r2', -0.2), 'r2: { max_drop: 2% } # today -0.2'],
  ])('%j gets limits a little beyond its value', (given, line) => {
    const proposal = propose(given, given.name)
    expect(proposal && policyLine(proposal)).toBe(line)
  })

  test('values that no later commit changed do not count as a history', () => {
    expect(propose(metric('accuracy', 0.9, 0.9, 0.9, 0.9), 'accuracy')?.limits).toContain('max_drop: 2%')
  })

  test('a metric passes its own proposal, whatever its value and history', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('accuracy', 'log_loss'),
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { maxLength: 6 }),
        (name, value, earlier) => {
          const proposal = propose(metric(name, value, ...earlier), name)
          if (proposal === undefined) throw new Error(`no proposal for ${name}`)
          for (const policy of settingSchema('thresholds').parse(parse(policyLine(proposal))))
            for (const limit of limitsOf(policy))
              expect([
                proposal,
                judgeLimit(limit, { metric: name, value, baseline: { kind: 'number', value } }).passed,
              ]).toEqual([proposal, true])
        },
      ),
      { numRuns: 200 },
    )
  })

  test('a name in two files gets the file in its key, and later metrics are named without a policy', () => {
    const twice = [metric('f1', 0.9), { ...metric('f1', 0.8), path: 'eval/other.json' }]
    expect(proposals(twice).policies.map(({ key }) => key)).toEqual(['metrics.json:f1', 'eval/other.json:f1'])
    const many = Array.from({ length: MOST_POLICIES + 2 }, (_, index) => metric(`f1.${index}`, 0.9))
    expect(proposals(many).others).toEqual([`f1.${MOST_POLICIES}`, `f1.${MOST_POLICIES + 1}`])
  })

  test('beside metrics that dvc-ci measures, those of a training get no policy', () => {
    const training = { ...metric('accuracy', 0.99), path: 'selection.json', measured: false }
    expect(proposals([training, metric('f1', 0.9)])).toEqual({
      policies: [expect.objectContaining({ key: 'f1' })],
      others: ['accuracy'],
    })
    expect(proposals([training]).policies).toHaveLength(1)
  })

  test('a name with characters of a pattern gets no policy', () => {
    expect(propose(metric('f1[macro]*', 0.9), 'f1[macro]*')).toBeUndefined()
  })
})
