import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import Ajv from 'ajv'
import fc from 'fast-check'
import { parse } from 'yaml'
import { OUTPUTS } from '../../src/settings/action-outputs.js'
import { parseConfig } from '../../src/settings/config-file.js'
import { actionYaml, configurationSchema, renewTables } from '../../src/settings/documents.js'
import { settingSections } from '../../src/settings/setting-sections.js'
import { SETTINGS } from '../../src/settings/table.js'
import { REFUSALS } from './refusals.js'

const root = join(import.meta.dirname, '../..')

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

  test('no description of action.yml has an expression, because GitHub evaluates them there', () => {
    const descriptions = [...Object.values(action.inputs), ...Object.values(action.outputs)].map(
      (each) => each['description'],
    )
    expect(descriptions.filter((each) => String(each).includes('${{'))).toEqual([])
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
    const values: unknown[] = [
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
    ]
    const problemsOf = (config: unknown) => parseConfig(JSON.stringify(config), 'dvc-ci.yaml').problems
    const configOf = (settings: { path: readonly string[]; given: unknown }[]) => {
      const config: Record<string, unknown> = {}
      for (const {
        path: [first = '', second],
        given,
      } of settings)
        config[first] = second === undefined ? given : { ...(config[first] as object | undefined), [second]: given }
      return config
    }
    const single = SETTINGS.flatMap(({ key }) =>
      key === undefined ? [] : values.map((given) => ({ path: key.split('.'), given })),
    ).filter((setting) => problemsOf(configOf([setting])).length === 0)
    expect(single.length).toBeGreaterThan(100)
    for (const setting of single) expect([setting, accepts(configOf([setting]))]).toEqual([setting, true])
    let accepted = 0
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...single), { minLength: 2, maxLength: 3 }), (settings) => {
        const config = configOf(settings)
        if (problemsOf(config).length > 0) return
        accepted++
        expect(accepts(config)).toBe(true)
      }),
      { numRuns: 150 },
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
