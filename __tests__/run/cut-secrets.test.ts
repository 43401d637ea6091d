import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { shorten } from '../../src/report/escape.js'
import { LogTail } from '../../src/run/log-tail.js'
import { createRedactor } from '../../src/run/redact.js'
import { WholeLines } from '../../src/run/whole-lines.js'
import { showValue } from '../../src/settings/problems.js'

const SECRET = 'q7Zx-91kLmWv_20RtYbN#55Hj'
const PIECE = 8

/** The pieces of the secret that a text has. */
function piecesIn(text: string): string[] {
  return Array.from({ length: SECRET.length - PIECE + 1 }, (_, at) => SECRET.slice(at, at + PIECE)).filter((piece) =>
    text.includes(piece),
  )
}

const words = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '.', '\n', '…'), maxLength: 60 })
const redactor = createRedactor()
redactor.add(SECRET)

test.each<[string, (text: string, most: number) => string]>([
  ['a message', (text, most) => shorten(text, most)],
  ['the value of a setting', (text) => showValue(text)],
  [
    'the end of a log',
    (text, most) => {
      const tail = new LogTail(most)
      tail.add(text)
      return tail.text
    },
  ],
])('no piece of a secret stays in %s that was clipped before it was masked', (_, clip) => {
  fc.assert(
    fc.property(words, words, fc.integer({ min: SECRET.length + 4, max: 120 }), (before, after, most) => {
      expect(piecesIn(redactor.redact(clip(`${before}${SECRET}${after}`, most)))).toEqual([])
    }),
  )
})

test('no piece of a secret stays in the log where the other stream writes in the middle of its line', () => {
  fc.assert(
    fc.property(words, words, fc.array(fc.nat(80), { maxLength: 5 }), (before, after, cuts) => {
      const line = `${before}${SECRET}${after}\n`
      const [out, err, log] = [new WholeLines(), new WholeLines(), redactor.stream()]
      let shown = ''
      let at = 0
      for (const cut of [...cuts.sort((a, b) => a - b), line.length]) {
        shown += log.write(out.add(line.slice(at, cut)))
        at = Math.max(at, cut)
        shown += log.write(err.add('of the other stream\n'))
      }
      shown += log.write(out.end() + err.end()) + log.end()
      expect(piecesIn(shown)).toEqual([])
      expect(shown.replaceAll('of the other stream\n', '')).toBe(`${before}***${after}\n`)
    }),
  )
})

test('a text without a mark keeps its words, also those of a secret', () => {
  expect(redactor.redact(`${SECRET.slice(0, 12)} and ${SECRET.slice(-12)}`)).toContain(SECRET.slice(0, 12))
  expect(redactor.redact('wait...')).toBe('wait...')
})
