import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Ajv from 'ajv'
import fc from 'fast-check'
import { parse } from 'yaml'
import { runProcess } from '../../src/run/process.js'
import { OUTPUTS } from '../../src/settings/action-outputs.js'
import { parseConfig } from '../../src/settings/config-file.js'
import { actionYaml, configurationSchema, renewTables } from '../../src/settings/documents.js'
import { settingSections } from '../../src/settings/setting-sections.js'
import { SETTINGS } from '../../src/settings/table.js'
import { REFUSALS } from './refusals.js'

const root = join(import.meta.dirname, '../..')
const generate = (cwd: string, ...args: string[]) =>
  runProcess([process.execPath, join(cwd, 'scripts/generate.mjs'), ...args], { cwd })

test('the committed files are those that the table generates', async () => {
  const { code, stderr } = await generate(root, '--check')
  expect([stderr, code]).toEqual(['', 0])
})

test('generate.mjs names outdated files with --check and writes them without it', async () => {
  const copy = await mkdtemp(join(tmpdir(), 'dvc-ci-generate-'))
  try {
    for (const path of [
      '.github',
      'src',
      'scripts',
      'docs',
      'biome.json',
      'package.json',
      'tsconfig.json',
      'action.yml',
      'dvc-ci.schema.json',
    ])
      await cp(join(root, path), join(copy, path), {
        recursive: true,
        // To draw the rooms takes seconds, and the test above covers it.
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
    expect((await generate(copy, '--check')).code).toBe(0)
    expect(await readFile(page, 'utf8')).toBe(await readFile(join(root, 'docs/configuration.md'), 'utf8'))
  } finally {
    await rm(copy, { recursive: true })
  }
})

describe('action.yml', () => {
  const action = parse(actionYaml()) as {
    inputs: Record<string, Record<string, unknown>>
    outputs: Record<string, { description: string }>
    runs: unknown
    branding: unknown
  }

  test('action.yml describes every input, and no default overrides dvc-ci.yaml', () => {
    expect(Object.keys(action.inputs)).toEqual(
      SETTINGS.filter((row) => row.surfaces.includes('input')).map((row) => row.name),
    )
    for (const [name, input] of Object.entries(action.inputs)) {
      // No file can give the token, so its default overrides nothing.
      expect(Object.keys(input)).toEqual(
        name === 'token' ? ['description', 'required', 'default'] : ['description', 'required'],
      )
      expect(input).toMatchObject({
        required: false,
        description: expect.stringMatching(/\(default: .+\)\.$/) as string,
      })
    }
  })

  test('action.yml describes every output and names the bundles', () => {
    expect(Object.keys(action.outputs)).toEqual(Object.keys(OUTPUTS))
    expect(action.runs).toEqual({ using: 'node24', main: 'dist/action.js', post: 'dist/post.js' })
    expect(action.branding).toEqual({ icon: 'check-circle', color: 'purple' })
  })
})

describe('dvc-ci.schema.json', () => {
  const accepts = new Ajv({ unknownFormats: 'ignore' }).compile(JSON.parse(configurationSchema()) as object)

  test.each(REFUSALS.filter(({ inSchema }) => inSchema !== false).map(({ yaml }) => [yaml.trim(), yaml] as const))(
    'the schema rejects %s, as the reader does',
    (_, yaml) => {
      expect(accepts(parse(yaml))).toBe(false)
    },
  )

  test('the schema accepts the configurations of the documentation and of the example', async () => {
    const page = await readFile(join(root, 'docs/configuration.md'), 'utf8')
    const shown = /```yaml\n(remote: storage\n[^]*?)```/.exec(page)?.[1] ?? ''
    for (const yaml of [shown, await readFile(join(root, 'examples/digits/dvc-ci.yaml'), 'utf8')]) {
      expect(parseConfig(yaml, 'dvc-ci.yaml').problems).toEqual([])
      expect(accepts(parse(yaml))).toBe(true)
      expect(accepts.errors).toBeNull()
    }
  })

  test('the schema accepts every configuration that the reader accepts', () => {
    const value = fc.constantFrom<unknown>(
      true,
      0,
      1,
      -1,
      0.5,
      'auto',
      'all',
      'none',
      'fail',
      'sizes',
      'push',
      '10%',
      '30m',
      'branch:x',
      'x y',
      '',
      null,
      [],
      ['a'],
      [1],
      {},
      { min: 1 },
      { max_drop: '1%' },
      { command: 'a', metrics: 'b' },
      { a: 'b' },
      { f1: { min: 0 } },
    )
    const entries = SETTINGS.flatMap((row) =>
      row.key === undefined ? [] : [fc.record({ path: fc.constant(row.key.split('.')), value })],
    )
    let accepted = 0
    fc.assert(
      fc.property(fc.array(fc.oneof(...entries), { maxLength: 3 }), (settings) => {
        const config: Record<string, unknown> = {}
        for (const {
          path: [first = '', second],
          value: given,
        } of settings) {
          if (second === undefined) config[first] = given
          else config[first] = { ...(config[first] as object | undefined), [second]: given }
        }
        if (parseConfig(JSON.stringify(config), 'dvc-ci.yaml').problems.length > 0) return
        accepted++
        expect(accepts(config)).toBe(true)
      }),
      { numRuns: 3000 },
    )
    expect(accepted).toBeGreaterThan(100)
  })

  test('the schema has the defaults and describes every key', () => {
    const schema = configurationSchema()
    for (const row of SETTINGS) if (row.key !== undefined) expect(schema).toContain(JSON.stringify(row.description))
    expect(schema).toContain('"default": "30m"')
    expect(schema).toContain('"default": "merge-base"')
  })
})

describe('tables of a page', () => {
  test('tables of a page are replaced between their markers, and only there', () => {
    const renewed = renewTables('before\n<!-- table:outputs -->\nwhat was there\n<!-- /table -->\nafter\n')
    expect(renewed).toMatch(
      /^before\n<!-- table:outputs -->\n\| output \|.*\n[^]*`conclusion`[^]*<!-- \/table -->\nafter\n$/,
    )
    expect(renewed).not.toContain('what was there')
    expect(renewTables(renewed)).toBe(renewed)
  })

  test('an unknown table and an unclosed marker are errors', () => {
    expect(() => renewTables('<!-- table:nothing -->\n<!-- /table -->')).toThrow("no table 'nothing'")
    expect(() => renewTables('<!-- table:outputs -->\n')).toThrow('not closed')
  })

  test('docs/configuration.md has the table of every section of settings, and the sections have every setting', async () => {
    const page = await readFile(join(root, 'docs/configuration.md'), 'utf8')
    for (const { name, title } of settingSections())
      expect(page).toContain(`\n### ${title}\n\n<!-- table:settings-${name} -->\n`)
    expect(settingSections().flatMap(({ rows }) => rows)).toEqual(SETTINGS)
  })

  test('every line of a table has the same number of cells', async () => {
    const page = await readFile(join(root, 'docs/configuration.md'), 'utf8')
    for (const [, content = ''] of page.matchAll(/<!-- table:[a-z-]+ -->\n([^]*?)\n<!-- \/table -->/g)) {
      const cells = content.split('\n').map((line) => line.replaceAll('\\|', '').split('|').length)
      expect(new Set(cells).size).toBe(1)
    }
  })
})
