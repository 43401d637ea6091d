import { execFile } from 'node:child_process'
import { readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, test } from '@jest/globals'
import { lab } from '../../scripts/lab/paths.mjs'
import { IDENTIFIERS } from '../../src/settings/identifiers.js'
import { CLI, cleanUp, developer, scratch, tinyProject } from '../support/project.js'
import { until } from '../support/until.js'

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
  expect(await completed(script, ['dvc-ci', 'report', 'r.json', '--to', 's'])).toEqual(['summary'])
  expect(await completed(script, ['dvc-ci', 'report', '--o'])).toEqual(['--output'])
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
  // The browser starts beside the command.
  await until(async () => (await readFile(shown, 'utf8').catch(() => '')) !== '')
  expect(await readFile(shown, 'utf8')).toBe(page)
  expect(await readFile(page, 'utf8')).toContain('All lint rules passed.')
})

test('mode: setup puts a DVC on PATH without its Python, and nothing where PATH has one', async () => {
  const workspace = await scratch()
  const start = async (env: NodeJS.ProcessEnv) => {
    const files = { GITHUB_OUTPUT: join(workspace, 'output'), GITHUB_PATH: join(workspace, 'path') }
    for (const file of Object.values(files)) await writeFile(file, '')
    await execute(process.execPath, [CLI.replace(/cli\.js$/, 'action.js')], {
      cwd: workspace,
      env: {
        ...env,
        ...files,
        GITHUB_ACTIONS: 'true',
        GITHUB_WORKSPACE: workspace,
        RUNNER_TEMP: workspace,
        INPUT_MODE: 'setup',
        ...EVENT,
      },
    })
    return {
      path: (await readFile(files.GITHUB_PATH, 'utf8')).trim(),
      output: await readFile(files.GITHUB_OUTPUT, 'utf8'),
    }
  }
  const env = developer()
  const EVENT = { GITHUB_EVENT_NAME: 'push', GITHUB_EVENT_PATH: join(workspace, 'event.json') }
  await writeFile(EVENT.GITHUB_EVENT_PATH, JSON.stringify({ repository: { full_name: 'a/b', default_branch: 'main' } }))

  const onPath = await start(env)
  expect(onPath.path).toBe('')
  expect(onPath.output).toContain(`${lab.dvcBin}\n`)

  // An environment of the project that is not active.
  await symlink(dirname(dirname(lab.dvcBin)), join(workspace, '.venv'))
  const plain = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== dirname(lab.dvcBin))
  const added = await start({ ...env, PATH: plain.join(delimiter) })
  expect(await readdir(added.path)).toEqual(['dvc'])
  const { stdout } = await execute(join(added.path, 'dvc'), ['--version'])
  expect(added.output).toMatch(new RegExp(`dvc-version<<.*\\n${stdout.trim().replaceAll('.', '\\.')}\\n`))
})

test('the exports of a trusted setup command reach checks and later steps, those of a fork reach nothing', async () => {
  const clone = await tinyProject({
    'dvc-ci.yaml': `setup: mkdir -p "$TOOLS" && echo 'EXTRA=two words' >> "\${GITHUB_ENV:-/dev/null}" && echo "$TOOLS" >> "\${GITHUB_PATH:-/dev/null}"
setup-exports: [path, env]
checks:
  seen: 'test -z "$GITHUB_ENV$GITHUB_PATH" && echo "extra: $EXTRA; first: \${PATH%%:*}" > "$TOOLS/seen"'
`,
  })
  const runner = await scratch()
  const tools = join(runner, 'tools')
  const sha = await clone.head()
  const repo = { full_name: 'a/b' }
  const start = async (head: string) => {
    const files = { GITHUB_ENV: join(runner, 'env'), GITHUB_PATH: join(runner, 'path') }
    for (const file of Object.values(files)) await writeFile(file, '')
    const event = join(runner, 'event.json')
    await writeFile(
      event,
      JSON.stringify({
        pull_request: {
          number: 7,
          head: { sha, ref: 'x', repo: { full_name: head } },
          base: { sha, ref: 'main', repo },
        },
        repository: { ...repo, default_branch: 'main' },
      }),
    )
    await execute(process.execPath, [CLI.replace(/cli\.js$/, 'action.js')], {
      cwd: clone.directory,
      env: {
        ...clone.env,
        ...files,
        TOOLS: tools,
        GITHUB_ACTIONS: 'true',
        GITHUB_WORKSPACE: clone.directory,
        GITHUB_REPOSITORY: 'a/b',
        GITHUB_SHA: sha,
        GITHUB_EVENT_NAME: 'pull_request',
        GITHUB_EVENT_PATH: event,
        RUNNER_TEMP: runner,
        INPUT_MODE: 'validate',
        INPUT_EVALUATE: 'none',
        INPUT_COMMENT: 'none',
      },
    })
    return {
      env: await readFile(files.GITHUB_ENV, 'utf8'),
      path: await readFile(files.GITHUB_PATH, 'utf8'),
      seen: await readFile(join(tools, 'seen'), 'utf8'),
    }
  }
  expect(await start('a/b')).toEqual({
    env: expect.stringMatching(/^EXTRA<<(ghadelimiter_[0-9a-f-]{36})\ntwo words\n\1\n$/),
    path: `${tools}\n`,
    seen: `extra: two words; first: ${tools}\n`,
  })
  expect(await start('mallory/b')).toEqual({
    env: '',
    path: '',
    seen: expect.not.stringContaining('two words'),
  })
})
