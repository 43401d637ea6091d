import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runProcess } from '../../src/run/process.js'

const root = join(import.meta.dirname, '../..')
const generate = (cwd: string, ...args: string[]) =>
  runProcess([process.execPath, join(cwd, 'scripts/generate.mjs'), ...args], { cwd })

// `npm test` checks the committed files by `generate.mjs --check` itself, as CI does.
test('generate.mjs names outdated files with --check and writes them without it', async () => {
  const copy = await mkdtemp(join(tmpdir(), 'dvc-ci-generate-'))
  try {
    for (const path of [
      '.github',
      'src',
      'scripts',
      'docs',
      'examples/workflows',
      'biome.json',
      'package.json',
      'tsconfig.json',
      'action.yml',
      'dvc-ci.schema.json',
    ])
      await cp(join(root, path), join(copy, path), {
        recursive: true,
        // To draw the rooms takes seconds, and the check of `npm test` covers it.
        filter: (source) => source !== join(root, 'docs/architecture.md'),
      })
    await symlink(join(root, 'node_modules'), join(copy, 'node_modules'))
    const page = join(copy, 'docs/configuration.md')
    await writeFile(page, (await readFile(page, 'utf8')).replace('`validate.pull`', '`validate.fetch`'))
    await rm(join(copy, 'action.yml'))
    const check = await generate(copy, '--check')
    expect(check.code).toBe(1)
    expect(check.stderr).toContain('out of date: action.yml, docs/configuration.md')
    expect((await generate(copy)).code).toBe(0)
    for (const path of ['action.yml', 'docs/configuration.md'])
      expect(await readFile(join(copy, path), 'utf8')).toBe(await readFile(join(root, path), 'utf8'))
  } finally {
    await rm(copy, { recursive: true })
  }
})
