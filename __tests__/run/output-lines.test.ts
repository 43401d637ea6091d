import fc from 'fast-check'
import { createOutputLines } from '../../src/run/output-lines.js'
import { createRedactor } from '../../src/run/redact.js'

function emitted(pieces: readonly string[], options: { redrawn?: boolean; secret?: string } = {}): string[] {
  const redactor = createRedactor()
  if (options.secret !== undefined) redactor.add(options.secret)
  const out: string[] = []
  const lines = createOutputLines(
    redactor,
    (text) => {
      out.push(text)
    },
    options.redrawn ?? false,
  )
  pieces.forEach((piece) => {
    lines.write(piece)
  })
  lines.flush()
  return out
}

test.each([
  ['pieces become lines', ['a', 'b\nc', '\n'], false, ['ab\n', 'c\n']],
  ['the last line gets an end', ['a\nb'], false, ['a\n', 'b\n']],
  ['a log keeps every state of a progress bar', ['10%\r', '20%\r', 'done\n'], false, ['10%\r', '20%\r', 'done\n']],
  ['a terminal keeps the last state of a progress bar', ['10%\r20%', '\r100%', '\r\nnext\n'], true, ['100%\nnext\n']],
  ['a progress bar that is not finished', ['10%\r', '20%\r'], true, ['20%\n']],
  ['Windows line ends', ['a\r\nb\r\n'], true, ['a\nb\n']],
  ['nothing', [''], false, []],
])('output lines of %s', (_, pieces, redrawn, expected) => {
  expect(emitted(pieces, { redrawn })).toEqual(expected)
})

test('a secret that is cut by pieces is not printed', () => {
  expect(emitted(['token=s3cr', '3t-value\nmore'], { secret: 's3cr3t-value' })).toEqual(['token=***\n', 'more\n'])
})

test('a line without an end is printed in parts', () => {
  const out = emitted(Array.from({ length: 20 }, () => 'x'.repeat(10_000)))
  expect(out.length).toBeGreaterThan(1)
  expect(out.join('')).toBe(`${'x'.repeat(200_000)}\n`)
})

test('no output is lost, and every part of a long line except the last has full length', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: fc.constantFrom('a', '\n', '\r', ' ') })), (pieces) => {
      const out = emitted(pieces)
      const text = pieces.join('')
      expect(out.join('')).toBe(text === '' || /[\r\n]$/.test(text) ? text : `${text}\n`)
      for (const lines of out) expect(lines).toMatch(/[\r\n]$/)
    }),
  )
})
