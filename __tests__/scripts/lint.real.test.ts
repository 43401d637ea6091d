import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { lab } from '../../scripts/lab/paths.mjs'
import { runProcess } from '../../src/run/process.js'

/** Sources with the findings of each, one of each kind of check: with types, without, by TypeScript, and of directives. */
const SOURCES: Record<string, [source: string, ...findings: string[]]> = {
  'src/awaited.ts': ['export const awaited = (): Promise<void> => Promise.resolve()'],
  'src/floating.ts': ["import { awaited } from './awaited.js'\nawaited()", 'typescript(no-floating-promises)'],
  'src/unsafe.ts': ["export const value = JSON.parse('1')", 'typescript(no-unsafe-assignment)'],
  'src/any.ts': ['export type Value = any', 'typescript(no-explicit-any)'],
  'src/underscore.ts': ['export const one = (_value: 1): 1 => 1', 'eslint(no-unused-vars)'],
  'src/typed.ts': ["const name = 'a'\nexport type Name = typeof name", 'eslint(no-unused-vars)'],
  'src/request.ts': ["export const answer = fetch('https://example.org')", 'eslint(no-restricted-globals)'],
  'src/limit.ts': ['export const limit = AbortSignal.timeout(1)', 'eslint(no-restricted-properties)'],
  'src/index.ts': ['export const first = (all: string[]): string => all[0]', 'typescript(TS2322)'],
  'src/optional.ts': ['export const one: { two?: 2 } = { two: undefined }', 'typescript(TS2375)'],
  'src/browser.ts': [
    'export const title: string = document.title',
    'typescript(TS2584)',
    'typescript(no-unsafe-assignment)',
    'typescript(no-unsafe-member-access)',
  ],
  'src/page/browser.ts': ['export const title: string = document.title'],
  'src/directive.ts': ['// eslint-disable-next-line eqeqeq\nexport const one = 1', 'unused directive'],
  '__tests__/request.ts': ["export const answer = fetch('https://example.org')"],
  '__tests__/floating.ts': ['export {}\nPromise.resolve()', 'typescript(no-floating-promises)'],
}

test('the linter finds what each kind of check is for, and nothing else', async () => {
  const root = await mkdtemp(join(tmpdir(), 'dvc-ci-lint-'))
  try {
    for (const path of ['.oxlintrc.json', 'tsconfig.json', 'src/page/tsconfig.json', 'package.json'])
      await cp(join(lab.root, path), join(root, path))
    await symlink(join(lab.root, 'node_modules'), join(root, 'node_modules'))
    for (const [path, [source]] of Object.entries(SOURCES)) {
      await mkdir(dirname(join(root, path)), { recursive: true })
      await writeFile(join(root, path), `${source}\n`)
    }
    const program = join(lab.root, 'node_modules/oxlint/bin/oxlint')
    const { code, stdout } = await runProcess([process.execPath, program, '--format=json'], { cwd: root })
    expect(code).toBe(1)
    const { diagnostics } = JSON.parse(stdout) as {
      diagnostics: { filename: string; code?: string; message: string }[]
    }
    const found = diagnostics.map(({ filename, code: rule, message }) => [
      filename,
      rule ?? (/^Unused \S+ directive/.test(message) ? 'unused directive' : message),
    ])
    const expected = Object.entries(SOURCES).flatMap(([path, [, ...rules]]) => rules.map((rule) => [path, rule]))
    expect(found.sort()).toEqual(expected.sort())
  } finally {
    await rm(root, { recursive: true, force: true })
  }
})
