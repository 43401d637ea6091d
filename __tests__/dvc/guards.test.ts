import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { lab, requireParts } from '../../scripts/lab/paths.mjs'

const run = promisify(execFile)
let folder = ''

beforeAll(() => requireParts('dvc', 'dvc-mid', 'dvc-old'))
beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'dvc-ci-guards-')) })
afterEach(() => rm(folder, { recursive: true, force: true }))

describe.each(['dvc', 'dvc-mid', 'dvc-old'] as const)('databases of the lab\'s %s', (part) => {
  const ask = async (what: string, env: NodeJS.ProcessEnv = {}): Promise<unknown> => JSON.parse((await run(lab.pythonBin(part), [join(lab.root, 'engine/tests/guards.py'), what, folder], { env: { ...process.env, RUNNER_ENVIRONMENT: '', ...env } })).stdout)

  test('an index that is being made is nothing to others until it is whole, and flushes as seldom as is safe', async () => {
    expect(await ask('whole')).toEqual({ before: 1, after: 6, read: { "tree/it's; {odd}/a": '1', "tree/it's; {odd}/b/c": '2' }, pragmas: ['wal', 1] })
  })

  test('a runner that is thrown away flushes nothing', async () => {
    expect(await ask('whole', { RUNNER_ENVIRONMENT: 'github-hosted' })).toMatchObject({ pragmas: ['wal', 0] })
  })

  test('several processes make one at once', async () => {
    expect(await ask('together')).toEqual({ codes: [0, 0, 0, 0, 0, 0], words: [[], [], [], [], [], []], nodes: 120 })
  })
})
