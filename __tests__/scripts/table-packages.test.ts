import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { packagesOf, renderRequirements } from '../../scripts/table-packages.mjs'

const folder = join(import.meta.dirname, '../../engine/dvc_ci_tables/requirements')

test.each(readdirSync(folder))('the packages of %s are found, each with its marker', (name) => {
  const text = readFileSync(join(folder, name), 'utf8')
  const packages = packagesOf(text)
  expect(packages).toHaveLength(text.match(/^[^\s#]/gm)?.length ?? 0)
  expect(packages.join()).not.toContain('==')
})

test('a new answer of uv replaces versions and hashes, and keeps the comment; one without hashes is rejected', () => {
  const old = `# Made so.\na==1.0 ; python_full_version < '3.11' \\\n    --hash=sha256:${'0'.repeat(64)}\n`
  const answer = `a==1.1 ; python_full_version < '3.11' \\\n    --hash=sha256:${'1'.repeat(64)}\n`
  expect(packagesOf(old)).toEqual(["a ; python_full_version < '3.11'"])
  expect(renderRequirements(old, answer)).toBe(`# Made so.\n${answer}`)
  expect(() => renderRequirements(old, `${answer}b==2.0\n`)).toThrow('without hashes')
  expect(() => renderRequirements(old, '')).toThrow('without hashes')
  expect(() => packagesOf('# nothing\n')).toThrow('pins no package')
})
