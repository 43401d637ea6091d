import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { requireTemporaryFolder } from '../../src/run/temporary-folder.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dvc-ci-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

test('a usable temporary folder is left as it is', async () => {
  await requireTemporaryFolder({ TMPDIR: folder }, folder)
  expect(readdirSync(folder)).toEqual([])
})

test('a missing temporary folder is rejected with its variable and the command that creates it', async () => {
  rmSync(folder, { recursive: true })
  await expect(requireTemporaryFolder({ TMPDIR: folder }, folder)).rejects.toMatchObject({
    id: 'temporary-folder-unusable',
    exitCode: 2,
    message: expect.stringMatching(/ \(TMPDIR\) cannot be written to: .*ENOENT: no such file or directory\.$/),
    details: { key: 'TMPDIR', value: folder, remedy: expect.stringContaining(`\`mkdir -p ${folder}\``) },
  })
})
