import fc from 'fast-check'
import { createRedactor, redactStrings, secretForms } from '../../src/run/redact.js'
import { examples } from '../support/turn.js'

/** Cuts a text at the given places. */
function cut(text: string, places: readonly number[]): string[] {
  const sorted = [...new Set(places.map((place) => place % (text.length + 1)))].sort((a, b) => a - b)
  return [0, ...sorted].map((from, index) => text.slice(from, sorted[index] ?? text.length))
}

function streamed(secrets: readonly string[], pieces: readonly string[]): string {
  const redactor = createRedactor()
  secrets.forEach((secret) => redactor.add(secret))
  const stream = redactor.stream()
  return pieces.map((piece) => stream.write(piece)).join('') + stream.end()
}

function redacted(secrets: readonly string[], text: string): string {
  const redactor = createRedactor()
  secrets.forEach((secret) => redactor.add(secret))
  return redactor.redact(text)
}

describe('redact', () => {
  test.each([
    ['itself', 'token-1234', 'x token-1234 y', 'x *** y'],
    ['twice in a row', 'token-1234', 'token-1234token-1234', '******'],
    ['base64', 'user:pässword', `Basic ${Buffer.from('user:pässword').toString('base64')}`, 'Basic ***'],
    ['URL-encoded', 'p@ss w/rd', 'https://u:p%40ss%20w%2Frd@host', 'https://u:***@host'],
    ['URL-encoded as a form', 'p@ss w/rd', 'password=p%40ss+w%2Frd&x', 'password=***&x'],
    ['URL-encoded with its slash', 'p@ss w/rd', 'p%40ss%20w/rd', '***'],
    ['JSON', 'a"b\\c\nd', JSON.stringify({ k: 'a"b\\c\nd' }), '{"k":"***"}'],
    ['JSON in ASCII, as Python writes it', 'naïve-key', '"na\\u00efve-key"', '"***"'],
    ['each line of a key', 'BEGIN KEY\nabcdef\nEND KEY', 'line: abcdef.', 'line: ***.'],
    ['the lines of a key with CRLF', 'BEGIN KEY\r\nabcdef\r\n', 'abcdef', '***'],
    ['a value with a line break behind it', 'token-1234\n', 'token-1234 ', '*** '],
    ['short values are no secrets', 'on', 'one on', 'one on'],
  ])('redact replaces %s', (_, secret, text, expected) => {
    expect(redacted([secret], text)).toBe(expected)
  })

  test.each([0, 1, 2])('base64 inside longer text is redacted, %i bytes in', (offset) => {
    const text = Buffer.from(`${'u'.repeat(offset)}s3cr3t-value:rest`).toString('base64')
    const shown = redacted(['s3cr3t-value'], text)
    expect(shown).toContain('***')
    expect(Buffer.from(shown.replace('***', ''), 'base64').toString('latin1')).not.toContain('3cr3t')
  })

  test('of two overlapping secrets no part stays', () => {
    expect(redacted(['abcdef', 'defghi'], '<abcdefghi>')).toBe('<***>')
  })

  test('the forms of Python are replaced: quote, quote_plus, with codes in lower case', () => {
    const redactor = createRedactor()
    redactor.add("it's a/b c")
    for (const form of ['it%27s%20a/b%20c', 'it%27s+a%2Fb+c', 'it%27s%20a%2Fb%20c', 'it%27s+a%2fb+c'])
      expect(redactor.redact(`<${form}>`)).toBe('<***>')
  })

  test('a secret that is the beginning of another does not hide the longer one', () => {
    expect(streamed(['abcd', 'abcdefgh'], ['ab', 'cd', 'ef', 'gh!'])).toBe('***!')
    expect(streamed(['abcd', 'abcdefgh'], ['abcd', 'ef', '!'])).toBe('***ef!')
  })

  test('a possible beginning of a secret is held back, and other text is written at once', () => {
    const redactor = createRedactor()
    redactor.add('secret-value')
    const stream = redactor.stream()
    expect(stream.write('see secret-')).toBe('see ')
    expect(stream.write('service\n')).toBe('secret-service\n')
    expect(stream.write('sec')).toBe('')
    expect(stream.end()).toBe('sec')
  })

  test('a secret that repeats itself is replaced in any number of pieces', () => {
    expect(streamed(['aaaa'], 'xaaaaaaaaay'.split(''))).toBe('x***y')
  })

  test('strings of a structure are redacted at any depth, and other values stay', () => {
    const value = {
      text: 'abcd1234',
      number: 1234,
      list: ['x 1234', null, true],
      deep: { message: '1234 message', 'key 1234': '' },
    }
    expect(redactStrings(value, (text) => redacted(['1234', 'message'], text))).toEqual({
      text: 'abcd***',
      number: 1234,
      list: ['x ***', null, true],
      deep: { message: '*** ***', 'key ***': '' },
    })
  })
})

describe('properties', () => {
  // A small alphabet, so that secrets overlap each other, themselves and the text; no `*`, which is what replaces them.
  const secret = fc.string({
    unit: fc.constantFrom('a', 'b', 'é', '/', '"', '\n', ' ', '\\', '%', '\ud83d'),
    minLength: 1,
    maxLength: 9,
  })
  const text = (secrets: readonly string[]) =>
    fc
      .array(
        fc.oneof(
          fc.constantFrom(...secrets.flatMap(secretForms), ...secrets, 'x'),
          fc.string({ unit: fc.constantFrom('a', 'b', 'é', '/', '\n', ' '), maxLength: 4 }),
        ),
        { maxLength: 12 },
      )
      .map((parts) => parts.join(''))
  const input = fc.array(secret, { minLength: 1, maxLength: 3 }).chain((secrets) =>
    fc.record({
      secrets: fc.constant(secrets),
      text: text(secrets),
      places: fc.array(fc.nat(200), { maxLength: 20 }),
    }),
  )

  test('no secret is printed in any form however a text is cut, and the result equals that of the whole text', () => {
    fc.assert(
      fc.property(input, ({ secrets, text, places }) => {
        const out = streamed(secrets, cut(text, places))
        expect(out).toBe(redacted(secrets, text))
        for (const form of secrets.flatMap(secretForms)) expect(out).not.toContain(form)
      }),
      { numRuns: examples(1000) },
    )
  })

  test('the held-back text is never longer than the longest form of a secret', () => {
    fc.assert(
      fc.property(input, ({ secrets, text, places }) => {
        const redactor = createRedactor()
        secrets.forEach((secret) => redactor.add(secret))
        const longest = Math.max(0, ...secrets.flatMap(secretForms).map((form) => form.length))
        const stream = redactor.stream()
        cut(text, places).forEach((piece) => stream.write(piece))
        // What is held may end as a secret of three characters and what follows it.
        expect(stream.end().length).toBeLessThan(Math.max(longest, 1) + 3)
      }),
    )
  })

  test('text without a secret is unchanged', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.nat(100)), (text, places) => {
        expect(streamed(['§§secret§§'], cut(text.replaceAll('§', ''), places))).toBe(text.replaceAll('§', ''))
      }),
    )
  })
})

test('JSON that escapes slashes and letters beyond ASCII shows no secret', () => {
  const secret = 'p/ä"ss/wörd'
  const json = JSON.stringify(secret).slice(1, -1)
  const ascii = json.replace('ä', '\\u00e4').replace('ö', '\\u00f6')
  const redactor = createRedactor()
  redactor.add(secret)
  for (const form of [json, ascii, json.replaceAll('/', '\\/'), ascii.replaceAll('/', '\\/')])
    expect(redactor.redact(`<${form}>`)).toBe('<***>')
})
