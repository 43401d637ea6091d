import { describe, expect, test } from '@jest/globals'
import { firstKey, hasKeys } from '../../src/audit/first-key.js'

describe('the first key that differs', () => {
  test.each([
    [
      'a number in a list',
      'm.json',
      '{"a": {"w": [1, 2.0]}}',
      '{"a": {"w": [1, 2.5]}}',
      { key: 'a.w[1]', first: '2.0', second: '2.5' },
    ],
    ['a text in YAML', 'm.yaml', 'a:\n  b: x\n', 'a:\n  b: y\n', { key: 'a.b', first: 'x', second: 'y' }],
    ['a number in TOML', 'm.toml', '[a]\nb = 1\n', '[a]\nb = 2\n', { key: 'a.b', first: '1', second: '2' }],
    ['a key of the first side alone', 'm.json', '{"a": 1, "b": 2}', '{"a": 1}', { key: 'b', only: 'first' }],
    ['a key of the second side alone', 'm.json', '{"a": 1}', '{"a": 1, "b": 2}', { key: 'b', only: 'second' }],
    ['a longer list', 'm.json', '[1]', '[1, 2]', { key: '[1]', only: 'second' }],
    ['another kind of value', 'm.json', '{"a": [1]}', '{"a": {"b": 1}}', { first: 'a list', second: 'a mapping' }],
  ])('%s', (_, path, first, second, expected) => {
    expect(firstKey(path, first, second)).toMatchObject({ at: 'key', signs: [], ...expected })
  })

  test.each([
    ['keys', '{"a": 1, "b": 2}', '{"b": 2, "a": 1}', ''],
    ['items', '{"x": ["a", "b", "c"]}', '{"x": ["c", "a", "b"]}', 'x'],
  ])('the same %s in another order are an order', (_, first, second, key) => {
    expect(firstKey('m.json', first, second)).toEqual({ at: 'order', key, signs: ['order'] })
  })

  test('texts that cannot be parsed, or that differ in blanks alone, have no key', () => {
    expect(firstKey('m.json', '{', '{}')).toBeUndefined()
    expect(firstKey('m.json', '{"a":1}', '{"a": 1}')).toBeUndefined()
    expect(['a/m.JSON', 'm.yml', 'm.txt', 'json'].map(hasKeys)).toEqual([true, true, false, false])
  })
})
