import { capitalized, count, lastLine, named, withoutPeriod } from '../../src/text/words.js'

test.each([
  [0, '0 objects'],
  [1, '1 object'],
  [2, '2 objects'],
])('count writes %d with the form of the noun that fits', (number, expected) => {
  expect(count(number, 'object')).toBe(expected)
})

test('count takes a plural that is not the word with an s', () => {
  expect(count(1, 'entry', 'entries')).toBe('1 entry')
  expect(count(3, 'entry', 'entries')).toBe('3 entries')
})

test('named shows all names up to its limit, and counts the others', () => {
  expect(named([])).toBe('')
  expect(named(['a'])).toBe('a')
  expect(named(['a', 'b', 'c', 'd', 'e'])).toBe('a, b, c, d, e')
  expect(named(['a', 'b', 'c', 'd', 'e', 'f'])).toBe('a, b, c, d, e and 1 more')
  expect(named(['a', 'b', 'c', 'd'], 2)).toBe('a, b and 2 more')
})

test.each([
  ['first\nsecond\n', 'second'],
  ['first\n  second  \n\n \n', 'second'],
  ['only', 'only'],
  ['', ''],
  [' \n', ''],
])('lastLine returns the last line of %j that is not empty', (text, expected) => {
  expect(lastLine(text)).toBe(expected)
})

test('capitalized changes the first letter alone', () => {
  expect(capitalized('nothing ran, DVC failed')).toBe('Nothing ran, DVC failed')
  expect(capitalized('')).toBe('')
})

test('withoutPeriod removes one final period and no other', () => {
  expect(withoutPeriod('model.pkl is absent.')).toBe('model.pkl is absent')
  expect(withoutPeriod('wait...')).toBe('wait..')
  expect(withoutPeriod('params.yaml')).toBe('params.yaml')
})
