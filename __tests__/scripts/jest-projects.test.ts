import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { lab, requireParts } from '../../scripts/lab/paths.mjs'
import { runProcess } from '../../src/run/process.js'

const root = join(import.meta.dirname, '../..')

test('a unit suite cannot start a program, neither itself nor by the code that it tests', async () => {
  expect(() => spawn('true')).toThrow('a unit suite started a program (spawn): name the suite *.real.test.ts')
  await expect((async () => runProcess(['true'], { cwd: root }))()).rejects.toThrow('a unit suite started a program')
})

test('a unit suite cannot use the lab', () => {
  expect(() => lab.dvcBin).toThrow('a unit suite used the lab (lab.dvcBin): name the suite *.real.test.ts')
  expect(() => requireParts('dvc')).toThrow('a unit suite used the lab (dvc)')
})

test('the table that orders the suites names suites that exist', () => {
  const table = JSON.parse(readFileSync(join(root, 'scripts/jest/seconds.json'), 'utf8')) as Record<string, number>
  expect(Object.keys(table).filter((path) => !existsSync(join(root, path)))).toEqual([])
})
