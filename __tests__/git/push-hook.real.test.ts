import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, readFile, rm, writeFile } from 'node:fs/promises'
import { basename, delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { hookText, installPushHook, removePushHook, stateOf } from '../../src/git/push-hook.js'
import { CLI, type Clone, cleanUp, runDvc, scratch, tinyProject } from '../support/project.js'

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
  (await alice.git('ls-remote', alice.origin, 'refs/heads/main')).startsWith(await alice.head())

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

test('where another program manages the hooks, nothing is changed, and ours can be removed', async () => {
  const before = await readFile(hook, 'utf8')
  await alice.git('config', 'core.hooksPath', '.husky/_')
  await expect(install()).rejects.toMatchObject({
    id: 'hook-not-installable',
    message: expect.stringContaining('core.hooksPath is .husky/_') as unknown,
    details: { remedy: expect.stringContaining('Add the line `dvc push` to .husky/pre-push') as unknown },
  })
  expect([await readFile(hook, 'utf8'), existsSync(alice.path('.husky'))]).toEqual([before, false])
  await alice.write('.husky/pre-push', 'npm test\ndvc push\n')
  expect(await install()).toBe('.husky/pre-push runs `dvc push` already. Nothing was changed.')
  await writeFile(hook, hookText())
  const remove = () => removePushHook(alice.directory, { env: alice.env })
  expect(await remove()).toMatch(/pre-push is removed\.$/)
  expect(await remove()).toContain(
    'core.hooksPath is .husky/_: a line that runs `dvc push` in .husky/pre-push is yours',
  )
  await alice.git('config', 'core.hooksPath', '/dev/null')
  await expect(install()).rejects.toMatchObject({ message: expect.stringContaining('Git runs no hook') as unknown })
  // The folder of Git itself is no other program.
  await alice.git('config', 'core.hooksPath', '.git/hooks')
  expect(await install()).toMatch(/is installed/)
  await alice.git('config', '--unset', 'core.hooksPath')
  await remove()
})

test('a hook of lefthook is not taken away, and one that pre-commit keeps is found', async () => {
  await writeFile(hook, '#!/bin/sh\ncall_lefthook run "pre-push" "$@"\n')
  await expect(install()).rejects.toMatchObject({
    details: { remedy: expect.stringContaining('lefthook.yml') as unknown },
  })
  // `pre-commit install` renames the hook that it finds, and runs it.
  await writeFile(`${hook}.legacy`, hookText())
  await writeFile(hook, '#!/bin/sh\nexec pre-commit hook-impl\n')
  expect(await install()).toMatch(/pre-push\.legacy is already installed: the hook of pre-commit runs it\.$/)
  await writeFile(`${hook}.legacy`, hookText('echo older\n'))
  expect(await install()).toMatch(/pre-push\.legacy is up to date/)
  expect(await readFile(`${hook}.legacy`, 'utf8')).toBe(hookText())
  expect(await removePushHook(alice.directory, { env: alice.env })).toMatch(/pre-push\.legacy is removed\.$/)
  expect(await readFile(hook, 'utf8')).toContain('pre-commit')
  await rm(hook)
})

test('a worktree and a submodule upload their data with `git push`', async () => {
  const cli = (cwd: string, ...argv: string[]) =>
    execute(process.execPath, [CLI, 'install-hooks', ...argv], { cwd, env: alice.env })
  await alice.edit('.dvc/config', /url = .*/, `url = ${alice.storage}`)
  await alice.commit('The remote again', { push: false })
  const parent = dirname(alice.directory)
  await alice.git('worktree', 'add', '-q', join(parent, 'beside'), '-b', 'beside')
  await execute('git', ['init', '-q', join(parent, 'above')], { env: alice.env })
  await execute('git', ['-c', 'protocol.file.allow=always', 'submodule', '-q', 'add', alice.directory, 'below'], {
    cwd: join(parent, 'above'),
    env: alice.env,
  })
  for (const [folder, text] of [
    [join(parent, 'beside'), '7,7\n'],
    [join(parent, 'above', 'below'), '8,8\n'],
  ] as const) {
    expect((await cli(parent, '-C', folder)).stdout).toMatch(/ installed/)
    await writeFile(join(folder, 'data', 'raw.csv'), text)
    const run = (...argv: string[]) => execute(argv[0] ?? '', argv.slice(1), { cwd: folder, env: alice.env })
    await runDvc(folder, ['add', '-q', 'data/raw.csv'])
    await run('git', 'commit', '-q', '-am', 'data')
    await run('git', 'push', '-q', alice.origin, `HEAD:refs/heads/${basename(folder)}`)
    const md5 = createHash('md5').update(text).digest('hex')
    expect(existsSync(`${alice.storage}/files/md5/${md5.slice(0, 2)}/${md5.slice(2)}`)).toBe(true)
    expect((await cli(folder, '--uninstall')).stdout).toMatch(/is removed/)
  }
})

test('a repository without a commit gets the hook, with a warning where it has nothing or nowhere to upload', async () => {
  const folder = await scratch()
  const run = (...argv: string[]) => execute(argv[0] ?? '', argv.slice(1), { cwd: folder, env: alice.env })
  const cli = () => run(process.execPath, CLI, 'install-hooks')
  await run('git', 'init', '-q')
  const bare = await cli()
  expect(bare.stdout + bare.stderr).toMatch(/Git tracks no \.dvc\/config here[^]*is installed/)
  await runDvc(folder, ['init', '-q'])
  const lonely = await cli()
  expect(lonely.stdout + lonely.stderr).toMatch(/has no default remote[^]*`dvc remote add --default NAME URL`/)
  await runDvc(folder, ['remote', 'add', '-q', '--default', 'storage', '/tmp/nowhere'])
  const whole = await cli()
  expect(whole.stdout + whole.stderr).not.toMatch(/warning|no default remote/)
})
