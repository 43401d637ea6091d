import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { lab } from '../../scripts/lab/paths.mjs'
import { arrows, drawRooms, renewRooms } from '../../scripts/rooms.mjs'
import { runProcess } from '../../src/run/process.js'

/** Sources of which each breaks one rule, with the rules that they break. */
const BROKEN: Record<string, [source: string, ...rules: string[]]> = {
  'src/text/one.ts': ["import type { Two } from './two.js'\nexport type One = Two | 1", 'no-circle-of-files'],
  'src/text/two.ts': ["import type { One } from './one.js'\nexport type Two = One | 2"],
  'src/steps/data/push.ts': ["import '../build/plan.js'", 'no-circle-of-folders'],
  'src/steps/build/plan.ts': ["import '../data/pull.js'"],
  'src/steps/data/pull.ts': ["export * from '../../flows/validate.js'", 'imports-of-steps'],
  'src/flows/validate.ts': ['export const validate = 1'],
  'src/git/read.ts': ["export const read = () => import('../dvc/dvc.js')", 'imports-of-git'],
  'src/dvc/dvc.ts': ["import '../../scripts/build.mjs'", 'sources-import-no-tests'],
  'scripts/build.mjs': [''],
  'src/metrics/read.ts': ["import { readFile } from 'node:fs/promises'\nexport { readFile }", 'pure-rooms-do-no-io'],
  'src/surfaces/github.ts': ["import '../steps/comments/parse-commands.js'"],
  'src/steps/comments/parse-commands.ts': ["import '../../text/one.js'"],
  'src/utils/index.ts': ["import '../text/one.js'", 'no-unknown-room'],
  'src/run/run.ts': ["import './absent.js'", 'every-import-resolves'],
}

test('each rule of imports finds what breaks it, and nothing else', async () => {
  const root = await mkdtemp(join(tmpdir(), 'dvc-ci-rooms-'))
  try {
    for (const path of ['.dependency-cruiser.mjs', 'tsconfig.json']) await cp(join(lab.root, path), join(root, path))
    await symlink(join(lab.root, 'node_modules'), join(root, 'node_modules'))
    for (const [path, [source]] of Object.entries(BROKEN)) {
      await mkdir(dirname(join(root, path)), { recursive: true })
      await writeFile(join(root, path), source)
    }
    const program = join(lab.root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs')
    const { code, stdout } = await runProcess([process.execPath, program, 'src'], { cwd: root })
    expect(code).toBeGreaterThan(0)
    const found = [...stdout.matchAll(/error ([\w-]+): (\S+)/g)].map(([, rule, from]) => `${rule}: ${from}`)
    const expected = Object.entries(BROKEN).flatMap(([path, [, ...rules]]) =>
      rules.map((rule) => `${rule}: ${rule === 'no-circle-of-folders' ? dirname(path) : path}`),
    )
    for (const violation of expected) expect(found).toContain(violation)
    // A circle may be named by any of its members.
    expect(found.filter((each) => !expected.includes(each) && !each.startsWith('no-circle-'))).toEqual([])
  } finally {
    await rm(root, { recursive: true, force: true })
  }
})

test('the rooms and the subjects of the steps are drawn with the arrows that follow from no others', () => {
  const drawn = drawRooms([
    ['src/cli.ts', 'src/flows/validate.ts'],
    ['src/cli.ts', 'src/run/run.ts'],
    ['src/flows/validate.ts', 'src/steps/data/pull.ts'],
    ['src/flows/validate.ts', 'src/flows/lint.ts'],
    ['src/steps/data/pull.ts', 'src/run/run.ts'],
    ['src/steps/fan-out/fragments.ts', 'src/steps/data/pull.ts'],
    ['src/steps/data/pull.ts', 'src/steps/ending.ts'],
  ])
  expect([...drawn.matchAll(/```mermaid\n([^]*?)\n```/g)].map(([, diagram]) => diagram)).toEqual([
    'flowchart TB\n  entries --> flows\n  flows --> steps\n  steps --> run',
    'flowchart TB\n  fan_out["fan-out"]\n  data --> shared\n  fan_out --> data',
  ])
})

test('a page without a place for the rooms stays as it is', async () => {
  expect(await renewRooms('/nowhere', '# Page\n')).toBe('# Page\n')
})

test('what is reached by all arrows is reached by those that are drawn', () => {
  const name = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f')
  const reached = (known: Map<string, Set<string>>, from: string): string[] => {
    const seen = new Set<string>()
    const visit = (each: string) => {
      for (const next of known.get(each) ?? [])
        if (!seen.has(next)) {
          seen.add(next)
          visit(next)
        }
    }
    visit(from)
    seen.delete(from)
    return [...seen].sort()
  }
  fc.assert(
    fc.property(fc.array(fc.tuple(name, name), { maxLength: 20 }), (pairs) => {
      const all = new Map<string, Set<string>>()
      for (const [from, to] of pairs) all.set(from, (all.get(from) ?? new Set()).add(to))
      const drawn = arrows(pairs)
      for (const from of ['a', 'b', 'c', 'd', 'e', 'f']) expect(reached(drawn, from)).toEqual(reached(all, from))
    }),
  )
})
