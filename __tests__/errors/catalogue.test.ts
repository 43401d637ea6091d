import { describe, expect, test } from '@jest/globals'
import { CATALOGUE } from '../../src/errors/catalogue.js'
import { RULE_NAMES } from '../../src/settings/rules.js'

describe('the catalogue of errors', () => {
  const ids = CATALOGUE.map(({ id }) => id)

  test.each(CATALOGUE)('the error identifier $id is in kebab-case and has a title', ({ id, title }) => {
    expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/)
    expect(title).toMatch(/^[A-Za-z].*\.$/)
    expect(title.split(' ').length).toBeLessThanOrEqual(16)
  })

  test('no error identifier occurs twice, not even under two exit codes', () => {
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('no error identifier is the name of a lint rule', () => {
    const rules = new Set<string>(RULE_NAMES)
    expect(ids.filter((id) => rules.has(id))).toEqual([])
  })
})
