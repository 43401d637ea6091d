import fc from 'fast-check'
import { parseMetricsFile, unreadableFile } from '../../src/metrics/metrics-file.js'
import type { ParsedFile } from '../../src/metrics/parsed-file.js'
import { anyCharacter } from '../support/any-text.js'
import { examples } from '../support/turn.js'

/** The whole file's problem, or each entry as its value or its problem's message. */
function shown(file: ParsedFile): unknown {
  if (file.problem !== undefined) return file.problem.message
  return Object.fromEntries(
    [...file.leaves].map(([name, leaf]) => [
      name,
      'problem' in leaf ? `${leaf.problem.kind}: ${leaf.problem.seen}` : leaf.value,
    ]),
  )
}

const read = (path: string, text: string): unknown => shown(parseMetricsFile(path, text))

describe('values', () => {
  test.each<[string, string, string, Record<string, number>]>([
    [
      'nested JSON',
      'm.json',
      '{"eval":{"f1":0.5,"by class":{"0":1,"1":2}},"acc":1e-5}',
      { 'eval.f1': 0.5, 'eval.by class.0': 1, 'eval.by class.1': 2, acc: 1e-5 },
    ],
    [
      'YAML',
      'm.yaml',
      'eval:\n  f1: 0.5\n  "quoted key": .5\nacc: 1e5\n1: 5\nlots: 1_000\nhex: 0x1F\n',
      { 'eval.f1': 0.5, 'eval.quoted key': 0.5, acc: 1e5, 1: 5, lots: 1000, hex: 31 },
    ],
    ['YAML under .yml', 'm.YML', 'a: -1.5', { a: -1.5 }],
    [
      'YAML with aliases and merged keys',
      'm.yaml',
      'base: &b {x: 1, y: 2}\nown: {<<: *b, y: 3}\nlist: {<<: [*b, {z: 4}]}\nsame: &n 7\nagain: *n',
      {
        'base.x': 1,
        'base.y': 2,
        'own.y': 3,
        'own.x': 1,
        'list.x': 1,
        'list.y': 2,
        'list.z': 4,
        same: 7,
        again: 7,
      },
    ],
    [
      'TOML',
      'm.toml',
      'a = 1_000\n[eval]\nf1 = 0.5\nclass.one = 1\n',
      { a: 1000, 'eval.f1': 0.5, 'eval.class.one': 1 },
    ],
    ['one number in a plain file, named after the file', 'out/accuracy.txt', '0.97\n', { accuracy: 0.97 }],
    ['names in a plain file', 'metrics', 'a: 1', { a: 1 }],
    ['one number in JSON, zero too', 'score.json', '0', { score: 0 }],
    ['a byte-order mark', 'm.json', '\uFEFF{"a":1}', { a: 1 }],
    ['a byte-order mark in TOML', 'm.toml', '\uFEFFa = 1', { a: 1 }],
    ['Windows line ends', 'm.json', '{\r\n"a": 1\r\n}\r\n', { a: 1 }],
    [
      'integers beyond a double, as the nearest double',
      'm.json',
      '{"a":123456789012345678901234567890}',
      { a: 123456789012345678901234567890 },
    ],
    ['the same in YAML', 'm.yaml', 'a: 123456789012345678901234567890', { a: 123456789012345678901234567890 }],
    ['the same in TOML', 'm.toml', 'a = 123456789012345678901234567890', { a: 123456789012345678901234567890 }],
    ['no entries', 'm.json', '{}', {}],
  ])('a metrics file is read: %s', (_title, path, text, expected) => {
    expect(read(path, text)).toEqual(expected)
  })

  test('entries of a metrics file keep their order, even with names like array indices', () => {
    for (const [path, text] of [
      ['m.json', '{"b":1,"10":2,"9":3,"a":4}'],
      ['m.yaml', 'b: 1\n10: 2\n9: 3\na: 4'],
    ] as const) {
      expect([...parseMetricsFile(path, text).leaves.keys()]).toEqual(['b', '10', '9', 'a'])
    }
  })

  test('metrics may have the names of object properties', () => {
    for (const [path, text] of [
      ['m.json', '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":2}},"hasOwnProperty":3}'],
      ['m.yaml', '__proto__: {polluted: 1}\nconstructor: {prototype: {polluted: 2}}\nhasOwnProperty: 3'],
      ['m.toml', 'hasOwnProperty = 3\n[__proto__]\npolluted = 1\n[constructor.prototype]\npolluted = 2'],
    ] as const) {
      expect(
        new Map([...parseMetricsFile(path, text).leaves].map(([name, leaf]) => [name, 'value' in leaf && leaf.value])),
      ).toEqual(
        new Map([
          ['__proto__.polluted', 1],
          ['constructor.prototype.polluted', 2],
          ['hasOwnProperty', 3],
        ]),
      )
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
    }
  })

  test('the line of a metric is that of its name', () => {
    const lines = (path: string, text: string): unknown =>
      Object.fromEntries([...parseMetricsFile(path, text).leaves].map(([name, leaf]) => [name, leaf.line]))
    expect(lines('m.json', '{\n  "a": 1,\n  "b": {\n\n    "c": NaN\n  }\n}')).toEqual({ a: 2, 'b.c': 5 })
    expect(lines('m.yaml', '# first\na: 1\nb:\n\n  c: .nan\n')).toEqual({ a: 2, 'b.c': 5 })
  })
})

describe('entries that are no finite numbers', () => {
  test.each<[string, string, unknown]>([
    [
      'm.json',
      '{"a":NaN,"b":Infinity,"c":-Infinity,"d":0.5}',
      { a: 'not-finite: NaN', b: 'not-finite: Infinity', c: 'not-finite: -Infinity', d: 0.5 },
    ],
    ['m.json', '{"a":[NaN],"b":"NaN"}', { a: 'other: a list', b: 'quoted: the text "NaN"' }],
    [
      'm.json',
      '{"a":1e400,"b":-1e400}',
      { a: 'not-finite: 1e400 (too large for a number)', b: 'not-finite: -1e400 (too large for a number)' },
    ],
    ['m.json', 'NaN', { m: 'not-finite: NaN' }],
    ['m.json', 'Infinity', { m: 'not-finite: Infinity' }],
    [
      'm.yaml',
      'a: .nan\nb: .inf\nc: -.Inf\nd: 1e400\ne: nan',
      {
        a: 'not-finite: NaN',
        b: 'not-finite: Infinity',
        c: 'not-finite: -Infinity',
        d: 'not-finite: 1e400 (too large for a number)',
        e: 'quoted: the text "nan"',
      },
    ],
    [
      'm.toml',
      'a = nan\nb = -inf\nc = 1e400',
      { a: 'not-finite: NaN', b: 'not-finite: -Infinity', c: 'not-finite: Infinity' },
    ],
    ['m.json', `{"a":${'9'.repeat(400)}}`, { a: `not-finite: ${'9'.repeat(40)}… (too large for a number)` }],
    [
      'm.json',
      '{"a":"0.97","b":" 97 %","c":"forest","d":""}',
      {
        a: 'quoted: the text "0.97"',
        b: 'quoted: the text " 97 %"',
        c: 'other: the text "forest"',
        d: 'other: the text ""',
      },
    ],
    ['m.json', '{"a":true,"b":null,"c":[0.5],"d":{}}', { a: 'other: true', b: 'other: null', c: 'other: a list' }],
    [
      'm.yaml',
      'a: yes\nb: ~\nc:\n- 1\nd: 2020-01-01\ne: !!float "0.5"\nf: !unknown 3',
      {
        a: 'other: the text "yes"',
        b: 'other: null',
        c: 'other: a list',
        d: 'other: the text "2020-01-01"',
        e: 0.5,
        f: 'quoted: the text "3"',
      },
    ],
    [
      'm.toml',
      'a = 2020-01-01\nb = [1]\nc = true\nd = "x"',
      { a: 'other: a date', b: 'other: a list', c: 'other: true', d: 'other: the text "x"' },
    ],
    ['m.json', `{"a":"${'x'.repeat(100)}"}`, { a: `other: the text "${'x'.repeat(40)}…"` }],
  ])('%s with the text %s has the expected entries', (path, text, expected) => {
    expect(read(path, text)).toEqual(expected)
  })
})

describe('names that are given more than once', () => {
  const twice = 'duplicate: several values'
  test.each<[string, string, unknown]>([
    ['m.json', '{"a":0.5,"a":0.97}', { a: twice }],
    ['m.json', '{"a":1,"a":1,"b":2}', { a: twice, b: 2 }],
    ['m.json', '{"a":{"x":1},"a":{"y":2}}', { a: twice, 'a.x': twice, 'a.y': twice }],
    ['m.json', '{"a":{"b":1},"a.b":2}', { 'a.b': twice }],
    ['m.json', '{"a":1,"\\u0061":2}', { a: twice }],
    ['m.json', '{"a":{},"a":{}}', { a: twice }],
    ['m.yaml', 'a: 1\nb: 2\na: 3', { a: twice, b: 2 }],
    ['m.yaml', '{a: 1, "a": 2}', { a: twice }],
    [
      'm.toml',
      'a = 1\n\na = 2',
      'm.toml cannot be read: line 3: it is not valid TOML (trying to redefine an already defined table or value)',
    ],
  ])('%s with the text %s has the expected entries', (path, text, expected) => {
    expect(read(path, text)).toEqual(expected)
  })
})

describe('files that say nothing', () => {
  const nested = (open: string, close: string, depth: number): string => open.repeat(depth) + '1' + close.repeat(depth)
  test.each<[string, string, string, string]>([
    ['an empty file', 'm.json', '', 'it is empty'],
    ['blanks only', 'm.toml', ' \n', 'it is empty'],
    ['comments only', 'm.yaml', '# none\n', 'it is empty'],
    ['an explicit null', 'm.yaml', '~\n', 'it is empty'],
    ['truncated JSON', 'm.json', '{"a": 1,\n"b": ', 'line 2: it is not valid JSON (value expected)'],
    ['a trailing comma', 'm.json', '{"a": 1,}', 'line 1: it is not valid JSON (property name expected)'],
    ['a comment', 'm.json', '{"a": 1} // x', 'line 1: it is not valid JSON (invalid comment token)'],
    ['a number that runs into NaN', 'm.json', '{"a":1NaN}', 'line 1: it is not valid JSON (comma expected)'],
    ['NaN as a name', 'm.json', '{NaN:1}', 'line 1: it is not valid JSON (property name expected)'],
    ['a minus apart from its infinity', 'm.json', '{"a":- Infinity}', 'line 1: it is not valid JSON (invalid symbol)'],
    ['a leading zero', 'm.json', '{"a":01}', 'line 1: it is not valid JSON (comma expected)'],
    ['a NUL', 'm.json', '{"a":\0}', 'line 1: it is not valid JSON (invalid symbol)'],
    [
      'conflict markers',
      'm.json',
      '{\n<<<<<<< HEAD\n"a": 1\n=======\n"a": 2\n>>>>>>> x\n}',
      'line 2: it is not valid JSON (invalid symbol)',
    ],
    ['a list', 'm.json', '[0.5]', 'it holds a list, not names with numbers'],
    ['text', 'm.csv', 'a,b\n1,2\n', 'it holds the text "a,b 1,2", not names with numbers'],
    ['a tab in YAML', 'm.yaml', 'a: 1\n\tb: 2', 'line 2: it is not valid YAML (Tabs are not allowed as indentation)'],
    ['two YAML documents', 'm.yaml', 'a: 1\n---\nb: 2', 'it holds 2 YAML documents, not one'],
    ['a YAML key that is a list', 'm.yaml', 'a: 1\n? [x]\n: 1', 'line 2: a key in it is a list or a mapping'],
    ['an alias to nothing', 'm.yaml', 'a: *x', 'it has an alias without an anchor (*x)'],
    ['broken TOML', 'm.toml', 'a = 1\nb = \n', 'line 2: it is not valid TOML (invalid value)'],
    ['Python', 'm.py', 'A = 1', 'metrics in Python files are not supported; write JSON, YAML or TOML'],
    ['JSON, 3,000 deep', 'm.json', nested('{"a":', '}', 3_000), 'it is nested more than 100 levels deep'],
    ['JSON lists, 300,000 deep', 'm.json', nested('[', ']', 300_000), 'it is nested more than 100 levels deep'],
    [
      'YAML, 3,000 deep in braces',
      'm.yaml',
      nested('{a: ', '}', 3_000),
      'line 1: it is nested more than 100 levels deep',
    ],
    [
      'YAML, 3,000 deep in dashes',
      'm.yaml',
      '- '.repeat(3_000) + '1',
      'line 1: it is nested more than 100 levels deep',
    ],
    [
      'YAML, 1,000 deep in blocks',
      'm.yaml',
      Array.from({ length: 1_000 }, (_, depth) => `${' '.repeat(depth)}a:\n`).join(''),
      'line 102: it is nested more than 100 levels deep',
    ],
    ['TOML, 3,000 deep in a name', 'm.toml', `${'a.'.repeat(3_000)}b = 1`, 'it is nested more than 100 levels deep'],
    [
      'TOML, 3,000 deep in lists',
      'm.toml',
      `a = ${nested('[', ']', 3_000)}`,
      'line 1: it is not valid TOML (document contains excessively nested structures. aborting.)',
    ],
    ['an alias to itself', 'm.yaml', 'a: &a {b: *a}', 'line 1: it is nested more than 100 levels deep'],
  ])('a metrics file is rejected: %s', (_title, path, text, reason) => {
    const file = parseMetricsFile(path, text)
    expect(file.problem?.message).toBe(`${path} cannot be read: ${reason}`)
    expect(file.problem?.kind).toBe('file')
    expect(file.leaves.size).toBe(0)
  })

  test('alias bombs are rejected in a short time', () => {
    const level = (depth: number, body: string): string => `a${depth}: &a${depth} ${body}\n`
    const names = Array.from({ length: 9 }, (_, index) => index)
    let nestedBomb = level(0, '{x: 1}')
    let mergedBomb = level(0, '{x: 1}')
    for (let depth = 1; depth < 12; depth++) {
      nestedBomb += level(depth, `{${names.map((name) => `k${name}: *a${depth - 1}`).join(', ')}}`)
      mergedBomb += level(depth, `{<<: [${names.map(() => `*a${depth - 1}`).join(', ')}]}`)
    }
    expect(read('m.yaml', nestedBomb)).toBe('m.yaml cannot be read: it has more than 1000 aliases')
    expect(read('m.yaml', mergedBomb)).toBe('m.yaml cannot be read: it has more than 1000 aliases')
  })

  test('a metrics file with too many entries is rejected', () => {
    const json = `{${Array.from({ length: 100_001 }, (_, index) => `"m${index}":1`).join(',')}}`
    expect(read('m.json', json)).toBe('m.json cannot be read: it has more than 100000 entries')
  })

  test('unreadableFile is a problem of the whole file', () => {
    expect(unreadableFile('m.json', 'it is not there').problem?.message).toBe('m.json cannot be read: it is not there')
  })
})

test('a metrics file with 100 levels and 5,000 entries is read', () => {
  const deep = parseMetricsFile('m.json', '{"a":'.repeat(100) + '1' + '}'.repeat(100))
  expect([...deep.leaves.keys()]).toEqual([Array.from({ length: 100 }, () => 'a').join('.')])
  const wide = parseMetricsFile(
    'm.json',
    `{${Array.from({ length: 200 }, (_, index) => `"m${index}":{"a":[1]}`).join(',')},"last":1}`,
  )
  expect(wide.leaves.get('last')).toEqual({ value: 1, line: 1 })
  const entries = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`m${index}`, index / 7]))
  expect(read('m.json', JSON.stringify(entries))).toEqual(entries)
  expect(
    read(
      'm.yaml',
      Object.entries(entries)
        .map(([name, value]) => `${name}: ${value}\n`)
        .join(''),
    ),
  ).toEqual(entries)
})

describe('properties', () => {
  const path = fc.constantFrom('m.json', 'm.yaml', 'm.toml', 'm.txt')
  const fragments = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ':',
    ',',
    '"',
    "'",
    'a',
    '"a":',
    'a: ',
    'a = ',
    'NaN',
    '-',
    'Infinity',
    '1e400',
    '0.5',
    '\n',
    ' ',
    '\t',
    '#',
    '//',
    '&x ',
    '*x',
    '<<: ',
    '---\n',
    '- ',
    '? ',
    '|\n',
    '!!float ',
    '\\',
    '\0',
    '\uFEFF',
    '[t]',
    '.nan',
  )
  const soup = fc.array(fragments, { maxLength: 30 }).map((parts) => parts.join(''))

  test('property: no text makes parseMetricsFile throw, and each entry is a finite number or a problem', () => {
    fc.assert(
      fc.property(
        path,
        fc.oneof(
          fc.string({ unit: anyCharacter }),
          soup,
          fc.json(),
          fc.jsonValue().map((value) => JSON.stringify(value, null, 1)),
        ),
        (name, text) => {
          const file = parseMetricsFile(name, text)
          for (const leaf of file.leaves.values())
            expect('problem' in leaf ? leaf.problem.seen.length > 0 : Number.isFinite(leaf.value)).toBe(true)
          expect(file.problem === undefined || file.leaves.size === 0).toBe(true)
        },
      ),
      { numRuns: examples(1_000) },
    )
  })

  const number = fc.double({ noNaN: true, noDefaultInfinity: true })
  test('property: every number that JSON.stringify writes is read under its dotted name', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.string({ minLength: 1 }).filter((key) => !key.includes('.')),
          fc.dictionary(fc.string(), number, { minKeys: 1 }),
          { minKeys: 1 },
        ),
        (tree) => {
          const expected = new Map(
            Object.entries(tree).flatMap(([outer, inner]) =>
              Object.entries(inner).map(([key, value]) => [`${outer}.${key}`, value + 0] as const),
            ),
          )
          const { leaves } = parseMetricsFile('m.json', JSON.stringify(tree, null, 2))
          expect(
            new Map([...leaves].map(([name, leaf]) => [name, 'value' in leaf ? leaf.value + 0 : leaf.problem])),
          ).toEqual(expected)
        },
      ),
    )
  })
})
