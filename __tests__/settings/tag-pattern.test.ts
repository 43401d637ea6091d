import { expect, test } from '@jest/globals'
import {
  isFixedTag,
  isTagOf,
  nextTag,
  parseTagPatterns,
  type TagPattern,
  tagPrefix,
} from '../../src/settings/tag-pattern.js'

function patterns(text: string): TagPattern[] {
  const read = parseTagPatterns(text)
  if ('problem' in read) throw new Error(read.problem)
  return read.patterns
}

test.each<[string, string[], string[]]>([
  ['model-v{n}', [], ['model-v1']],
  ['model-v{n}', ['model-v1', 'model-v10', 'model-v9', 'model-v11-rc', 'xmodel-v99', 'model-v'], ['model-v11']],
  ['v{semver}', [], ['v0.0.1']],
  ['v{semver}', ['v1.9.9', 'v1.10.0', 'v1.10.0-rc1', '1.11.0'], ['v1.10.1']],
  ['v{semver:minor}', ['v1.9.9', 'v1.10.3'], ['v1.11.0']],
  ['v{semver:major}', ['v9.9.9', 'v10.1.1'], ['v11.0.0']],
  ['build/{date}', ['build/2026-11-20'], ['build/2026-11-21']],
  ['build/{date}', ['build/2026-11-21', 'build/2026-11-21.2'], ['build/2026-11-21.3']],
  ['{date}-{n}', ['2026-11-20-7', '2026-11-21-1'], ['2026-11-21-2']],
  ['release', ['release'], ['release']],
  ['gto', ['model@v1.2.0', 'model#prod#4', 'other@v9.0.0'], ['model@v1.2.1']],
  ['v{n}, latest-{date}', ['v3'], ['v4', 'latest-2026-11-21']],
  ['gto#prod', ['model@v1.2.0', 'model#prod#2', 'model#dev#4'], ['model@v1.2.1', 'model#prod#3']],
])('the next tag of %s after %j is %j', (text, taken, expected) => {
  expect(patterns(text).map((pattern) => nextTag(pattern, taken, { date: '2026-11-21', artifact: 'model' }))).toEqual(
    expected,
  )
})

test.each<[string, RegExp]>([
  ['model-v{m}', /^There is no \{m\}: \{n\}, \{date\}/],
  ['model-v{n', /^Close every brace/],
  ['{n}.{semver}', /^Use one of \{n\} and \{semver\}, once/],
  ['my^tag-{n}', /^Git rejects the tag 'my\^tag-1'/],
  ['-v{n}', /^Git rejects the tag/],
  ['a..{n}', /^Git rejects the tag/],
  ['v{n}.lock', /^Git rejects the tag/],
  ['model v{n}', /^Git rejects the tag 'model v1': a name has no blank\..* as a list: model, v\{n\}\.$/],
  [',', /^Write a name/],
])('the tag pattern %s is rejected', (text, problem) => {
  expect(parseTagPatterns(text)).toEqual({ problem: expect.stringMatching(problem) })
})

test('isTagOf recognizes the tags of a pattern, of any day', () => {
  const [dated, fixed, counted] = ['m-{date}', 'release', 'a.b+{n}'].flatMap(patterns) as [
    TagPattern,
    TagPattern,
    TagPattern,
  ]
  expect(['m-2025-01-01', 'm-2025-01-01.3', 'm-2025', 'xm-2025-01-01'].map((name) => isTagOf(dated, name, {}))).toEqual(
    [true, true, false, false],
  )
  expect(['a.b+3', 'aXb+3', 'a.bb3'].map((name) => isTagOf(counted, name, {}))).toEqual([true, false, false])
  expect([dated, fixed, counted].map(isFixedTag)).toEqual([false, true, false])
  expect([dated, fixed, counted].map((pattern) => tagPrefix(pattern, {}))).toEqual(['m-', 'release', 'a.b+'])
})
