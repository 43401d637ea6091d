import { stripVTControlCharacters } from 'node:util'
import fc from 'fast-check'
import { singleLine } from '../../src/report/escape.js'
import { withoutEscapes } from '../../src/text/without-escapes.js'

test.each([
  ['\x1b[31mred\x1b[0m', 'red'],
  ['\x1b[1;38;5;9mbold\x1b[m', 'bold'],
  ['\x9b2Kline', 'line'],
  ['\x1b]8;;https://e.org\x07link\x1b]8;;\x07', 'link'],
  ['\x1b]0;title\x1b\\text', 'text'],
  ['\x1b(Btext\x1b7', 'text'],
  // A text after a sequence without an end stays.
  ['\x1b]0;title', '0;title'],
])('%j is shown as %j', (text, shown) => {
  expect(withoutEscapes(text)).toBe(shown)
})

test('it removes colours as Node does', () => {
  const part = fc.oneof(
    fc.string({ unit: fc.constantFrom('a', ' ', ';', '[', '\n', 'é') }),
    fc.constantFrom('\x1b[0m', '\x1b[1;31m', '\x1b[38;2;1;2;3m', '\x1b[2K', '\x1b[?25l'),
  )
  fc.assert(
    fc.property(fc.array(part), (parts) => {
      const text = parts.join('')
      expect(withoutEscapes(text)).toBe(stripVTControlCharacters(text))
    }),
  )
})

// With an expression whose time grows with the square, each of these takes many minutes.
test.each(['\x1b;#', '\x1b]', '\x1b[0', '\x9b', '\x1b ', '\x1b'])('a text of %j alone ends', (part) => {
  expect(withoutEscapes(part + ';#'.repeat(1_000_000)).length).toBeGreaterThan(0)
  expect(withoutEscapes(part.repeat(300_000)).length).toBeLessThan(1_000_001)
})

test('a name of white space alone ends', () => {
  expect(singleLine(`a${' '.repeat(1_000_000)}b`)).toHaveLength(1_000_002)
  expect(singleLine('  a \n\n \t b\tc \n')).toBe('a b c')
})
