import { execFileSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import fc from 'fast-check'
import { isRefName } from '../../src/git/ref-name.js'
import { ENV } from './lab.js'

/** Which of these names Git allows, by one shell. */
function allowed(names: readonly string[]): boolean[] {
  const script = 'while IFS= read -r name; do git check-ref-format "$name" && echo yes || echo no; done'
  const input = names.map((name) => `${name}\n`).join('')
  const answers = execFileSync('sh', ['-c', script], { cwd: tmpdir(), env: ENV, input, encoding: 'utf8' }).split('\n')
  return answers.slice(0, -1).map((answer) => answer === 'yes')
}

const part = fc.oneof(
  fc.constantFrom(
    'a',
    'main',
    '.',
    '..',
    '/',
    '.lock',
    'lock',
    '@',
    '{',
    '@{',
    '-',
    '\\',
    ' ',
    '\t',
    '\x7f',
    'é',
    '😀',
    '\u{85}',
  ),
  fc.constantFrom('', '~', '^', ':', '?', '*', '[', ']', '}', '"', "'", '$', '!', '#', '\x01', '\x1f', '%', 'HEAD'),
)
const name = fc.tuple(fc.constantFrom('refs/heads/', 'refs/tags/', ''), fc.array(part, { maxLength: 4 }))

test('a name of a ref is allowed where Git allows it', () => {
  fc.assert(
    fc.property(fc.array(name, { minLength: 150, maxLength: 150 }), (made) => {
      const names = made.map(([start, parts]) => `${start}${parts.join('')}`)
      expect(names.map((each) => [each, isRefName(each)])).toEqual(
        allowed(names).map((answer, at) => [names[at], answer]),
      )
    }),
    { numRuns: 1 },
  )
  // The shell above ends a name at these.
  expect(['refs/heads/a\nb', 'refs/heads/a\0b'].filter(isRefName)).toEqual([])
})
