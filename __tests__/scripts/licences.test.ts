import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { licenceTexts } from '../../scripts/licences.mjs'

const project = join(import.meta.dirname, '../..')

test('each bundled package is listed once, with its whole licence, in a stable order', async () => {
  const files = [
    'node_modules/zod/v4/core/core.js',
    'src/cli.ts',
    'node_modules/yaml/dist/index.js',
    'node_modules/zod/index.js',
    'node_modules/@octokit/core/dist-src/index.js',
  ]
  const text = await licenceTexts(project, files)
  expect(await licenceTexts(project, [...files].reverse())).toBe(text)
  for (const name of ['@octokit/core', 'yaml', 'zod']) {
    const { version, license } = JSON.parse(
      await readFile(join(project, 'node_modules', name, 'package.json'), 'utf8'),
    ) as { version: string; license: string }
    expect(text.split('\n').filter((line) => line === `${name} ${version} (${license})`)).toHaveLength(1)
    expect(text).toContain((await readFile(join(project, 'node_modules', name, 'LICENSE'), 'utf8')).trim())
  }
  expect(text).not.toContain(project)
})

test('a package under two licences has the texts of both', async () => {
  const text = await licenceTexts(project, ['node_modules/@renovatebot/pep440/index.js'])
  for (const file of ['LICENSE', 'LICENSE.APACHE', 'LICENSE.BSD'])
    expect(text).toContain((await readFile(join(project, 'node_modules/@renovatebot/pep440', file), 'utf8')).trim())
})

test('a package without a licence is rejected', async () => {
  const root = await mkdtemp(join(tmpdir(), 'dvc-ci-licences-'))
  try {
    await mkdir(join(root, 'node_modules/stray'), { recursive: true })
    await writeFile(
      join(root, 'node_modules/stray/package.json'),
      '{"name": "stray", "version": "1.0.0", "license": "MIT"}',
    )
    await expect(licenceTexts(root, ['node_modules/stray/index.js'])).rejects.toThrow('stray 1.0.0 has no licence file')
  } finally {
    await rm(root, { recursive: true, force: true })
  }
})
