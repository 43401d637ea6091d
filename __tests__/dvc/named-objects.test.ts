import { describe, expect, test } from '@jest/globals'
import { namedObjects, namingKind } from '../../src/dvc/named-objects.js'

const [one, two] = ['a'.repeat(32), 'b'.repeat(32)]
const lock = (outs: string, stages = 'train') =>
  `schema: '2.0'\nstages:\n  ${stages}:\n    cmd: x\n    deps:\n    - path: d\n      md5: ${'c'.repeat(32)}\n    outs:\n${outs}`

describe('the objects that a file names', () => {
  test.each<[string, string, string, string | undefined, string[], string[]]>([
    ['a .dvc file', 'a.dvc', `outs:\n- md5: ${one}.dir\n  path: a\n`, undefined, [`${one}.dir`], []],
    ['an output, not its dependencies', 'dvc.lock', lock(`    - path: a\n      md5: ${one}\n`), undefined, [one], []],
    [
      'dvc.lock of DVC 1',
      'dvc.lock',
      `train:\n  cmd: x\n  outs:\n  - path: a\n    md5: ${one}\n`,
      undefined,
      [one],
      [],
    ],
    ['an import', 'a.dvc', `deps:\n- repo: {url: u}\nouts:\n- md5: ${one}\n  path: a\n`, undefined, [], [one]],
    ['push: false', 'a.dvc', `outs:\n- md5: ${one}\n  path: a\n  push: false\n`, undefined, [], [one]],
    ['another remote', 'a.dvc', `outs:\n- md5: ${one}\n  path: a\n  remote: other\n`, undefined, [], [one]],
    ['cache: false', 'a.dvc', `outs:\n- md5: ${one}.dir\n  path: a\n  cache: false\n`, undefined, [], [`${one}.dir`]],
    [
      'a plot of dvc.yaml that is not cached',
      'dvc.lock',
      lock(`    - path: plots\n      md5: ${one}.dir\n`),
      'stages:\n  train:\n    plots:\n    - plots: {cache: false}\n',
      [],
      [`${one}.dir`],
    ],
    [
      'a stage of DVC 1 with the name of a key of DVC 2',
      'dvc.lock',
      `schema:\n  cmd: x\n  outs:\n  - path: a\n    md5: ${one}\n`,
      undefined,
      [one],
      [],
    ],
    ['a Dvcfile', 'sub/Dvcfile', `cmd: x\nouts:\n- md5: ${one}\n  path: a\n`, undefined, [one], []],
    ['this remote', 'a.dvc', `outs:\n- md5: ${one}\n  path: a\n  remote: storage\n`, undefined, [one], []],
    [
      'a template of dvc.yaml that is not pushed',
      'sub/dvc.lock',
      lock(`    - path: out/b.txt\n      md5: ${one}\n    - path: c\n      md5: ${two}\n`, 'train@b'),
      'stages:\n  train:\n    foreach: [b]\n    do:\n      cmd: x\n      outs:\n      - out/${item}.txt: {push: false}\n      - c\n',
      [two],
      [one],
    ],
    [
      'the listed files of a folder',
      'a.dvc',
      `outs:\n- path: a\n  files:\n  - relpath: x\n    md5: ${one}\n`,
      undefined,
      [one],
      [],
    ],
    ['data outside of the cache', 'a.dvc', 'outs:\n- etag: x\n  path: s3://b/a\n', undefined, [], []],
    ['no stage', 'dvc.lock', "schema: '2.0'\n", undefined, [], []],
  ])('%s', (_, path, text, pipeline, hashes, elsewhere) => {
    expect(namedObjects(path, text, pipeline, 'storage')).toEqual({ hashes, elsewhere })
  })

  test.each([
    ['Git conflict markers', 'a.dvc', `<<<<<<< ours\nouts:\n- md5: ${one}\n`],
    ['no mapping', 'a.dvc', '- a\n'],
    ['no YAML', 'dvc.lock', 'a: [\n'],
    ['an empty file', 'dvc.lock', ''],
    ['an invalid hash', 'a.dvc', 'outs:\n- md5: ../../x\n  path: a\n'],
    ['outputs that are no list', 'a.dvc', 'outs: 3\n'],
    ['a stage that is no mapping', 'dvc.lock', "schema: '2.0'\nstages:\n  a: 3\n"],
    ['a file that was cut', 'dvc.lock', lock(`    - path: a\n      md5: ${one}`)],
  ])('%s is a fault', (_, path, text) => {
    expect(namedObjects(path, text)).toEqual({ fault: expect.any(String) })
  })
})

test('dvc.lock, `.dvc` files and Dvcfile name objects', () => {
  const paths = ['dvc.lock', 'a/b.dvc', 'a/Dvcfile', 'dvc.yaml', '.dvc', 'a.txt']
  expect(paths.map(namingKind)).toEqual(['lock', 'data', 'data', undefined, undefined, undefined])
})
