import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { parse, stringify } from 'yaml'
import { editParam, type ParamValue } from '../../src/pipeline/param-edit.js'
import { NumberText } from '../../src/settings/values.js'

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
    ['the same', 'a: 1.0\n', 'a', 1, 'a: 1\n', 1],
  ])('an edit changes only the value: %s', (_, text, key, value, after, before) => {
    expect(edit(text, key, value)).toEqual({ text: after, before })
  })

  test('an edit of JSON keeps its indentation and its numbers', () => {
    const text = '{\n    "train": {"C": 1.0, "name": "a"},\n\t"big": 1e3\n}'
    expect(edit(text, 'train.C', 2, true)).toEqual({ text: text.replace('1.0', '2'), before: 1 })
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
          const data = { before: rest, [name]: 'old', after: rest }
          const edit = editParam(json ? JSON.stringify(data, null, 3) : stringify(data), name, { value }, json)
          expect(edit).toHaveProperty('before', 'old')
          // JSON has no -0.
          const before = (json ? JSON.parse(JSON.stringify(data)) : parse(stringify(data))) as object
          if ('text' in edit) expect(parse(edit.text)).toEqual({ ...before, [name]: value })
        },
      ),
      { numRuns: 300 },
    )
  })
})

describe('edits that are rejected', () => {
  test.each<[string, string, string, ParamValue, RegExp]>([
    ['an alias', 'a: &x 1\nb: *x\n', 'b', 2, /it is an alias \(\*x\)/],
    ['what others refer to', 'a: &x 1\nb: *x\n', 'a', 2, /other values refer to it \(&x\)/],
    ['a mapping', 'a: {b: 1}\n', 'a', 2, /not a single value/],
    ['several lines', 'a: |\n  x\n  y\n', 'a', 'z', /several lines/],
    ['a word for a number', 'a: 1\n', 'a', 'one', /it is a number \(1\), and 'one' is of another type/],
    ['a number for true', 'a: true\n', 'a', 1, /it is true, and '1' is of another type/],
    ['a YAML tag', 'a: !secret x\n', 'a', 'y', /it has a YAML tag/],
    ['a file with mistakes', 'a: [1\n', 'a', 2, /cannot be read/],
  ])('an edit is rejected with the reason: %s', (_, text, key, value, reason) => {
    expect(edit(text, key, value)).toEqual({ kind: 'refused', reason: expect.stringMatching(reason) })
  })

  test('an unknown parameter is rejected with the existing names, and merged values are not among them', () => {
    expect(editParam('base: &b {C: 1}\ntrain:\n  <<: *b\n  k: [1, 2]\n', 'train.C', 2, false)).toEqual({
      kind: 'unknown',
      names: ['base.C', 'train.<<', 'train.k.0', 'train.k.1'],
    })
    expect(edit('', 'a', 1)).toEqual({ kind: 'unknown', names: [] })
  })
})
