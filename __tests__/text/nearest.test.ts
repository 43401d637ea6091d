import fc from 'fast-check'
import { nearest } from '../../src/text/nearest.js'

const NAMES = ['remote', 'remote-config', 'evaluate', 'evaluate-timeout', 'jobs', 'setup']

test('of equally near words the one with the same first letter is meant', () => {
  expect(nearest('fsh', ['bash', 'zsh', 'fish'])).toBe('fish')
})

test.each([
  ['evalute', 'evaluate'],
  ['evalaute', 'evaluate'],
  ['Evaluate', 'evaluate'],
  ['remote_config', 'remote-config'],
  ['job', 'jobs'],
  ['stup', 'setup'],
  ['timeout', 'evaluate-timeout'],
  ['config', 'remote-config'],
  ['xyz', undefined],
  ['', undefined],
  ['deploy', undefined],
])('the nearest name of %s is %s', (word, meant) => {
  expect(nearest(word, NAMES)).toBe(meant)
})

test('a part of a word is not a misspelling', () => {
  expect(nearest('timeout', NAMES, 'misspelt')).toBeUndefined()
  expect(nearest('evalute', NAMES, 'misspelt')).toBe('evaluate')
})

test('a name with one wrong, missing or extra letter is found', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...NAMES.filter((name) => name.length > 4)),
      fc.nat(),
      fc.constantFrom('', 'x', 'xy'),
      (name, place, letters) => {
        const at = place % name.length
        expect(nearest(name.slice(0, at) + letters + name.slice(at + 1), NAMES)).toBe(name)
      },
    ),
  )
})
