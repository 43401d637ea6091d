import { isAddress, withoutCredentials } from '../../src/text/addresses.js'

test.each([
  ['s3://bucket/key', true],
  ['remote://store/d.csv', true],
  ['data/raw.csv', false],
  ['C:/data/raw.csv', false],
  ['://x', false],
])('%s is an address: %s', (path, expected) => {
  expect(isAddress(path)).toBe(expected)
})

test.each([
  ['https://me:pw@host/d.csv?sig=abc', 'https://host/d.csv'],
  ['https://host/a@b', 'https://host/a@b'],
  ['data/raw.csv?x', 'data/raw.csv?x'],
  ['from ssh://me@host/d and http://host/x?y=1 on', 'from ssh://host/d and http://host/x on'],
])('%s has no credentials as %s', (text, expected) => {
  expect(withoutCredentials(text)).toBe(expected)
})
