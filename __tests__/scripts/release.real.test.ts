import { execFileSync, spawnSync } from 'node:child_process'
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { lab } from '../../scripts/lab/paths.mjs'
import { pack, sbom } from '../../scripts/release/assemble.mjs'
import { checkRelease } from '../../scripts/release/check.mjs'
import type { Report } from '../../src/report/report.js'
import { CLI, cleanUp, developer, scratch, tinyProject } from '../support/project.js'

afterAll(cleanUp)

/** A checkout with all that a release publishes, and the version that the bundle has. */
let root: string
let version: string
const git = (...args: string[]) => execFileSync('git', args, { cwd: root, env: developer(), encoding: 'utf8' }).trim()
const edit = async (path: string, from: string, to: string) => {
  const before = await readFile(join(root, path), 'utf8')
  expect(before).toContain(from)
  await writeFile(join(root, path), before.replace(from, to))
}

beforeAll(async () => {
  root = await scratch()
  for (const name of ['package.json', 'package-lock.json', 'LICENSE', 'README.md', 'action.yml', 'dvc-ci.schema.json'])
    await cp(join(lab.root, name), join(root, name))
  await cp(dirname(CLI), join(root, 'dist'), { recursive: true })
  ;({ version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string })
  await writeFile(join(root, 'CHANGELOG.md'), `# Changelog\n\n## [${version}] - 2026-12-01\n\n- All of it.\n`)
  git('init', '-q', '-b', 'main')
  git('add', '--all')
  git('commit', '-q', '-m', 'Release')
  git('tag', `v${version}`)
})

describe('a release', () => {
  test('a checkout that is what its tag says passes, and every fault of another one is named at once', async () => {
    const facts = checkRelease(root, `v${version}`, 'main')
    expect(facts).toMatchObject({ version, notes: '- All of it.\n', commit: git('rev-parse', 'HEAD'), latest: true })
    expect(facts.created).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)

    git('switch', '-q', '--detach')
    await edit('package.json', `"version": "${version}"`, '"version": "9.9.9"')
    git('commit', '-q', '--all', '-m', 'Beside main')
    await edit('package-lock.json', `"version": "${version}"`, '"version": "9.9.8"')
    const head = git('rev-parse', 'HEAD')
    try {
      expect(() => checkRelease(root, 'v9.9.9', 'main')).toThrow(
        [
          'package-lock.json has version 9.9.8, and the tag is v9.9.9.',
          `package-lock.json's package has version ${version}, and the tag is v9.9.9.`,
          `dist/cli.js --version has version ${version}, and the tag is v9.9.9.`,
          `CHANGELOG.md has no section '## [9.9.9] - YYYY-MM-DD'. It has ${version}.`,
          `the tag v9.9.9 does not exist, and the checkout is at ${head}.`,
          `${head} is not on main: release only commits of the default branch.`,
          'the checkout has changes:\nM package-lock.json',
        ].join('\n'),
      )
    } finally {
      git('checkout', '-q', '--force', 'main')
    }
  })

  test('the package of npm works with npx on a real project, and has nothing besides dist/ and the pages', async () => {
    const file = pack(root, await scratch())
    const tiny = await tinyProject()
    const report = join(await scratch(), 'report.json')
    const args = ['--yes', `dvc-ci@${file}`, 'validate', '--report', report]
    const env = { ...tiny.env, npm_config_cache: await scratch(), npm_config_offline: 'true' }
    const { status, stdout, stderr } = spawnSync('npx', args, { cwd: tiny.directory, env, encoding: 'utf8' })
    expect([status, stdout, stderr]).toEqual([0, expect.stringContaining('Passed'), expect.anything()])
    expect(JSON.parse(await readFile(report, 'utf8')) as Report).toMatchObject({ conclusion: 'success' })

    await mkdir(join(root, 'dist', 'later'))
    await writeFile(join(root, 'dist', 'later', '.npmignore'), '*\n')
    await writeFile(join(root, 'dist', 'later', 'a.js'), '\n')
    const out = await scratch()
    expect(() => pack(root, out)).toThrow(/lacks these files, or has too many: .*dist\/later\/a\.js/)
  })

  test('the SBOM has the bundled packages with their licences and hashes', () => {
    const { packages } = sbom(root, '2026-12-01T00:00:00Z')
    expect(packages.length).toBeGreaterThan(20)
    for (const { name, licenseDeclared, checksums } of packages.slice(1))
      expect([name, licenseDeclared, checksums]).toEqual([
        name,
        expect.stringMatching(/^[A-Z(]/),
        [expect.objectContaining({ algorithm: 'SHA512' })],
      ])
    expect(packages.map(({ name }) => name)).toEqual(expect.arrayContaining(['dvc-ci', 'yaml', 'vega', 'zod']))
    expect(packages.map(({ name }) => name)).not.toContain('jest')
  })
})
