import { expect, test } from '@jest/globals'
import { entryChanges } from '../../src/pipeline/lock-changes.js'

const ENTRY = {
  cmd: 'python train.py',
  deps: [
    { path: 'data.csv', hash: 'md5', md5: 'd1', size: 10 },
    { path: 'train.py', hash: 'md5', md5: 'c1', size: 20 },
  ],
  params: { 'params.yaml': { train: { C: 0.5, names: ['a'] } } },
  outs: [{ path: 'model.pkl', hash: 'md5', md5: 'm1', size: 30 }],
}
const isTracked = (path: string) => path.endsWith('.py')

test.each<[string, unknown, unknown, [string, string][]]>([
  ['equal entries', ENTRY, structuredClone(ENTRY), []],
  [
    'a size that an older DVC did not write',
    ENTRY,
    { ...ENTRY, deps: ENTRY.deps.map(({ path, md5 }) => ({ path, md5 })) },
    [],
  ],
  [
    'the files of a directory in place of its hash',
    { outs: [{ path: 'parts', hash: 'md5', md5: '119383b3d494b216ad4653bc7dc03a33.dir' }] },
    { outs: [{ path: 'parts', hash: 'md5', files: [{ relpath: 'a.csv', md5: 'a'.repeat(32) }] }] },
    [],
  ],
  ['a new stage', undefined, ENTRY, [['command', 'it is a new stage']]],
  ['another command', ENTRY, { ...ENTRY, cmd: ['a', 'b'] }, [['command', 'its command has changed']]],
  [
    'another file of code, and other data',
    ENTRY,
    {
      ...ENTRY,
      deps: [
        { path: 'data.csv', md5: 'd2' },
        { path: 'train.py', md5: 'c2' },
      ],
    },
    [
      ['data', 'data.csv has changed'],
      ['code', 'train.py has changed'],
    ],
  ],
  [
    'a dependency more and one less',
    ENTRY,
    { ...ENTRY, deps: [...ENTRY.deps.slice(1), { path: 'lib.py', md5: 'l1' }] },
    [
      ['code', 'lib.py is a new dependency'],
      ['data', 'data.csv is no dependency now'],
    ],
  ],
  [
    'another parameter in a mapping',
    ENTRY,
    { ...ENTRY, params: { 'params.yaml': { train: { C: 1, names: ['a'] } } } },
    [['params', 'train.C: 0.5 -> 1']],
  ],
  [
    'another output from the same inputs',
    ENTRY,
    { ...ENTRY, outs: [{ path: 'model.pkl', md5: 'm2' }] },
    [['forced', 'the same inputs gave another model.pkl']],
  ],
  [
    'an output that follows from another input',
    ENTRY,
    { ...ENTRY, cmd: 'x', outs: [] },
    [['command', 'its command has changed']],
  ],
  ['a stage without an entry', ENTRY, undefined, []],
])('entryChanges of %s', (_, before, now, expected) => {
  expect(entryChanges(before, now, isTracked).map(({ kind, message }) => [kind, message])).toEqual(expected)
})
