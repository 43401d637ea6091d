import fc from 'fast-check'
import { compileGlob, type GlobKind } from '../../src/metrics/glob.js'

test.each<[GlobKind, string, string[], string[]]>([
  [
    'path',
    'eval/*.json',
    ['eval/a.json', 'eval/.json'],
    ['eval/a/b.json', 'eval/a.yaml', 'x/eval/a.json', 'eval/ajson'],
  ],
  [
    'path',
    '**/metrics.json',
    ['metrics.json', 'a/metrics.json', 'a/b/metrics.json'],
    ['ametrics.json', 'a/xmetrics.json'],
  ],
  ['path', 'a/**', ['a/b', 'a/b/c', 'a/'], ['a', 'b/a']],
  ['path', 'a/**/b/*.json', ['a/b/x.json', 'a/c/d/b/x.json'], ['a/b/c/x.json', 'ab/x.json']],
  ['path', 'm?.json', ['m1.json', 'mä.json', 'm😀.json'], ['m.json', 'm12.json', 'm/.json']],
  ['path', 'a[!/]b', ['axb'], ['a/b']],
  ['name', '*f1*', ['f1', 'eval.f1', 'eval.f1.macro', 'a/f1'], ['f', 'F1']],
  ['name', 'eval.*', ['eval.a', 'eval.a.b'], ['eval', 'evalxa']],
  ['name', '{precision,recall}.[0-9]', ['precision.0', 'recall.9'], ['f1.0', 'recall.10']],
  ['name', '{a,b{1,2}}', ['a', 'b1', 'b2'], ['b', 'b3']],
  ['name', '{a,}x', ['ax', 'x'], ['bx']],
  ['name', 'recall[macro]', ['recall[macro]', 'recallm'], ['recall']],
  ['name', 'recall\\[macro\\]', ['recall[macro]'], ['recallm', 'recall\\[macro\\]x']],
  ['name', 'a[', ['a['], ['a', 'ab']],
  ['name', '{a}', ['{a}'], ['a']],
  ['name', '[]a]', [']', 'a'], ['b']],
  ['name', '[^a-c]', ['d', '-'], ['a', 'b', 'c']],
  ['name', 'f1 (macro)+!@|', ['f1 (macro)+!@|'], ['f1 macro']],
  ['name', 'a\\', ['a\\'], ['a']],
  ['name', '', [''], ['a']],
])('the %s pattern %s matches the right texts', (kind, pattern, matching, others) => {
  const glob = compileGlob(pattern, kind)
  expect(matching.filter((text) => !glob.matches(text))).toEqual([])
  expect(others.filter((text) => glob.matches(text))).toEqual([])
})

test('a pattern without wildcards is literal', () => {
  expect(['a.b', 'a\\*b', '{a}'].map((pattern) => compileGlob(pattern, 'name').literal)).toEqual([true, true, true])
  expect(['*', 'a?', '[ab]', '{a,b}'].map((pattern) => compileGlob(pattern, 'name').literal)).toEqual([
    false,
    false,
    false,
    false,
  ])
  expect(compileGlob('a\\*b', 'name').matches('a*b')).toBe(true)
})

test('hostile patterns are matched in a short time', () => {
  const text = 'a'.repeat(2_000)
  expect(compileGlob(`${'*a'.repeat(100)}b`, 'name').matches(text)).toBe(false)
  expect(compileGlob(`${'{a,b}'.repeat(60)}`, 'name').matches(text)).toBe(false)
  expect(compileGlob('{'.repeat(100_000), 'name').matches(text)).toBe(false)
})

describe('properties', () => {
  const kind = fc.constantFrom<GlobKind>('path', 'name')
  test('property: an escaped text matches itself and no other text', () => {
    fc.assert(
      fc.property(kind, fc.string(), fc.string(), (globKind, text, other) => {
        const glob = compileGlob(text.replace(/[\\*?[{]/g, '\\$&'), globKind)
        expect(glob.matches(text)).toBe(true)
        expect(glob.literal).toBe(true)
        fc.pre(other !== text && !text.includes('\\'))
        expect(glob.matches(other)).toBe(other === text.replace(/[\\*?[{]/g, '\\$&'))
      }),
    )
  })

  test('property: a pattern agrees with the equivalent regular expression', () => {
    const letters = fc.array(fc.constantFrom('a', 'b', '.', '/'), { maxLength: 8 }).map((parts) => parts.join(''))
    const pattern = fc
      .array(fc.constantFrom('a', 'b', '.', '/', '*', '?'), { maxLength: 8 })
      .map((parts) => parts.join('').replace(/\*+/g, '*'))
    fc.assert(
      fc.property(pattern, letters, (glob, text) => {
        const source = (any: string): string =>
          glob.replaceAll('.', '\\.').replaceAll('?', any).replaceAll('*', `${any}*`)
        expect(compileGlob(glob, 'name').matches(text)).toBe(new RegExp(`^${source('.')}$`).test(text))
        expect(compileGlob(glob, 'path').matches(text)).toBe(new RegExp(`^${source('[^/]')}$`).test(text))
      }),
      { numRuns: 2_000 },
    )
  })
})
