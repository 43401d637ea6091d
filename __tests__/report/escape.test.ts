import fc from 'fast-check'
import { micromark } from 'micromark'
import { gfm, gfmHtml } from 'micromark-extension-gfm'
import {
  jsonText,
  markdownCode,
  markdownLog,
  markdownSentence,
  markdownText,
  shorten,
  singleLine,
  visible,
} from '../../src/report/escape.js'
import { anyCharacter } from '../support/any-text.js'
import { examples } from '../support/turn.js'
import { HOSTILE } from './sample.js'

/** The HTML that GitHub's flavour of Markdown makes of it, before anything is taken out of it for safety. */
const html = (markdown: string) =>
  micromark(markdown, { extensions: [gfm()], htmlExtensions: [gfmHtml()], allowDangerousHtml: true })
const NAMED: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"' }
/** What a reader sees of HTML without elements. */
const seen = (text: string) =>
  text.replace(/&(?:#(\d+)|(\w+));/g, (_, code: string | undefined, name: string) =>
    code ? String.fromCodePoint(Number(code)) : (NAMED[name] ?? '?'),
  )
const withoutSpaces = (text: string) => text.replaceAll('\u200b', '')

test('the parser of these tests finds text that is not escaped', () => {
  expect(html('| a |\n| --- |\n| <img src=x> `b` https://x.example **c** |\n')).toContain(
    '<td><img src=x> <code>b</code> <a href="https://x.example">https://x.example</a> <strong>c</strong></td>',
  )
})

const hostile = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc
    .array(
      fc.constantFrom(...HOSTILE, ' ', 'a', '1', '\n', '*', '`', '#', '@', '<', '&', '\\', '|', '://', 'www.', '-'),
    )
    .map((parts) => parts.join('')),
  fc.string({ unit: 'grapheme' }),
)

/** The three cells of a row, the middle two being the text in its two forms. */
function cellsOf(text: string): string[] {
  const table = html(
    `| a | b | c |\n| --- | --- | --- |\n| ${markdownText(text)} | ${markdownCode(text)} | end |\n\nafter\n`,
  )
  expect(table).toContain('<p>after</p>')
  return [...table.matchAll(/<td>([\s\S]*?)<\/td>/g)].map((match) => match[1] ?? '')
}

test('an escaped text in a table is one cell with exactly the text, as text and as code', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const [asText = '', asCode = '', end, ...more] = cellsOf(text)
      expect([end, more]).toEqual(['end', []])
      expect(withoutSpaces(seen(asText))).toBe(withoutSpaces(singleLine(text)))
      expect(asText).not.toContain('<')
      expect(withoutSpaces(seen(asCode.replace(/^<code>|<\/code>$/g, '')))).toBe(withoutSpaces(singleLine(text)))
    }),
    { numRuns: examples(300), examples: HOSTILE.map((text): [string] => [text]) },
  )
})

test('an escaped text is one paragraph with exactly the text', () => {
  fc.assert(
    fc.property(
      hostile.filter((text) => withoutSpaces(singleLine(text)).trim() !== ''),
      (text) => {
        const shown = html(`${markdownText(text)}\n\nafter\n`)
        expect(withoutSpaces(seen(shown))).toBe(`<p>${withoutSpaces(singleLine(text))}</p>\n<p>after</p>\n`)
      },
    ),
    { numRuns: examples(300) },
  )
})

test('an escaped text has no mention and no issue reference in the finished HTML', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const [asText = ''] = cellsOf(text)
      expect(seen(asText)).not.toMatch(/(?:^|[^A-Za-z0-9])@[A-Za-z0-9]/)
      expect(seen(asText)).not.toMatch(/[\w.-]@[\w-]+\.\w/)
      expect(seen(asText)).not.toMatch(/#\d|\bgh-\d/i)
    }),
    { examples: HOSTILE.map((text): [string] => [text]) },
  )
})

test.each([
  ['@org/team', '@&#8203;org/team'],
  ['train@forest', 'train@forest'],
  ['a|b', 'a&#124;b'],
  ['<img src=x>', '&#60;img src=x&#62;'],
  ['::error::x', '&#58;:error&#58;:x'],
  ['0.91', '0.91'],
  ['-0.04', '-0.04'],
  ['a\r\nb\tc', 'a b c'],
])('%j as Markdown text is %s', (text, expected) => {
  expect(markdownText(text)).toBe(expected)
})

test('an empty text as code is empty', () => {
  expect(markdownCode('')).toBe('')
  expect(markdownCode('\n')).toBe('')
})

test('a log is folded and shown unchanged, with any content', () => {
  const log = `${HOSTILE.join('\n')}\n\n\n    indented\n</details>\n`
  const shown = html(`before\n\n${markdownLog('unit <b>', log)}\n\nafter\n`)
  const found = /<summary><code>(.*)<\/code><\/summary>\n<pre>\n([\s\S]*?)\n<\/pre>\n<\/details>\n<p>after<\/p>/.exec(
    shown,
  )
  expect(seen(found?.[1] ?? '')).toBe('unit <b>')
  expect(seen(found?.[2] ?? '')).toBe(visible(log.trimEnd()))
  expect(found?.[2]).not.toContain('<')
})

test('control characters and those that reverse the text are escaped', () => {
  expect(visible('\x1b[31m\u202ea\tb\r\nc\rd\x00')).toBe('\\x1b[31m\\u202ea\tb\nc\nd\\x00')
  fc.assert(
    fc.property(fc.string({ unit: anyCharacter }), (text) => {
      // Everything of Unicode's categories Cc and the directional marks, but for line breaks and tabs.
      expect(visible(text).replace(/[\n\t]/g, '')).not.toMatch(/\p{Cc}|\p{Bidi_Control}/u)
      expect(singleLine(text)).not.toMatch(/[\n\r\t]/)
    }),
  )
})

test('a long text is shortened in the middle, never within a character', () => {
  expect(shorten('data/very/long/path.csv', 11)).toBe('data/…h.csv')
  expect(shorten('short', 5)).toBe('short')
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 20 }), (text, most) => {
      const short = shorten(text, most)
      expect([...short].length).toBeLessThanOrEqual(Math.max(most, 1))
      // A character that was cut in two has no URL form.
      expect(() => encodeURIComponent(short)).not.toThrow()
    }),
  )
})

test('the JSON of a report has one line for each plot, and all else is indented', () => {
  expect(jsonText({ plots: [{ x: [1, 2] }, {}], a: { b: 1 } })).toBe(
    '{\n  "a": {\n    "b": 1\n  },\n  "plots": [\n    {"x":[1,2]},\n    {}\n  ]\n}',
  )
  expect(jsonText({ plots: [1] })).toBe('{\n  "plots": [\n    1\n  ]\n}')
  for (const value of [{}, { plots: [] }, { plots: 'x' }]) expect(jsonText(value)).toBe(JSON.stringify(value, null, 2))
})

test('the JSON of a report keeps its value and has no command for a runner', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(...HOSTILE, '##[error]x', '###[add-mask]'), (value, text) => {
      const json = jsonText({ value, text, [text]: text, plots: [value, text] })
      expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify({ value, text, [text]: text, plots: [value, text] })))
      expect(json).not.toContain('##[')
      expect(json).not.toMatch(/^\s*::/m)
    }),
  )
})

test('a sentence shows its commands as code, and interprets nothing else', () => {
  expect(markdownSentence('Run `dvc push` where it was made, then `git push`.')).toBe(
    'Run <code>dvc push</code> where it was made, then <code>git push</code>.',
  )
  const dense = (text: string) => text.replace(/\s+/g, '')
  fc.assert(
    fc.property(hostile, (text) => {
      const shown = html(markdownSentence(text)).replace(/<\/?(?:p|code)>/g, '')
      expect(shown).not.toContain('<')
      expect(dense(withoutSpaces(seen(shown)))).toBe(dense(singleLine(text).replace(/`([^`]+)`/g, '$1')))
    }),
  )
})
