import { describe, expect, test } from '@jest/globals'
import { found } from './build.js'

const conflict = (ours: string, theirs: string) => `<<<<<<< HEAD\n${ours}=======\n${theirs}>>>>>>> other\n`

describe('conflict-markers', () => {
  test('conflict marks in a dvc.lock give one finding a stage, with its line and both sides', () => {
    const lock = [
      "schema: '2.0'\nstages:\n  prepare:\n    cmd: prepare\n",
      conflict(
        '  train:\n    cmd: train\n    params:\n      params.yaml:\n        lr: 0.1\n    outs:\n    - path: model.pkl\n      md5: aaaaaaaaaaaa\n      size: 2000000\n',
        '  train:\n    cmd: train\n    params:\n      params.yaml:\n        lr: 0.2\n    outs:\n    - path: model.pkl\n      md5: bbbbbbbbbbbb\n      size: 3000000\n  report:\n    cmd: report\n',
      ),
    ].join('')
    expect(found('conflict-markers', { files: { 'sub dir/dvc.lock': lock } })).toEqual([
      {
        rule: 'conflict-markers',
        path: 'sub dir/dvc.lock',
        line: 6,
        severity: 'error',
        fix: "dvc-ci resolve 'sub dir/dvc.lock'",
        message: expect.stringContaining(
          'train: params.yaml:lr: ours 0.1, theirs 0.2; output model.pkl: ours aaaaaaaa (2 MB), theirs bbbbbbbb (3 MB). If both',
        ) as unknown,
      },
      expect.objectContaining({
        line: 25,
        message: 'Git conflict in sub dir/dvc.lock, report: only their side has it.',
      }),
    ])
  })

  test('conflict marks in a .dvc file give one finding with both hashes and sizes', () => {
    const text = `outs:\n${conflict('- md5: aaaaaaaaaaaa\n  size: 10\n', '- md5: bbbbbbbbbbbb\n  size: 20\n')}  hash: md5\n  path: raw.csv\n`
    expect(found('conflict-markers', { files: { 'data/raw.csv.dvc': text } })).toMatchObject([
      {
        path: 'data/raw.csv.dvc',
        line: 2,
        message: expect.stringContaining(
          'output raw.csv: ours aaaaaaaa (10 B), theirs bbbbbbbb (20 B). Choose the data of one side by hand.',
        ) as unknown,
      },
    ])
  })

  test('conflict marks in a wrong order, or in a text that is no lock, give a finding', () => {
    for (const text of ['<<<<<<< HEAD\nschema\n', conflict('schema: [\n', 'x\n'), '>>>>>>> other\n']) {
      expect(found('conflict-markers', { files: { 'dvc.lock': text } })).toMatchObject([
        { path: 'dvc.lock', line: 1, fix: 'git checkout --ours -- dvc.lock && dvc repro && git add -- dvc.lock' },
      ])
    }
  })

  test('conflict marks in dvc.yaml, a parameter file and the configuration give findings', () => {
    const text = `a: 1\n${conflict('b: 1\n', 'b: 2\n')}`
    const rules = found('conflict-markers', {
      files: { 'dvc.yaml': text },
      texts: { 'params.yaml': text, '.dvc/config': text },
    })
    expect(rules.map(({ path, line }) => [path, line])).toEqual([
      ['.dvc/config', 2],
      ['dvc.yaml', 2],
      ['params.yaml', 2],
    ])
  })

  test('conflict marks of many stages give findings for the first ones and a count of the others', () => {
    const side = (cmd: string) => Array.from({ length: 50 }, (_, n) => `  s${n}:\n    cmd: ${cmd}\n`).join('')
    const findings = found('conflict-markers', {
      files: { 'dvc.lock': `schema: '2.0'\nstages:\n${conflict(side('a'), side('b'))}` },
    })
    expect(findings).toHaveLength(21)
    expect(findings.some(({ message }) => message.includes('and 30 more stages'))).toBe(true)
  })

  test.each([
    "schema: '2.0'\nstages:\n  a:\n    cmd: echo '<<<<<<< x'\n",
    "schema: '2.0'\nstages:\n  a:\n    cmd: |\n      =======\n",
  ])('%j has no conflict marks', (text) => {
    expect(found('conflict-markers', { files: { 'dvc.lock': text } })).toEqual([])
  })
})
