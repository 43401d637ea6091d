import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { parse, parseDocument, stringify } from 'yaml'
import { readBlockYaml } from '../../src/text/block-yaml.js'
import { examples } from '../support/turn.js'

const LOCK = `schema: '2.0'
# a comment
stages:
  train:
    cmd: python train.py --long-option value
      --another-option
    deps:
    - path: src/train.py
      hash: md5
      md5: 0a1b2c3d4e5f60718293a4b5c6d7e8f9
      size: 12
    params:
      params.yaml:
        train.lr: 0.001
        train.deep: true
        train.none:
        train.list: []
    outs:
      - path: 'it''s.pkl'
        size: 123456789
  odd: {cmd: [a, b], outs: [{path: x, md5: "1\\n"}]}
  block:
    cmd: |
      one
      two
`

describe('the reader of DVC’s YAML', () => {
  test('a dvc.lock has the value that the parser gives, entries in another style too', () => {
    const seen: string[] = []
    const value = readBlockYaml(LOCK, {
      onEntry: (section, name, start) => seen.push(`${section}.${name} ${LOCK.slice(start).split(':')[0]}`),
    })
    expect(value).toEqual(parse(LOCK))
    expect(seen).toEqual(['stages.train   train', 'stages.odd   odd', 'stages.block   block'])
    expect(readBlockYaml(LOCK, { bigints: true })).toEqual(parse(LOCK, { intAsBigInt: true }))
  })

  test.each([
    ['a repeated key', 'stages:\n  a:\n    cmd: x\n  a:\n    cmd: y\n'],
    ['a repeated key inside an entry', 'stages:\n  a:\n    cmd: x\n    cmd: y\n'],
    ['an alias of another entry', 'stages:\n  a: &x\n    cmd: x\n  b: *x\n'],
    ['two documents', 'a: 1\n---\nb: 2\n'],
    ['a tab', 'a:\n\tb: 1\n'],
    ['a broken quote', 'stages:\n  a:\n    cmd: "x\n  b:\n    cmd: y"\n'],
    ['a list', '- a\n- b\n'],
    ['a wrong indent', 'stages:\n    a: 1\n  b: 2\n'],
  ])('a text with %s is left to the parser', (_, text) => {
    expect(readBlockYaml(text)).toBeUndefined()
  })

  const scalar = fc.oneof(
    fc.string({ maxLength: 12 }),
    fc.constantFrom(
      '1',
      '007',
      '1e3',
      '0x1f',
      '1.',
      '.5',
      '-0',
      '~',
      'yes',
      'No',
      'null',
      'True',
      '.inf',
      '- a',
      'a: b',
      'a #b',
    ),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
  )
  const key = fc.oneof(
    fc.string({ maxLength: 6 }),
    fc.constantFrom('a', 'path', 'params.yaml', 'true', '1', 'a b', '__x'),
  )
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      scalar,
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(key, tie('tree'), { maxKeys: 3 }),
    ),
  }))

  test('every text has the value that the parser gives, or none', () => {
    const same = (text: string) => {
      const value = readBlockYaml(text)
      if (value === undefined) return
      const document = parseDocument(text)
      expect(document.errors).toEqual([])
      expect(value).toEqual(document.toJS())
    }
    fc.assert(
      fc.property(fc.dictionary(key, tree, { maxKeys: 3 }), fc.integer({ min: 10, max: 90 }), (value, lineWidth) =>
        same(stringify(value, { lineWidth })),
      ),
    )
    // Damaged texts: a character is removed, replaced or put in.
    fc.assert(
      fc.property(
        fc.nat(LOCK.length),
        fc.constantFrom('', ' ', '\n', ':', '-', '"', "'", '#', 'x', '&a ', '  '),
        fc.nat(2),
        (at, put, cut) => same(LOCK.slice(0, at) + put + LOCK.slice(at + cut)),
      ),
      { numRuns: examples(500) },
    )
  })
})
