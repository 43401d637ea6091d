import { describe, expect, test } from '@jest/globals'
import { lockedOuts } from '../../src/dvc/locked-outs.js'

const HASH = 'd41d8cd98f00b204e9800998ecf8427e'
const entry = (name: string, path: string) =>
  `  ${name}:\n    cmd: x\n    outs:\n    - path: ${path}\n      hash: md5\n      md5: ${HASH}\n      size: 1\n`
const LOCK = `schema: '2.0'\nstages:\n${entry('train@a', 'a.bin')}${entry('train@b', 'b.bin')}${entry('gone', 'c.bin')}`
const YAML = 'stages:\n  train:\n    foreach: [a, b]\n    do:\n      cmd: x\n      outs: ["${item}.bin"]\n'

const pathsOf = (files: Record<string, string>) => [
  ...lockedOuts(new Map(Object.entries(files)), (_, stage) => (stage === 'train@b' ? 'sub/inner' : undefined)).keys(),
]

test('the outputs of another revision are those of its stages: DVC ignores the other entries of dvc.lock', () => {
  expect(pathsOf({ 'sub/dvc.lock': LOCK, 'sub/dvc.yaml': YAML })).toEqual(['sub/a.bin', 'sub/inner/b.bin'])
})

test('without a readable dvc.yaml every entry of dvc.lock counts', () => {
  const all = ['sub/a.bin', 'sub/inner/b.bin', 'sub/c.bin']
  expect(pathsOf({ 'sub/dvc.lock': LOCK })).toEqual(all)
  expect(pathsOf({ 'sub/dvc.lock': LOCK, 'sub/dvc.yaml': 'stages: [' })).toEqual(all)
  // The file of another folder says nothing.
  expect(pathsOf({ 'sub/dvc.lock': LOCK, 'dvc.yaml': 'stages: {}\n' })).toEqual(all)
})

test('a lock or a .dvc file that is not YAML counts as empty', () => {
  expect(pathsOf({ 'dvc.lock': 'stages: [', 'a.dvc': `outs:\n- path: a\n  md5: ${HASH}\n`, 'b.dvc': '- [' })).toEqual([
    'a',
  ])
})

describe('a folder in a remote that keeps versions', () => {
  const names = ['b/z', 'b-a', 'ä/é', '\u{1F600}', '\uffee', 'q"\\\t\x7f', 'a b']
  const listed = names.map((relpath, index) => ({ relpath, md5: index.toString(16).padStart(32, '0'), size: index }))
  const of = (files: unknown) =>
    lockedOuts(new Map([['a.dvc', JSON.stringify({ outs: [{ path: 'a', hash: 'md5', files }] })]]), () => undefined)

  test('has the hash of its list, its size and its files', () => {
    expect(of(listed).get('a')).toEqual({
      path: 'a',
      // As dvc_data: Tree.from_list(…).digest() gives it for these files.
      hash: 'fec8e63eb5c4b29f033dcef3ed8f51cb.dir',
      hashName: 'md5',
      size: 21,
      listed: listed.map(({ relpath, md5, size }) => [relpath, md5, size]),
    })
  })

  test('has the same hash in every order, and no size where one is unknown', () => {
    const other = of([...listed].reverse().map(({ size, ...rest }) => (size === 0 ? rest : { ...rest, size })))
    expect(other.get('a')?.hash).toBe(of(listed).get('a')?.hash)
    expect(other.get('a')).not.toHaveProperty('size')
  })

  test.each([[null], ['x'], [[1]], [[{ relpath: 1, md5: HASH }]], [[{ relpath: 'a' }]]])('%j is no list', (files) => {
    expect(of(files).size).toBe(0)
  })
})

test('an import and a remote of its own are told', () => {
  const text = `deps:\n- path: x\n  repo:\n    url: u\n    rev_lock: 1\nouts:\n- path: a\n  md5: ${HASH}\n  remote: other\n`
  expect(lockedOuts(new Map([['a.dvc', text]]), () => undefined).get('a')).toMatchObject({
    imported: true,
    remote: 'other',
  })
})
