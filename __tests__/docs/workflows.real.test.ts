import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { lab, requireParts } from '../../scripts/lab/paths.mjs'
import { pages, yamlBlocks } from './pages.js'

/** A workflow around steps that a page shows alone. */
const AROUND = `name: example
on: pull_request
permissions: {}
concurrency: { group: "example-\${{ github.ref }}", cancel-in-progress: true }
jobs:
  example:
    runs-on: ubuntu-latest
    permissions: { contents: read }
    steps:
`

let directory: string
let files: string[]
let initFiles: string[]

beforeAll(async () => {
  requireParts('actionlint', 'zizmor')
  directory = await mkdtemp(join(tmpdir(), 'dvc-ci-workflows-'))
  const { workflows, steps } = yamlBlocks()
  await mkdir(join(directory, 'pages'))
  const written = await Promise.all(
    [
      ...workflows.map((block) => ({ block, text: block.text })),
      ...steps.map((block) => ({ block, text: AROUND + block.text.replace(/^(?=.)/gm, '      ') })),
    ].map(async ({ block, text }) => {
      const file = join(directory, 'pages', `${block.page.replace(/\W/g, '-')}-${block.line}.yml`)
      await writeFile(file, text)
      return file
    }),
  )
  const own = await Promise.all(
    ['.github/workflows', 'examples/workflows'].map(async (folder) =>
      (await readdir(join(lab.root, folder))).map((name) => join(lab.root, folder, name)),
    ),
  )
  // What `dvc-ci init` writes for each kind of repository.
  const golden = join(lab.root, '__tests__', 'init', 'golden')
  initFiles = (await readdir(golden, { recursive: true }))
    .filter((name) => name.endsWith('.yml'))
    .map((name) => join(golden, name))
  files = [...own.flat(), ...written, ...initFiles]
})
afterAll(() => rm(directory, { recursive: true, force: true }))

/** Runs a linter; its words are only of interest when it finds something. */
function lint(program: string, args: string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd: lab.root,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] ?? '', HOME: directory, NO_COLOR: '1' },
  })
  return status === 0 ? { status, output: '' } : { status, output: `${stdout}${stderr}` }
}

describe('our workflows, the examples, and what the pages show', () => {
  test('the repository has workflows of each kind', () => {
    expect(files.length).toBeGreaterThanOrEqual(10)
    for (const path of [
      '.github/workflows/ci.yml',
      'examples/workflows/validate.yml',
      'examples/workflows/rebuild.yml',
    ])
      expect(files).toContain(join(lab.root, path))
  })

  test('actionlint finds nothing in the workflows', () => {
    expect(lint(lab.actionlintBin, ['-no-color', '-shellcheck=', '-pyflakes=', ...files])).toEqual({
      status: 0,
      output: '',
    })
  })

  test('zizmor finds nothing in workflows, action.yml and dependabot.yml', () => {
    const config = join(lab.root, '.github', 'zizmor.yml')
    const others = ['action.yml', '.github/dependabot.yml'].map((path) => join(lab.root, path))
    expect(lint(lab.zizmorBin, ['--offline', '--no-progress', '--config', config, ...files, ...others])).toEqual({
      status: 0,
      output: '',
    })
    const own = files.filter((file) => file.includes('.github/workflows'))
    expect(own.length).toBeGreaterThanOrEqual(8)
    expect(
      lint(lab.zizmorBin, ['--offline', '--no-progress', '--persona', 'pedantic', '--config', config, ...own]),
    ).toEqual({ status: 0, output: '' })
  })

  test('zizmor finds nothing in the workflows of init without a configuration, however strict it is', () => {
    expect(initFiles.length).toBeGreaterThanOrEqual(8)
    expect(
      lint(lab.zizmorBin, ['--offline', '--no-progress', '--no-config', '--persona', 'pedantic', ...initFiles]),
    ).toEqual({
      status: 0,
      output: '',
    })
  })

  test('zizmor finds nothing in the reusable workflows and those that log in, however strict it is', () => {
    const config = join(lab.root, '.github', 'zizmor.yml')
    const strict = files.filter((path) =>
      /-oidc\.yml$|\.github\/workflows\/(?:validate|rebuild|retrain|rollback)\.yml$/.test(path),
    )
    expect(strict.length).toBeGreaterThanOrEqual(10)
    expect(
      lint(lab.zizmorBin, ['--offline', '--no-progress', '--config', config, '--persona', 'pedantic', ...strict]),
    ).toEqual({ status: 0, output: '' })
  })

  test('every workflow has no permissions at the top and a concurrency setting', async () => {
    for (const file of files) {
      const workflow = parse(await readFile(file, 'utf8')) as Record<string, unknown>
      // What runs at once is for the workflow that calls a reusable one: the same group in both would wait for itself.
      const called = Object.keys(workflow['on'] as object).includes('workflow_call')
      expect([file, workflow['permissions'], workflow['concurrency']]).toEqual([
        file,
        {},
        called ? undefined : expect.anything(),
      ])
    }
  })

  test('each action has the same version everywhere, named in a comment', async () => {
    const texts = [
      ...(await Promise.all(files.map((file) => readFile(file, 'utf8')))),
      ...pages().map(({ text }) => text),
    ]
    const uses = texts.flatMap((text) => [...text.matchAll(/uses: ((?!dvc-ci\/)[\w-]+\/[\w-]+)(?:\/[\w-]+)*@(.+)/g)])
    expect(uses.length).toBeGreaterThanOrEqual(8)
    const versions = new Map<string, Set<string>>()
    for (const [, name = '', version = ''] of uses) versions.set(name, (versions.get(name) ?? new Set()).add(version))
    for (const [name, found] of versions)
      expect([name, [...found]]).toEqual([name, [expect.stringMatching(/^[0-9a-f]{40} # v\d+\.\d+\.\d+$/)]])
  })

  test('the README shows the example workflows, and each has twelve lines', async () => {
    const readme = await readFile(join(lab.root, 'README.md'), 'utf8')
    for (const name of ['validate', 'rebuild']) {
      const text = await readFile(join(lab.root, 'examples', 'workflows', `${name}.yml`), 'utf8')
      expect(readme).toContain(`\`\`\`yaml\n${text}\`\`\``)
      expect(text.trimEnd().split('\n')).toHaveLength(12)
    }
  })
})
