import { expect, test } from '@jest/globals'
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
