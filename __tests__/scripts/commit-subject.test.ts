import { describe, expect, test } from '@jest/globals'
import { subjectFaults, subjectReport } from '../../scripts/commit-subject.mjs'

const LONGEST = `lint: ${'x'.repeat(66)}`

describe('the subject of a commit', () => {
  test.each([
    'lint: name the line of a credential',
    'fan-out: spread a retraining over machines',
    'docs: speed up the first page',
    LONGEST,
  ])('a subject of the form `area: imperative` has no fault: %s', (subject) => {
    expect(subjectFaults(subject)).toEqual([])
  })

  test.each([
    ['Build', 'area: imperative'],
    ['lint name the line', 'area: imperative'],
    ['Lint: name the line', 'area: imperative'],
    ['lint:name the line', 'area: imperative'],
    ['lint: ', 'area: imperative'],
    ['', 'area: imperative'],
    ['lint: name the line.', 'full stop'],
    ['lint: added a rule', "'added' is not the imperative"],
    ['lint: adding a rule', "'adding' is not the imperative"],
    [`${LONGEST}x`, '73 columns'],
  ])('a subject of another form is rejected with the reason: %s', (subject, reason) => {
    expect(subjectFaults(subject)).toEqual([expect.stringContaining(reason)])
  })

  test('the report names the commit, the subject and every fault', () => {
    expect(
      subjectReport([
        ['1f0c6d2', 'lint: added a rule.'],
        ['2b9a111', 'lint: add a rule'],
      ]),
    ).toEqual([
      "1f0c6d2: the subject 'lint: added a rule.' is wrong: it ends with a full stop.",
      "1f0c6d2: the subject 'lint: added a rule.' is wrong: 'added' is not the imperative.",
    ])
  })
})
