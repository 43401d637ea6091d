import fc from 'fast-check'
import { editDistance } from '../../src/text/edit-distance.js'

test.each([
  ['', '', 0],
  ['abc', 'abc', 0],
  ['abc', 'abd', 1],
  ['abc', 'ab', 1],
  ['abc', 'xabc', 1],
  ['abc', 'acb', 1],
  ['abcd', 'badc', 2],
  ['kitten', 'sitting', 3],
  ['', 'abc', 3],
])('the edit distance of %j and %j is %d', (from, to, edits) => {
  expect(editDistance(from, to)).toBe(edits)
  expect(editDistance(to, from)).toBe(edits)
})

/** The same, straight from its definition. */
function slow(a: string, b: string): number {
  if (a === '' || b === '') return a.length + b.length
  const swapped =
    a.length > 1 && b.length > 1 && a.at(-1) === b.at(-2) && a.at(-2) === b.at(-1)
      ? slow(a.slice(0, -2), b.slice(0, -2)) + 1
      : Infinity
  return Math.min(
    slow(a.slice(0, -1), b) + 1,
    slow(a, b.slice(0, -1)) + 1,
    slow(a.slice(0, -1), b.slice(0, -1)) + (a.at(-1) === b.at(-1) ? 0 : 1),
    swapped,
  )
}

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 6 })
test('the edit distance equals its definition, also within a limit', () => {
  fc.assert(
    fc.property(word, word, fc.nat(7), (a, b, limit) => {
      const edits = slow(a, b)
      expect(editDistance(a, b)).toBe(edits)
      if (edits <= limit) expect(editDistance(a, b, limit)).toBe(edits)
      else expect(editDistance(a, b, limit)).toBeGreaterThan(limit)
    }),
    { numRuns: 200 },
  )
})
