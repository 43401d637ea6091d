import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { parse } from 'yaml'
import { actionFor, missingLines } from '../../src/init/reconcile.js'
import { comment, scalar, workflowScalar } from '../../src/init/yaml-text.js'

describe('a file that init wrote before', () => {
  test.each([
    [{ next: 'b' }, 'create'],
    [{ next: 'b', mine: 'b' }, 'same'],
    [{ next: 'b', mine: 'b', base: 'a' }, 'same'],
    [{ next: 'b', mine: 'x' }, 'foreign'],
    [{ next: 'b', mine: 'a', base: 'a' }, 'update'],
    [{ next: 'b', mine: 'x', base: 'b' }, 'keep'],
    [{ next: 'b', mine: 'x', base: 'a' }, 'merge'],
    [{ next: 'b', base: 'a' }, 'deleted'],
  ] as const)('%j: %s', (state, action) => {
    expect(actionFor({ path: 'f', ...state })).toBe(action)
  })

  test('lines are added once, and a removed line stays removed', () => {
    expect(missingLines('', 'a\nb\n', '')).toBe('a\nb\n')
    expect(missingLines('x', 'a\nb\n', '')).toBe('x\na\nb\n')
    expect(missingLines('x\nb\na\n', 'a\nb\n', '')).toBeUndefined()
    expect(missingLines('x\n', 'a\nb\n', 'a\n')).toBe('x\nb\n')
  })
})

describe('texts of a repository in YAML', () => {
  test('every text comes back as the same text, alone and in a list', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.constantFrom('yes', 'null', '1e3', 'a: b', 'x #y', '- a', '"', '~', 'on')),
        (text) => {
          expect(parse(`key: ${scalar(text)}`)).toEqual({ key: text })
          expect(parse(`key: [${scalar(text)}, z]`)).toEqual({ key: [text, 'z'] })
        },
      ),
    )
  })

  test('GitHub evaluates no expression of a folder name', () => {
    expect(parse(workflowScalar('${{ secrets.X }}'))).toBe("${{ '${{' }} secrets.X }}")
  })

  test('a comment has lines of at most 100 columns and every word', () => {
    const text = 'word '.repeat(60).trim()
    const lines = comment(text)
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100)
    expect(lines.map((line) => line.slice(2)).join(' ')).toBe(text)
  })
})
