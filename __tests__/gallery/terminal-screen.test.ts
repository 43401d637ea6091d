import { TerminalScreen } from './terminal-screen.js'

const shown = (text: string, columns = 20) => new TerminalScreen(columns).write(text).text()

test.each([
  ['a line that is written anew', 'working 1 s\r\x1b[2Kdone\n', 'done'],
  ['a live line below the others', 'train 1 s\r\x1b[2K✓ pull\r\ntrain 2 s\r\x1b[2K✓ train\r\n', '✓ pull\n✓ train'],
  ['a move of the cursor', 'one\r\ntwo\r\n\x1b[2A\x1b[Ksix', 'six\ntwo'],
  ['the erased rest of a line', 'abcdef\r\x1b[3C\x1b[K', 'abc'],
  ['a tab', 'a\tb', 'a       b'],
  ['the title of the window', '\x1b]0;dvc-ci\x07text', 'text'],
  ['a link', '\x1b]8;;https://a.example\x1b\\text\x1b]8;;\x1b\\', 'text'],
  ['the cursor that is hidden', '\x1b[?25ltext\x1b[?25h', 'text'],
])('%s looks as in a terminal', (_, written, expected) => {
  expect(shown(written)).toBe(expected)
})

test('a longer line goes on in the next one, and a wide character is never cut', () => {
  expect(shown('abcdefgh', 5)).toBe('abcde\nfgh')
  expect(shown('abcde\r\nf', 5)).toBe('abcde\nf')
  expect(shown('abcd名前', 5)).toBe('abcd\n名前')
  expect(shown('e\u0301f', 5)).toBe('e\u0301f')
})

test('colours and styles become classes, and markup stays text', () => {
  const html = (text: string) => new TerminalScreen(80).write(text).html()
  expect(html('\x1b[32m✓\x1b[39m \x1b[1m\x1b[31m<b>&\x1b[22m!\x1b[0m.')).toBe(
    '<span class="green">✓</span> <span class="bold red">&lt;b>&amp;</span><span class="red">!</span>.',
  )
  expect(html('\x1b[31ma\x1b[34mb\x1b[m c')).toBe('<span class="red">a</span><span class="blue">b</span> c')
})
