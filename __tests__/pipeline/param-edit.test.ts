import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { parse, stringify } from 'yaml'
import { editParam, type ParamValue } from '../../src/pipeline/param-edit.js'
import { NumberText } from '../../src/settings/number-text.js'
import { examples } from '../support/turn.js'

/** Sets a value that the user wrote as this text, or that a payload has. */
function edit(text: string, name: string, value: ParamValue | NumberText, json = false) {
  return editParam(text, name, value instanceof NumberText ? { value: value.value, text: value.text } : { value }, json)
}

describe('only the value changes', () => {
  test.each<[string, string, string, ParamValue, string, ParamValue]>([
    [
      'a comment behind it stays',
      'train:\n  C: 1.0  # not 2\n  b: x\n',
      'train.C',
      0.5,
      'train:\n  C: 0.5  # not 2\n  b: x\n',
      1,
    ],
    [
      'a mapping on one line',
      'train: {C: 1.0, kernel: rbf}\n',
      'train.kernel',
      'linear',
      'train: {C: 1.0, kernel: linear}\n',
      'rbf',
    ],
    [
      'a word that a mapping on one line would take apart',
      'train: {kernel: rbf}\n',
      'train.kernel',
      'a,b',
      'train: {kernel: "a,b"}\n',
      'rbf',
    ],
    ['quotes', "name: 'old one' # c\n", 'name', 'new', 'name: new # c\n', 'old one'],
    ['a word that would be something else without quotes', 'name: x\n', 'name', 'true', 'name: "true"\n', 'x'],
    ['nothing behind the colon', 'a:\nb: 1\n', 'a', 3, 'a: 3\nb: 1\n', null],
    ['an item of a list', 'layers:\n- 64 # first\n- 32\n', 'layers.1', 16, 'layers:\n- 64 # first\n- 16\n', 32],
    ['line ends of Windows', 'a: 1\r\nb: 2\r\n', 'a', 7, 'a: 7\r\nb: 2\r\n', 1],
    ['no line end at all', 'a: 1', 'a', 2, 'a: 2', 1],
    ['a number as a key', '2024: {seed: 1}\n', '2024.seed', 2, '2024: {seed: 2}\n', 1],
    ['an anchor without a reference', 'a: &x 1\nb: 2\n', 'a', 5, 'a: &x 5\nb: 2\n', 1],
    ['null', 'a: 1\n', 'a', null, 'a: null\n', 1],
    ['the same', 'a: 1.0\n', 'a', 1, 'a: 1.0\n', 1],
  ])('an edit changes only the value: %s', (_, text, key, value, after, before) => {
    expect(edit(text, key, value)).toEqual({ text: after, before })
  })

  test('an edit of JSON keeps its indentation and its numbers', () => {
    const text = '{\n    "train": {"C": 1.0, "name": "a"},\n\t"big": 1e3\n}'
    expect(edit(text, 'train.C', 2, true)).toEqual({ text: text.replace('1.0', '2.0'), before: 1 })
    expect(edit(text, 'train.name', 'b', true)).toEqual({ text: text.replace('"a"', '"b"'), before: 'a' })
  })

  test('property: an edit changes no other value of the file', () => {
    const key = fc.stringMatching(/^[a-z]{1,4}$/)
    const scalar = fc.oneof(
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.string({ maxLength: 12 }),
      fc.constant(null),
    )
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 3 },
        scalar,
        fc.dictionary(key, tie('tree'), { maxKeys: 4 }),
        fc.array(tie('tree'), { maxLength: 3 }),
      ),
    }))
    fc.assert(
      fc.property(
        key,
        tree,
        fc.constantFrom<ParamValue>(3, 0.25, 'word', 'a,b:c', null),
        fc.boolean(),
        (name, rest, value, json) => {
          const old = typeof value === 'number' ? (Number.isInteger(value) ? 1 : 1.5) : 'old'
          const data = { before: rest, [name]: old, after: rest }
          const edit = editParam(json ? JSON.stringify(data, null, 3) : stringify(data), name, { value }, json)
          expect(edit).toHaveProperty('before', old)
          // JSON has no -0.
          const before = (json ? JSON.parse(JSON.stringify(data)) : parse(stringify(data))) as object
          if ('text' in edit) expect(parse(edit.text)).toEqual({ ...before, [name]: value })
        },
      ),
      { numRuns: examples(300) },
    )
  })
})

describe('edits that are rejected', () => {
  test.each<[string, string, string, ParamValue, RegExp]>([
    ['an alias', 'a: &x 1\nb: *x\n', 'b', 2, /it is an alias \(\*x\)/],
    ['what others refer to', 'a: &x 1\nb: *x\n', 'a', 2, /other values refer to it \(&x\)/],
    ['a mapping', 'a: {b: 1}\n', 'a', 2, /not a single value/],
    ['several lines', 'a: |\n  x\n  y\n', 'a', 'z', /several lines/],
    ['a word for a number', 'a: 1\n', 'a', 'one', /it is a whole number \(1\), and 'one' is of another type/],
    ['a number for true', 'a: true\n', 'a', 1, /it is true, and '1' is of another type/],
    ['a YAML tag', 'a: !secret x\n', 'a', 'y', /it has a YAML tag/],
    ['a file with mistakes', 'a: [1\n', 'a', 2, /cannot be read/],
  ])('an edit is rejected with the reason: %s', (_, text, key, value, reason) => {
    expect(edit(text, key, value)).toEqual({ kind: 'refused', reason: expect.stringMatching(reason) })
  })

  test('an unknown parameter is rejected with the existing names, those of merged mappings too', () => {
    expect(edit('base: &b {C: 1}\ntrain:\n  <<: *b\n  k: [1, 2]\n', 'train.D', 2)).toEqual({
      kind: 'unknown',
      names: ['base.C', 'train.k.0', 'train.k.1', 'train.C'],
    })
    expect(edit('', 'a', 1)).toEqual({ kind: 'unknown', names: [] })
    expect(edit('a: &a\n  <<: *a\n  b: 1\n', 'a.c', 1)).toEqual({ kind: 'unknown', names: ['a.b'] })
  })
})

const written = (text: string) => new NumberText(text)

describe('the type of the parameter stays', () => {
  test.each<[string, string, ParamValue | NumberText, string]>([
    ['a number with a fraction, set to a whole one', '0.5', written('1.0'), '1.0'],
    ['a number with a fraction, set by a payload without one', '0.5', 1, '1.0'],
    ['an exponent as written', '0.5', written('1.0e-7'), '1.0e-7'],
    ['an exponent that PyYAML would take for text', '0.5', written('1e-7'), '1.0e-7'],
    ['an exponent without a sign', '0.5', written('1e5'), '1.0e+5'],
    ['digits that JavaScript drops', '0.7', written('0.50'), '0.50'],
    ['a number that only DVC takes for one', '1e-4', written('1e-5'), '1e-5'],
    ['a number that only DVC takes for one, set to one for all', '1e-4', 0.001, '0.001'],
    ['a text that reads like false', 'adam', 'off', '"off"'],
    ['a text that reads like true', 'adam', true, '"true"'],
    ['a version, set to a number', '"1.0.0"', 10, '"10"'],
    ['a version, set to a number with a fraction', "'1.0.0'", written('2.0'), '"2.0"'],
    ['a text that reads like a time', 'x', '12:30', '"12:30"'],
    ['a text that reads like a date', 'x', '2024-01-01', '"2024-01-01"'],
    ['a date', '2024-01-01', '2024-02-01', '2024-02-01'],
    ['a switch of YAML 1.1', 'off', 'on', 'on'],
    ['nothing, set to a number', '', written('1e-3'), ' 1.0e-3'],
    ['nothing, set to a whole number', '', 3, ' 3'],
    ['a whole number', '5', 7, '7'],
    ['infinity', '1.5', '.inf', '.inf'],
    ['a number in a list of numbers with underscores', '1_000', 2000, '2000'],
  ])('%s', (_, old, value, expected) => {
    expect(edit(`a: ${old}\nb: 1\n`.replace('a: \n', 'a:\n'), 'a', value)).toMatchObject({
      text: `a: ${expected}\nb: 1\n`.replace('a:  ', 'a: '),
    })
  })

  test.each<[string, string, ParamValue | NumberText, RegExp]>([
    ['a whole number gets no fraction', '5', 0.5, /it is a whole number \(5\), and '0\.5' is none: .*\(1\.0\)/],
    ['a whole number keeps its form', '5', written('6.0'), /and '6\.0' is none/],
    ['a whole number with zeros in front', '5', written('007'), /and '007' is none/],
    ['a text for a date', '2024-01-01', 'soon', /it is a date \(2024-01-01\)/],
    [
      'a word for a switch that YAML 1.1 reads',
      'off',
      'maybe',
      /off is true or false for YAML 1\.1 .* and a text for YAML 1\.2/,
    ],
    ['a text for true', 'true', 'off', /it is true, and 'off' is of another type/],
    ['a number that YAML 1.1 takes for minutes', '1:30', 'x', /1:30 is a whole number for YAML 1\.1/],
  ])('rejected: %s', (_, old, value, reason) => {
    expect(edit(`a: ${old}\n`, 'a', value)).toEqual({ kind: 'refused', reason: expect.stringMatching(reason) })
  })

  test('a value that is there already changes no character', () => {
    for (const [old, value] of [
      ['1.0', 1],
      ["'x'", 'x'],
      ['1_000', 1000],
      ['"10"', 10],
      ['~', null],
    ] as const)
      expect(edit(`a: ${old}\n`, 'a', value)).toMatchObject({ text: `a: ${old}\n` })
  })

  test('numbers of JSON keep their type and stay JSON', () => {
    expect(edit('{"a": 0.5}', 'a', written('.25'), true)).toMatchObject({ text: '{"a": 0.25}' })
    expect(edit('{"a": 0.5}', 'a', written('1e-7'), true)).toMatchObject({ text: '{"a": 1e-7}' })
    expect(edit('{"a": 0.5}', 'a', 1, true)).toMatchObject({ text: '{"a": 1.0}' })
    expect(edit('{"a": "x"}', 'a', true, true)).toMatchObject({ text: '{"a": "true"}' })
    expect(edit('{"a": 5}', 'a', 0.5, true)).toMatchObject({ kind: 'refused' })
  })
})

describe('values of merged mappings', () => {
  test.each<[string, string, string]>([
    [
      'a mapping over several lines',
      'base: &base\n  depth: 3\ntrain:\n  <<: *base  # defaults\n  C: 1\n',
      'base: &base\n  depth: 3\ntrain:\n  <<: *base  # defaults\n  depth: 5\n  C: 1\n',
    ],
    [
      'a mapping on one line',
      'base: &base {depth: 3}\ntrain: {<<: *base, C: 1}\n',
      'base: &base {depth: 3}\ntrain: {<<: *base, depth: 5, C: 1}\n',
    ],
    [
      'several merged mappings, and no line end',
      'a: &a {x: 1}\nb: &b {depth: 3}\ntrain:\n  <<: [*a, *b]',
      'a: &a {x: 1}\nb: &b {depth: 3}\ntrain:\n  <<: [*a, *b]\n  depth: 5',
    ],
    [
      'a merged mapping that merges one',
      'a: &a {depth: 3}\nb: &b {<<: *a}\ntrain:\r\n  <<: *b\r\n',
      'a: &a {depth: 3}\nb: &b {<<: *a}\ntrain:\r\n  <<: *b\r\n  depth: 5\r\n',
    ],
  ])('a merged value becomes an own one: %s', (_, text, expected) => {
    expect(edit(text, 'train.depth', 5)).toEqual({ text: expected, before: 3 })
    expect(edit(text, 'train.depth', 3)).toEqual({ text, before: 3 })
  })

  test('the base can be set, and changes all that merge it', () => {
    expect(edit('base: &base {depth: 3}\ntrain: {<<: *base}\n', 'base.depth', 5)).toEqual({
      text: 'base: &base {depth: 5}\ntrain: {<<: *base}\n',
      before: 3,
    })
  })

  test.each<[string, string, string, RegExp]>([
    [
      'inside',
      'base: &base {opt: {lr: 1}}\ntrain: {<<: *base}\n',
      'train.opt.lr',
      /it comes from base\.opt\.lr by a merge key/,
    ],
    ['an alias', 'base: &base {lr: 1}\ntrain: *base\n', 'train.lr', /train is an alias \(\*base\): set base\.lr/],
    ['an alias inside', 'x: &x 1\na: {b: *x}\n', 'a.b', /it is an alias \(\*x\): set x/],
    [
      'others take it',
      'base: &base {d: 1}\nt: &t {<<: *base}\nu: {<<: *t}\n',
      't.d',
      /it comes from base\.d, so set it there/,
    ],
  ])('a merged value that cannot be set has its origin in the message: %s', (_, text, name, reason) => {
    expect(edit(text, name, 5)).toEqual({ kind: 'refused', reason: expect.stringMatching(reason) })
  })
})
