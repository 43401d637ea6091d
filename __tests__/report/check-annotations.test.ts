import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { CheckAnnotations, checkAnnotations, MOST_ANNOTATIONS } from '../../src/report/check-annotations.js'
import { emptyReport } from '../../src/report/report.js'
import { anyCharacter } from '../support/any-text.js'

function read(...lines: string[]) {
  const printed = new CheckAnnotations((text) => text.replaceAll('hunter2', '***'))
  for (const line of lines) printed.add(`${line}\n`)
  return printed.result()
}

describe('the annotations that tools print', () => {
  test.each<[string, string, object]>([
    [
      'ruff',
      '::error title=Ruff (F401),file=/w/src/a.py,line=1,col=8,endLine=1,endColumn=10::src/a.py:1:8: F401 `os` imported but unused',
      {
        title: 'Ruff (F401)',
        file: '/w/src/a.py',
        line: 1,
        column: 8,
        message: 'src/a.py:1:8: F401 `os` imported but unused',
      },
    ],
    [
      'pytest-github-actions-annotate-failures',
      '::error file=tests/test_a.py,line=2::test_b%0A%0Aassert 1 == 2%0A +  where 1 = f()',
      { file: 'tests/test_a.py', line: 2, message: 'test_b\n\nassert 1 == 2\n +  where 1 = f()' },
    ],
    [
      'escapes',
      '::warning file=a%2Cb%3Ac.py,title=100%25::50%25 %3A',
      { title: '100%', file: 'a,b:c.py', message: '50% %3A' },
    ],
    ['no properties', '  ::notice::hello', { message: 'hello' }],
    ['other cases', '::ERROR File=a.py,LINE=3::x', { file: 'a.py', line: 3, message: 'x' }],
    ['no message', '::error file=a.py::', { file: 'a.py', message: 'no message' }],
    ['a column without a line', '::error file=a.py,col=3::x', { file: 'a.py', message: 'x' }],
    ['wrong numbers', '::error file=a.py,line=-1,col=x::x', { file: 'a.py', message: 'x' }],
    ['a secret', '::error file=a.py,title=hunter2::pass hunter2', { file: 'a.py', title: '***', message: 'pass ***' }],
    ['colours', '::error::\x1b[31mred\x1b[0m', { message: 'red' }],
  ])('of %s are read', (_, line, annotation) => {
    expect(read(line).annotations).toEqual([{ severity: expect.any(String) as unknown, ...annotation }])
  })

  test.each([
    'a line ::error::x',
    '::error',
    '::error file=a.py:x',
    '::add-mask::x',
    '::set-output name=a::b',
    '::group::x',
    '::errors::x',
    '##[error]x',
    '::debug::x',
  ])('%j is none', (line) => {
    expect(read(line)).toEqual({ annotations: [], omitted: 0 })
  })

  test('what a tool prints between stop-commands and its token is text of others', () => {
    const lines = ['::stop-commands::t0k', '::error::quoted', '::other::', '::error::too', '::t0k::', '::error::mine']
    expect(read(...lines).annotations.map(({ message }) => message)).toEqual(['mine'])
  })

  test('the most severe are kept, each once, and all others are counted', () => {
    const many = (kind: string, number: number) =>
      Array.from({ length: number }, (__, at) => `::${kind}::${kind} ${at}`)
    const { annotations, omitted } = read(
      ...many('notice', 500),
      ...many('error', 20),
      ...many('error', 20),
      ...many('warning', 60),
    )
    expect(annotations).toHaveLength(MOST_ANNOTATIONS)
    expect(annotations.map(({ severity }) => severity)).toEqual([
      ...Array<string>(20).fill('error'),
      ...Array<string>(30).fill('warning'),
    ])
    expect(omitted).toBe(530)
  })

  test('any output is read within its bounds', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.string({ unit: anyCharacter }),
            fc.string().map((text) => `::error ${text}`),
          ),
        ),
        (lines) => {
          for (const { message, title = '', file = '', line = 1, column = 1 } of read(...lines).annotations) {
            expect(message.length).toBeLessThanOrEqual(2_000)
            expect(title.length).toBeLessThanOrEqual(255)
            expect(file.length).toBeLessThanOrEqual(1_000)
            expect(Math.min(line, column)).toBeGreaterThanOrEqual(1)
          }
        },
      ),
    )
  })

  test('a report shows them as rows; those of a check that passed fail nothing', () => {
    const report = emptyReport('validate', { sha: '', ref: '', event: 'push', trusted: true })
    const annotations = [{ severity: 'error' as const, message: 'm', title: 't', path: 'a.py', line: 3 }]
    const check = { command: 'x', seconds: 1, log: '', annotations }
    report.checks = [
      { ...check, name: 'lint', conclusion: 'failure', annotations_omitted: 23 },
      { ...check, name: 'types', conclusion: 'success' },
    ]
    expect(checkAnnotations(report).rows.map(({ tone, cells }) => [tone, ...cells.map(({ text }) => text)])).toEqual([
      ['bad', 'error', 'lint', 'a.py:3', 't: m'],
      ['plain', '', 'lint', '', '23 more are in the log'],
      ['warn', 'error', 'types', 'a.py:3', 't: m'],
    ])
  })
})
