import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type Clone, cleanUp, tinyProject } from '../support/project.js'

afterAll(cleanUp)

let clone: Clone
beforeAll(async () => {
  clone = await tinyProject()
})

test('a committed state of a killed run changes no file of the runner, and the repair of the message works', async () => {
  const victim = join(dirname(clone.directory), 'victim.js')
  await writeFile(victim, 'of the runner')
  const state = '.dvc/tmp/dvc-ci/aside-1-00000000'
  await clone.write(`${state}/owners.json`, JSON.stringify({ owners: [{ pid: 4_194_305, started: '1' }] }))
  await clone.write(
    `${state}/journal.jsonl`,
    `${JSON.stringify({ original: '../../../../victim.js', backup: 'aside-1-00000000/0', taken: 'moved' })}\n`,
  )
  await clone.write(`${state}/0`, 'of the attacker')
  await clone.git('add', '--force', '.dvc/tmp/dvc-ci')
  await clone.commit('Hostile')
  const refused = await clone.here(['validate'])
  expect([refused.code, refused.report.error?.id]).toEqual([1, 'state-in-git'])
  expect(refused.report.message).toContain(`${state}/`)
  await clone.git('rm', '-r', '-q', '--cached', '.dvc/tmp')
  await clone.commit('Repaired')
  // The files are still here, as a later commit leaves them on a runner that keeps its checkout.
  const { code, stderr, stdout } = await clone.here(['validate'])
  expect(code).toBe(0)
  expect(stdout + stderr).toMatch(/rejected-aside-1-00000000-\w+ has files of an earlier run/)
  expect(await readFile(victim, 'utf8')).toBe('of the runner')
})

test('data is not written through a committed link, in a validation and in a rollback', async () => {
  const outside = join(dirname(clone.directory), 'outside')
  await mkdir(outside)
  await symlink('../outside', clone.path('lnk'))
  await clone.write('hooks.dvc', (await clone.read('data/raw.csv.dvc')).replace('path: raw.csv', 'path: lnk/x'))
  const hostile = await clone.commit('Hostile')
  const refused = await clone.here(['validate'])
  expect([refused.code, refused.report.error?.id]).toEqual([1, 'link-leaves-repository'])
  expect(refused.report.message).toContain('lnk/x')
  expect(refused.report.message).toContain(outside)
  await clone.git('rm', '-q', 'lnk', 'hooks.dvc')
  await clone.commit('Repaired')
  const back = await clone.here(['rollback', '--to', hostile, '--restore', 'all', '--yes', '--commit', 'none'])
  expect([back.code, back.report.error?.id]).toEqual([1, 'link-leaves-repository'])
  expect(await readdir(outside)).toEqual([])
  expect(await clone.status()).toBe('')
})
