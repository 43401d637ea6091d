import { expect, test } from '@jest/globals'
import { directoryHash } from '../../src/pipeline/directory-hash.js'
import { differByVersionsAlone } from '../../src/pipeline/lock-versions.js'

const FILES = [
  { path: 'b.csv', md5: 'b'.repeat(32) },
  { path: 'a/é.csv', md5: 'a'.repeat(32) },
  // DVC sorts whole paths: `-` is before `/`.
  { path: 'a-b.csv', md5: 'c'.repeat(32) },
]
const lock = (model: string, parts: string) => `schema: '2.0'
stages:
  train:
    cmd: python train.py
    deps:
    - path: train.py
      hash: md5
      md5: ${'c'.repeat(32)}
      size: 20
    - path: parts
      hash: md5
${parts}
    outs:
    - path: model.pkl
      hash: md5
${model}
    - path: parts
      hash: md5
${parts}
`
const MODEL = `      md5: ${'d'.repeat(32)}\n      size: 30`
const VERSION = `${MODEL}\n      cloud:\n        storage:\n          etag: e1\n          version_id: v1`
const PARTS = `      md5: ${directoryHash(FILES)}\n      size: 40\n      nfiles: 3`
const filesOf = (files: readonly { path: string; md5: string }[]) =>
  `      files:\n${files
    .map(
      ({ path, md5 }) =>
        `      - relpath: ${path}\n        md5: ${md5}\n        size: 20\n        cloud:\n          storage:\n            version_id: v2`,
    )
    .join('\n')}`

test('the hash of a directory is that of DVC, whatever the order of its files', () => {
  // python -c "import hashlib, json; print(hashlib.md5(json.dumps([…], sort_keys=True).encode()).hexdigest())"
  expect(directoryHash(FILES)).toBe('bf7b1204e4d675f4531d263782662dbe.dir')
  expect(directoryHash([...FILES].reverse())).toBe(directoryHash(FILES))
})

test.each<[string, string, string, boolean]>([
  ['a version of a file', lock(MODEL, PARTS), lock(VERSION, PARTS), true],
  ['the files of a directory', lock(MODEL, PARTS), lock(VERSION, filesOf(FILES)), true],
  ['another version', lock(VERSION, PARTS), lock(VERSION.replace('v1', 'v3'), PARTS), true],
  ['another content', lock(MODEL, PARTS), lock(VERSION.replace('dd', 'ee'), PARTS), false],
  ['a lost isexec', lock(`${MODEL}\n      isexec: true`, PARTS), lock(VERSION, PARTS), false],
  ['a lost file of a directory', lock(MODEL, PARTS), lock(VERSION, filesOf(FILES.slice(1))), false],
  ['another command', lock(MODEL, PARTS), lock(VERSION, PARTS).replace('python', 'python3'), false],
  ['a text that is no YAML', lock(MODEL, PARTS), '{', false],
  ['a .dvc file', `outs:\n    -\n${MODEL}\n`, `outs:\n    -\n${VERSION}\n`, true],
])('%s', (_, before, after, expected) => {
  expect(differByVersionsAlone(before, after)).toBe(expected)
})
