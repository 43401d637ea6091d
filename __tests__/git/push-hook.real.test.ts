import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, readFile, writeFile } from 'node:fs/promises'
import { delimiter } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { hookText, installPushHook, removePushHook, stateOf } from '../../src/git/push-hook.js'
import { CLI, type Clone, cleanUp, tinyProject } from '../support/project.js'

const execute = promisify(execFile)
const EARLIER = '#!/bin/sh\necho "$1" > earlier.txt\ncat >> earlier.txt\n'
let alice: Clone
let hook: string
afterAll(cleanUp)
beforeAll(async () => {
  alice = await tinyProject()
  hook = alice.path('.git/hooks/pre-push')
})

/** Commits other data, without a push of Git or DVC. @returns the file of its object in the remote */
async function change(text: string): Promise<string> {
  await alice.write('data/raw.csv', text)
  await alice.dvc('add', '-q', 'data/raw.csv')
  await alice.commit(text.trim(), { push: false })
  const md5 = /md5: (\S+)/.exec(await alice.read('data/raw.csv.dvc'))?.[1] ?? ''
  return `${alice.storage}/files/md5/${md5.slice(0, 2)}/${md5.slice(2)}`
}
const push = (env: NodeJS.ProcessEnv = {}) =>
  execute('git', ['push', 'origin', 'HEAD'], { cwd: alice.directory, env: { ...alice.env, ...env } })
const install = () => installPushHook(alice.directory, { env: alice.env })
const pushed = async () =>
  (await alice.git('ls-remote', alice.origin, 'refs/heads/main')).startsWith(await alice.git('rev-parse', 'HEAD'))

test('the hook uploads data with `git push`, beside an earlier hook, and its removal puts that one back', async () => {
  await alice.write('.git/hooks/pre-push', EARLIER)
  await chmod(hook, 0o755)
  const cli = async (...argv: string[]) =>
    (await execute(process.execPath, [CLI, 'install-hooks', ...argv], { cwd: alice.path('data'), env: alice.env }))
      .stdout
  expect(await cli()).toMatch(
    /is installed: `git push` uploads the data first\. The earlier hook is now pre-push\.before-dvc-ci/,
  )
  expect(await install()).toMatch(/is already installed\.$/)
  const object = await change('1,1\n')
  await push()
  expect([existsSync(object), await pushed()]).toEqual([true, true])
  expect(await alice.read('earlier.txt')).toMatch(/^origin\nHEAD \w{40} refs\/heads\/main \w{40}\n$/)

  // A remote that rejects the upload stops the push of Git.
  await alice.edit('.dvc/config', /url = .*/, 'url = /proc/nowhere')
  await change('2,2\n')
  await expect(push()).rejects.toMatchObject({ stderr: expect.stringContaining('Git pushed nothing') as unknown })
  expect(await pushed()).toBe(false)

  // Without DVC, and for a deletion, Git goes on.
  const withoutDvc = (alice.env['PATH'] ?? '').split(delimiter).slice(1).join(delimiter)
  expect((await push({ PATH: withoutDvc })).stderr).toContain('DVC is not on PATH, so the data was not uploaded')
  expect(await pushed()).toBe(true)
  await alice.git('push', '-q', '--no-verify', 'origin', 'HEAD:refs/heads/other')
  await alice.git('push', '-q', 'origin', '--delete', 'other')

  expect(await cli('--uninstall')).toMatch(/is the earlier hook again\.\n$/)
  expect(await readFile(hook, 'utf8')).toBe(EARLIER)
  expect(await cli('--uninstall')).toMatch(/^dvc-ci has no hook in /)
})

test('a hook of an older version is brought up to date, and one that a user has changed is not touched', async () => {
  await writeFile(hook, hookText('echo older\n'))
  expect(await install()).toMatch(/is up to date/)
  expect(await readFile(hook, 'utf8')).toBe(hookText())
  const changed = `${hookText()}echo mine\n`
  await writeFile(hook, changed)
  for (const attempt of [install, () => removePushHook(alice.directory, { env: alice.env })])
    await expect(attempt()).rejects.toMatchObject({ id: 'hook-not-installable', exitCode: 2 })
  expect(await readFile(hook, 'utf8')).toBe(changed)
  expect(stateOf('#!/bin/sh\nexec dvc git-hook pre-push "$@"\n')).toBe('dvc')
})

test('where another program manages the hooks, nothing is changed', async () => {
  const before = await readFile(hook, 'utf8')
  await alice.git('config', 'core.hooksPath', '.husky/_')
  await expect(install()).rejects.toMatchObject({
    id: 'hook-not-installable',
    message: expect.stringContaining('core.hooksPath is .husky/_') as unknown,
  })
  expect([await readFile(hook, 'utf8'), existsSync(alice.path('.husky'))]).toEqual([before, false])
})
