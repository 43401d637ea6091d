import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, expect, test } from '@jest/globals'
import { lab, requireParts } from '../../scripts/lab/paths.mjs'

interface Compared {
  wrong: { what: string; text: string; real: string; mine: string }[]
  differing: number
  /** Texts that are YAML, and of those and others the ones that were read, read for an update, and written. */
  valid: number
  read: number
  updated: number
  written: number
}

const PIPELINES = ['dvc.yaml', 'params.yaml', 'dvc.lock'].map((file) => join(lab.root, 'examples', 'digits', file))

beforeAll(() => requireParts('dvc', 'dvc-mid', 'dvc-old'))

// A text that takes the real parser is none of its business; what it does read or write is as the real ones do it.
test.each(['dvc', 'dvc-mid', 'dvc-old'] as const)('random YAML is read and written as with %s', async (part) => {
  const { stdout } = await promisify(execFile)(lab.pythonBin(part), [join(lab.root, 'engine/tests/plain-yaml.py'), '7', '400', ...PIPELINES], { maxBuffer: 1 << 26 })
  const { wrong, differing, valid, read, updated, written } = JSON.parse(stdout) as Compared
  expect(wrong).toEqual([])
  expect(differing).toBe(0)
  expect(read).toBeGreaterThan(valid / 2)
  expect(updated).toBeGreaterThan(1_000)
  expect(written).toBeGreaterThan(500)
}, 60_000)
