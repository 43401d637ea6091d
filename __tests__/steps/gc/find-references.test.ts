import { expect, test } from '@jest/globals'
import { isAddressOf, versionReference } from '../../../src/steps/gc/find-references.js'

test.each([
  ['https://github.com/Team/digits', true],
  ['git@github.com:team/digits.git', true],
  ['https://github.com/team/digits.git/', true],
  ['https://github.com/team/digits-2', false],
  ['https://github.com/a-team/digits', false],
  ['', false],
])('the address %j is that of team/digits: %s', (address, expected) => {
  expect(isAddressOf(address, 'team/digits')).toBe(expected)
})

test.each(['HEAD', 'abc1234', `${'a'.repeat(40)}\nHEAD`, '--upload-pack=x', ''])(
  'a version of MLflow with the commit %j is rejected',
  (sha) => {
    expect(() => versionReference('version 1 of digits', sha)).toThrow(/version 1 of digits needs.*no hash of a commit/)
  },
)

test('a version of MLflow needs its commit', () => {
  const sha = 'a'.repeat(40)
  expect(versionReference('version 1 of digits', sha)).toEqual({ because: 'mlflow', name: 'version 1 of digits', sha })
})
