import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterAll, expect, test } from '@jest/globals'
import { IDENTIFIERS } from '../../src/settings/identifiers.js'
import { CLI, cleanUp, scratch, tinyProject } from '../support/project.js'

afterAll(cleanUp)

const execute = promisify(execFile)
const cli = (...argv: string[]) => execute(process.execPath, [CLI, ...argv])

/** What the completion of bash offers for the last word. */
async function completed(script: string, words: readonly string[]): Promise<string[]> {
  const { stdout } = await execute('bash', [
    '-c',
    `${script}\nCOMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _dvc_ci; printf '%s\\n' "\${COMPREPLY[@]}"`,
    'bash',
    ...words,
  ])
  return stdout.split('\n').filter((line) => line !== '')
}

/** The text of a file that another process writes soon; the browser starts beside the command. */
async function written(path: string): Promise<string> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const text = await readFile(path, 'utf8').catch(() => '')
    if (text !== '') return text
    await sleep(50)
  }
  throw new Error(`${path} was not written`)
}

test('the build has the page of every identifier, and explain prints it', async () => {
  const pages = JSON.parse(await readFile(CLI.replace(/cli\.js$/, 'pages.json'), 'utf8')) as Record<string, string>
  expect(IDENTIFIERS.filter(({ page }) => pages[page] === undefined)).toEqual([])
  const { stdout } = await cli('explain', '[lock-conflict]')
  expect(stdout).toMatch(/^lock-conflict\n\nWhat it means\n\n/)
  expect(stdout).not.toMatch(/^#|^```|\]\(/m)
})

test('the completion of bash offers modes, options of the mode, values and identifiers', async () => {
  const { stdout: script } = await cli('completion', 'bash')
  expect(await completed(script, ['dvc-ci', 'vali'])).toEqual(['validate'])
  expect(await completed(script, ['dvc-ci', 'rebuild', '--com'])).toEqual(['--commit', '--comment'])
  expect(await completed(script, ['dvc-ci', 'validate', '--stale', ''])).toEqual(['fail', 'run', 'commit'])
  expect(await completed(script, ['dvc-ci', 'explain', 'lock-conf'])).toEqual(['lock-conflict'])
})

test('--quiet shows only failures and the verdict, and open finds the page of that run', async () => {
  const alice = await tinyProject({ 'secret.yaml': 'unused: 1\n' })
  const run = (...argv: string[]) => execute(process.execPath, [CLI, ...argv], { cwd: alice.directory, env: alice.env })
  await expect(run('open')).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('[page-missing]') as unknown,
  })
  const { stdout } = await run('lint', '-q')
  expect(stdout).toMatch(/^Passed: All lint rules passed\.\n {2}lint of [0-9a-f]{12}\n$/)
  const bin = await scratch()
  const shown = join(bin, 'shown')
  await writeFile(join(bin, 'xdg-open'), `#!/bin/sh\nprintf '%s' "$1" > '${shown}'\n`, { mode: 0o755 })
  const { stdout: opened } = await execute(process.execPath, [CLI, 'open'], {
    cwd: alice.directory,
    env: { ...alice.env, PATH: `${bin}:${alice.env['PATH'] ?? ''}` },
  })
  const page = join(alice.directory, '.git/dvc-ci/last-run.html')
  expect(opened).toBe(`Opened ${page}\n`)
  expect(await written(shown)).toBe(page)
  expect(await readFile(page, 'utf8')).toContain('All lint rules passed.')
})
