import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { parse } from 'yaml'
import { cardFrom, cardProblem, cardText, cardWith, hasPart, proseOf } from '../../src/card/card.js'
import { describedIn, type FrontMatter, findFrontMatter, type ModelIndex } from '../../src/card/front-matter.js'
import { examples } from '../support/turn.js'

const [BEGIN, END] = ['<!-- dvc-ci:card:begin -->', '<!-- dvc-ci:card:end -->']
const index = (value: number, owner = ''): ModelIndex => ({
  name: 'digits',
  source: owner === '' ? 'dvc-ci' : `dvc-ci ${owner}`,
  results: [
    {
      task: { type: 'other' },
      dataset: { name: 'data/test.csv', type: 'dvc' },
      metrics: [{ type: 'f1', value, name: 'a.f1' }],
      source: { name: owner === '' ? 'dvc-ci' : `dvc-ci ${owner}`, url: 'https://example.org/o/n' },
    },
  ],
})
const written = (text: string, value = 1, owner = '') => cardWith(text, owner, `part ${value}`, index(value, owner))
const problem = (text: string, owner = '') => {
  const found = cardProblem(text, owner)
  return found && `${found.line ?? ''}: ${found.message}`
}
/** The front matter as the Hub finds it (huggingface_hub, REGEX_YAML_BLOCK). */
const onTheHub = (text: string): unknown => {
  const [, , yaml] = /^(\s*---(?:\r\n|\r|\n))([^]*?)((?:\r\n|\r|\n)---[ \t]*(?:\r\n|\n|$))/.exec(text) ?? []
  return yaml === undefined ? undefined : parse(yaml)
}

describe('the part of dvc-ci in a card', () => {
  test('the first build adds the part and the results, and the next one replaces only them', () => {
    const first = written('# Digits\n\nBy people.\n', 0.5)
    expect(first).toBe(`---
model-index:
  - name: digits
    results:
      - task:
          type: other
        dataset:
          name: data/test.csv
          type: dvc
        metrics:
          - type: f1
            value: 0.5
            name: a.f1
        source:
          name: dvc-ci
          url: https://example.org/o/n
---

# Digits

By people.

${BEGIN}
part 0.5
${END}
`)
    expect(written(first, 0.5)).toBe(first)
    expect(written(first, 0.75)).toBe(first.replaceAll('0.5', '0.75'))
    expect(written('', 1)).toMatch(/^---\nmodel-index:[^]*\n---\n\n?<!-- dvc-ci:card:begin -->/)
  })

  test('a card of several projects has a part for each, and each result keeps its project', () => {
    const both = written(written('# Both\n', 1, 'a b'), 2, 'c')
    expect(both).toContain('<!-- dvc-ci:card:begin a%20b -->\npart 1\n<!-- dvc-ci:card:end a%20b -->')
    expect(both).toContain('<!-- dvc-ci:card:begin c -->\npart 2\n')
    const again = written(both, 3, 'c')
    expect(again).toBe(both.replace('part 2', 'part 3').replace('value: 2', 'value: 3'))
    expect(hasPart(both, '')).toBe(false)
    expect(problem(`${BEGIN}\n<!-- dvc-ci:card:begin c -->\n${END}\n<!-- dvc-ci:card:end c -->\n`)).toBe(
      '2: a marker of another part is between the two markers',
    )
  })

  test.each([
    ['a marker without its end', `a\n${BEGIN}\n`, '2: the marker of the end is missing'],
    ['a marker without its beginning', `${END}\n`, '1: the marker of the beginning is missing'],
    ['the end first', `${END}\n${BEGIN}\n`, '1: the end is before the beginning'],
    ['two beginnings', `${BEGIN}\n${BEGIN}\n`, '2: two markers begin the part'],
    ['two pairs', `${BEGIN}\n${END}\nx\n${BEGIN}\n${END}\n`, '4: 4 markers of dvc-ci are in the file, not one pair'],
    ['an open block of code', `# a\n\n~~~\n${BEGIN}\n${END}\n`, '3: the block of code that begins here does not end'],
    ['no end of the front matter', '---\na: 1\n', '1: the front matter that begins here does not end with a line ---'],
    ['a list', '---\n- a\n---\n', '2: the front matter has no lines of the form `key: value`'],
    ['a text', '---\nhello\n---\n', '2: the front matter has no lines of the form `key: value`'],
    ['a mapping in braces', '---\n{a: 1}\n---\n', '2: the front matter has no lines of the form `key: value`'],
    ['no list of models', '---\na: 1\nmodel-index: {}\n---\n', '3: model-index in the front matter is no list'],
    ['an alias', '---\na: &x [1]\nmodel-index: *x\n---\n', '3: model-index in the front matter is no list'],
    [
      'two models',
      '---\nmodel-index: [{name: a}, {name: b}]\n---\n',
      '2: model-index in the front matter has several models',
    ],
    [
      'results that are no list',
      '---\nmodel-index: [{results: 1}]\n---\n',
      '2: model-index in the front matter has no list of results',
    ],
  ])('%s is a fault with its line', (_, text, message) => {
    expect(problem(text)).toBe(message)
    expect(problem(text.replaceAll('\n', '\r\n'))).toBe(message)
  })

  test('YAML with an error names its line', () => {
    expect(problem('---\nlicense: mit\na: [1\n---\n')).toMatch(/^[34]: the front matter is no YAML: /)
    expect(problem('---\na: 1\na: 2\n---\n')).toMatch(/^3: the front matter is no YAML: Map keys must be unique/)
    expect(problem('---\na: b: c\n---\n')).toMatch(/^2: the front matter is no YAML/)
    expect(problem('---\na: 1\n...\n---\n')).toBe('3: the front matter has a line `...`, after which no key counts')
  })

  test('markers in a block of code, in the front matter or in a line of text are text of the user', () => {
    for (const text of [
      `\`\`\`html\n${BEGIN}\n\`\`\`\nx\n`,
      `~~~~\n${BEGIN}\n~~~\n${BEGIN}\n~~~~\n`,
      `Write ${BEGIN} and ${END}.\n`,
      `    ${BEGIN}\n`,
      `---\na: |\n  ${BEGIN}\n---\n`,
    ]) {
      expect(problem(text)).toBeUndefined()
      expect(hasPart(text, '')).toBe(false)
      expect(written(text).includes(text.replace(/^---[^]*?---\n/, ''))).toBe(true)
    }
    expect(hasPart(`  <!--dvc-ci:card:begin-->\t\n  ${END} \n`, '')).toBe(true)
  })

  test('bytes that are no text, and files that are too large, are no card', () => {
    expect(cardText(Buffer.from([0x23, 0xff]))).toMatchObject({ message: 'it is not UTF-8 text' })
    expect(cardText(Buffer.from('a\0b'))).toMatchObject({ message: 'it is not UTF-8 text' })
    expect(cardText(Buffer.alloc(1024 * 1024 + 1, 'a'))).toMatchObject({ message: 'it has 1048577 bytes' })
    const bom = '\uFEFF# Ä\r\n'
    expect(cardText(Buffer.from(bom))).toBe(bom)
  })
})

describe('the results in the front matter', () => {
  test('other keys stay byte for byte, with comments and order; results of the user stay', () => {
    const text = `---
# top
license:   mit   # c
# before
model-index:
  # in
  - name: mine
    results:
      - task: {type: asr}   # user
        dataset: {name: a, type: a}
        metrics: [{type: wer, value: 1}]
# after
tags: [a,b]   # t
---
# Card
`
    const first = written(text, 0.5)
    expect(first.startsWith('---\n# top\nlicense:   mit   # c\n# before\nmodel-index:\n  # in\n  - name: mine\n')).toBe(
      true,
    )
    expect(first).toContain('\n# after\ntags: [a,b]   # t\n---\n# Card\n')
    expect(first).toContain('task: { type: asr } # user')
    expect(onTheHub(first)).toMatchObject({
      'model-index': [{ name: 'mine', results: [{ task: { type: 'asr' } }, { source: { name: 'dvc-ci' } }] }],
    })
    expect(written(first, 0.5)).toBe(first)
    expect(proseOf(first, '', 'dvc-ci')).toBe(proseOf(written(first, 9), '', 'dvc-ci'))
  })

  test('a key without a line break before the end, an empty front matter and a comment alone get the results', () => {
    for (const text of [
      '---\n---\n# A\n',
      '---\n# only\n---\n',
      '---\nmodel-index: []\n---\n',
      '---\nmodel-index:\n  - name: x\n---\n',
    ]) {
      const first = written(text)
      expect(onTheHub(first)).toMatchObject({ 'model-index': [{ results: [{ metrics: [{ value: 1 }] }] }] })
      expect(written(first)).toBe(first)
    }
  })

  test('aliases of the user stay, however many', () => {
    const text = `---\na: &a [x]\nb: [${'*a, '.repeat(200)}*a]\ndatasets: [one]\npipeline_tag: asr\n---\n`
    const first = written(text)
    expect(first.startsWith(text.slice(0, -4))).toBe(true)
    expect(describedIn(first, findFrontMatter(first) as FrontMatter)).toEqual({ task: 'asr', dataset: 'one' })
    expect(problem('---\nx: &x {a: 1}\nmodel-index: [{name: a, results: [{task: *x}]}]\n---\n')).toBe(
      '3: model-index in the front matter has an alias',
    )
  })

  test('a rollback brings back the part and the results of a version, in the text of today', () => {
    const [old, now] = [written('# A\r\n', 1), written('# A\r\n', 2).replace('# A', '# B\r\n\r\nNew.')]
    expect(cardFrom(now, old, '', 'dvc-ci')).toBe(old.replace('# A', '# B\r\n\r\nNew.'))
    expect(cardFrom(now, now, '', 'dvc-ci')).toBe(now)
    expect(cardFrom(now, '# Without a part\n', '', 'dvc-ci')).toBeUndefined()
  })

  test('a number stays a number, and a name with markup stays a text', () => {
    const results = [
      { ...index(1e-7).results[0], dataset: { name: 'a: "b" # c\n---\n*x', type: '!t' } },
    ] as ModelIndex['results']
    const text = cardWith('# A\n', '', 'part', { ...index(1), results })
    expect(text).toContain('value: 1.0e-7\n')
    expect(cardWith(text, '', 'part', { ...index(1), results })).toBe(text)
    for (const flow of [
      'model-index: []',
      'model-index: [{name: a, results: []}]',
      'model-index:\n- name: a\n  results: []',
    ])
      expect(cardWith(`---\n${flow}\n---\n`, '', 'part', { ...index(1), results })).toContain('value: 1.0e-7,')
    expect(onTheHub(text)).toMatchObject({
      'model-index': [
        { results: [{ dataset: { name: 'a: "b" # c\n---\n*x', type: '!t' }, metrics: [{ value: 1e-7 }] }] },
      ],
    })
  })

  test('whatever the user writes stays, and the same build gives the same bytes', () => {
    const line = fc.constantFrom(
      '# A',
      'text',
      '',
      '- x',
      '```',
      '~~~',
      BEGIN,
      END,
      '---',
      '    code',
      'ä\u2028',
      '<!-- x',
      '-->',
    )
    const key = fc.constantFrom(
      'license: mit',
      'tags:\n  - a\n  - b',
      '# note',
      'x:   "y"  # z',
      'nested:\n    a: {b: 1}',
      '',
    )
    fc.assert(
      fc.property(
        fc.option(fc.uniqueArray(key)),
        fc.array(line),
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        fc.boolean(),
        (keys, lines, eol, bom, ended) => {
          const front = keys === null ? [] : ['---', ...keys, '---']
          const text =
            (bom ? '\uFEFF' : '') + [...front, ...lines].join('\n').replaceAll('\n', eol) + (ended ? eol : '')
          if (cardProblem(text, '') !== undefined) return
          const first = written(text, 0.5)
          expect(cardProblem(first, '')).toBeUndefined()
          expect(hasPart(first, '')).toBe(true)
          expect(written(first, 0.5)).toBe(first)
          expect(written(written(first, 7), 0.5)).toBe(first)
          expect(proseOf(first, '', 'dvc-ci')).toBe(proseOf(written(first, 7), '', 'dvc-ci'))
          // A part that was there is replaced with what it had.
          if (hasPart(text, '')) return
          expect(proseOf(first, '', 'dvc-ci')).toBe(proseOf(text, '', 'dvc-ci'))
          // Without the part and the results, all lines of the user are there, in their order.
          const plain = (each: string) => each.replace('\uFEFF', '').split(/(?<=\n)/)
          expect(first.startsWith('\uFEFF')).toBe(bom)
          const kept = plain(first)
          for (const own of plain(text).filter((each) => each.endsWith('\n') && each.trim() !== '')) {
            if (own.includes('dvc-ci:card')) continue
            const at = kept.indexOf(own)
            expect(at).toBeGreaterThanOrEqual(0)
            kept.splice(0, at + 1)
          }
        },
      ),
      { numRuns: examples(300) },
    )
  })
})
