import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { SetupError } from '../../src/errors/errors.js'
import { loadConfigFile, parseConfig } from '../../src/settings/config-file.js'
import { type Problem, problemsError } from '../../src/settings/problems.js'
import { settingValue } from '../../src/settings/resolve.js'
import { examples } from '../support/turn.js'
import { BROKEN, REFUSALS } from './refusals.js'

const NAME = 'dvc-ci.yaml'

function only(problems: Problem[]): Problem {
  const [problem, ...others] = problems
  if (problem === undefined || others.length > 0)
    throw new Error(`expected one problem, got ${JSON.stringify(problems)}`)
  return problem
}

describe('every rejection names the key, the value, the remedy and the line', () => {
  test.each(REFUSALS.map((refusal) => [refusal.yaml.trim(), refusal] as const))(
    '%s',
    (_, { yaml, key, value, remedy, line }) => {
      const problem = only(parseConfig(yaml, NAME).problems)
      expect(problem).toMatchObject({ key, path: NAME })
      expect(problem.value).toBe(value)
      expect(problem.line).toBe(line)
      expect(problem.remedy).toContain(remedy)
      const error = problemsError([problem])
      expect(error.exitCode).toBe(2)
      expect(error.text).toContain(key === NAME ? NAME : key)
      expect(error.text).toContain(remedy)
      expect(error.text).toContain(line === undefined ? NAME : `${NAME}:${line}: `)
      if (value !== undefined && value !== '***') expect(error.message).toContain(value.trim() === '' ? key : value)
      expect(error.text).not.toContain('topsecret')
      expect(error.details).toMatchObject({ key, path: NAME })
    },
  )
})

describe('invalid YAML', () => {
  test.each(BROKEN.map((broken) => [broken.name, broken] as const))(
    'the reader rejects %s',
    (_, { yaml, message, remedy }) => {
      const { problems, given } = parseConfig(yaml, NAME)
      expect(problems[0]?.message).toMatch(message)
      expect(problems[0]?.remedy).toMatch(remedy)
      expect(problems[0]?.path).toBe(NAME)
      expect(given.size).toBe(0)
    },
  )

  const bomb = [
    'a0: &a0 [x,x,x,x,x,x,x,x,x]',
    ...Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array<string>(9).fill(`*a${i}`).join(',')}]`),
  ].join('\n')
  test.each([
    ['an alias bomb', bomb, /aliases/],
    ['deep nesting', `checks: ${'['.repeat(20_000)}`, /too deeply/],
    ['deep lists', '- '.repeat(20_000), /too deeply/],
  ])('%s is one problem and does not make the run hang', (_, yaml, message) => {
    expect(only(parseConfig(yaml, NAME).problems).message).toMatch(message)
  })

  test('thousands of mistakes give a readable message', () => {
    const { problems } = parseConfig(Array.from({ length: 40_000 }, (_, i) => `k${i}: 1`).join('\n'), NAME)
    const [first, ...rest] = problems
    if (first === undefined) throw new Error('no problem was found')
    expect(problemsError([first, ...rest]).text.split('\n').length).toBeLessThan(25)
    expect(problemsError([first, ...rest]).text).toMatch(/and \d+ more/)
  })

  test('no text makes the reader throw, and a text without problems gives settings', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom(
            'a',
            ':',
            ' ',
            '\n',
            '-',
            '[',
            '{',
            '"',
            '&',
            '*',
            '#',
            '|',
            '!',
            '%',
            '\t',
            '0',
            '.',
            '?',
            '}',
            ']',
            ',',
          ),
        }),
        (yaml) => {
          const { problems, given } = parseConfig(yaml, NAME)
          expect(problems.length > 0 || given.size === 0).toBe(true)
        },
      ),
      { numRuns: examples(1000) },
    )
  })
})

describe('several problems', () => {
  const yaml = 'remotes: s\nvalidate:\n  pull: some\nmetrics:\n  policies:\n    f1: 0.9\n    auc: { min: "1" }\n'

  test('several problems are all reported at once, in the order of the lines, each with its remedy', () => {
    const [first, ...rest] = parseConfig(yaml, NAME).problems
    if (first === undefined) throw new Error('no problem was found')
    const error = problemsError([first, ...rest])
    expect(error.text.split('\n')).toEqual([
      '4 settings are wrong:',
      expect.stringMatching(/^- dvc-ci\.yaml:1: remotes is not a setting\. Did you mean remote\?/),
      "- dvc-ci.yaml:3: validate.pull is 'some'. Allowed: all, needed, none, or a list of stages and paths to add to the needs of the evaluation, such as [data/raw.csv, train].",
      '- dvc-ci.yaml:6: metrics.policies.f1 is 0.9. Write its limits as a mapping, such as { min: 0.95, max_drop: 0.01 }, or the word unchanged.',
      "- dvc-ci.yaml:7: metrics.policies.auc.min is '1'. Write the number without quotes.",
      expect.stringContaining('Nothing was changed.'),
    ])
    expect(error.details).toMatchObject({ key: 'remotes', value: 'remotes', path: NAME, line: 1 })
  })

  test('several problems can be annotated one by one', () => {
    const [first, ...rest] = parseConfig(yaml, NAME).problems
    if (first === undefined) throw new Error('no problem was found')
    const { cause } = problemsError([first, ...rest])
    if (!(cause instanceof AggregateError)) throw new Error('the single errors are missing')
    expect(cause.errors.map((each: SetupError) => each.details.line)).toEqual([1, 3, 6, 7])
  })
})

describe('settings of dvc-ci.yaml', () => {
  const read = (yaml: string) => {
    const { given, problems } = parseConfig(yaml, NAME)
    expect(problems).toEqual([])
    return given
  }

  test.each([
    ['empty', ''],
    ['only comments', '# nothing\n'],
    ['a bare document', '---\n'],
    ['null', 'null\n'],
    ['a mark of byte order', '\uFEFFremote: s\n'.slice(0, 1)],
  ])('%s is a valid configuration', (_, yaml) => {
    expect(read(yaml).size).toBe(0)
  })

  test('sections whose lines are all commented out count as absent', () => {
    expect(read('checks:\n#  lint: ruff\nvalidate:\nmetrics:\n  policies:\nremote-config:\nrebuild:\n').size).toBe(0)
  })

  test('the example configuration is read', () => {
    const given = read(
      [
        'remote: storage',
        'remote-config: { region: eu-west-1, port: 0022, listobjects: false }',
        'working-directory: .',
        'setup: uv sync --frozen',
        'jobs: auto',
        'keep-going: false',
        'checks:',
        '  lint: ruff check src',
        '  unit:',
        '    - cd src',
        '    - pytest -q',
        'validate:',
        '  evaluate: [evaluate]',
        '  evaluate-timeout: 30m',
        '  verify: sizes',
        'metrics:',
        "  baseline: 'branch:release/1.0'",
        '  tolerance: 1e-6',
        '  policies:',
        '    accuracy: { min: 0.95, max_drop: 0.01 }',
        '    latency_ms: { max: 200, max_rise: 10%, tolerance: 20% }',
        '    "eval/*.json:f1": { min: 0.9, severity: warning, missing: ignore, tolerance: 0.5 }',
        'rebuild: { when: changed, force: none, commit: none }',
      ].join('\r\n'),
    )
    expect(settingValue('remote-config', [given])).toEqual({ region: 'eu-west-1', port: '0022', listobjects: 'false' })
    expect(settingValue('setup', [given])).toEqual({ kind: 'command', command: 'uv sync --frozen' })
    expect(settingValue('jobs', [given])).toBeUndefined()
    expect(settingValue('checks', [given])).toEqual([
      { name: 'lint', command: 'ruff check src' },
      { name: 'unit', command: 'cd src\npytest -q' },
    ])
    expect(settingValue('evaluate', [given])).toEqual({ kind: 'stages', stages: ['evaluate'] })
    expect(settingValue('evaluate-timeout', [given])).toBe(1800)
    expect(settingValue('baseline', [given])).toEqual({ kind: 'branch', name: 'release/1.0' })
    expect(settingValue('tolerance', [given])).toEqual({ amount: 1e-6, unit: 'share' })
    expect(settingValue('force', [given])).toEqual({ kind: 'none' })
    expect(settingValue('thresholds', [given])).toEqual([
      {
        metric: 'accuracy',
        min: 0.95,
        maxDrop: { amount: 0.01, unit: 'absolute' },
        severity: 'error',
        missing: 'fail',
      },
      {
        metric: 'latency_ms',
        max: 200,
        maxRise: { amount: 0.1, unit: 'share' },
        tolerance: { amount: 0.2, unit: 'share' },
        severity: 'error',
        missing: 'fail',
      },
      {
        metric: 'eval/*.json:f1',
        min: 0.9,
        severity: 'warning',
        missing: 'ignore',
        tolerance: { amount: 0.5, unit: 'absolute' },
      },
    ])
  })

  test('options of the remote keep every digit', () => {
    expect(
      settingValue('remote-config', [
        read('remote-config: { account_name: 123456789012345678901234567890, user: 007, projectname: 1e3 }'),
      ]),
    ).toEqual({ account_name: '123456789012345678901234567890', user: '007', projectname: '1e3' })
  })

  test('a YAML alias is a value like any other', () => {
    expect(
      settingValue('thresholds', [read('metrics:\n  policies:\n    a: &limits { min: 0.5 }\n    b: *limits\n')]).map(
        ({ metric, min }) => [metric, min],
      ),
    ).toEqual([
      ['a', 0.5],
      ['b', 0.5],
    ])
  })
})

describe('loadConfigFile', () => {
  let base: string
  beforeEach(async () => {
    base = await mkdtemp(join(tmpdir(), 'dvc-ci-config-'))
  })
  afterEach(async () => {
    await rm(base, { recursive: true })
  })

  const refused = async (asked?: string) => {
    const error: unknown = await loadConfigFile(base, base, asked).catch((caught: unknown) => caught)
    if (!(error instanceof SetupError)) throw new Error(`not refused: ${String(error)}`)
    return error
  }

  test('a project without a configuration file is valid', async () => {
    expect(await loadConfigFile(base, base)).toBeUndefined()
  })

  test.each(['dvc-ci.yaml', 'dvc-ci.yml'])('the configuration file %s is found', async (name) => {
    await writeFile(join(base, name), 'remote: storage\n')
    expect(await loadConfigFile(base, base)).toMatchObject({
      path: join(base, name),
      given: new Map([['remote', 'storage']]),
      problems: [],
    })
  })

  test('two configuration files are an error', async () => {
    await writeFile(join(base, 'dvc-ci.yaml'), '')
    await writeFile(join(base, 'dvc-ci.yml'), '')
    expect((await refused()).text).toBe(
      'there are two configuration files: dvc-ci.yaml and dvc-ci.yml. Remove one of them.',
    )
  })

  test('a configuration file of more than 1 MiB is rejected unread', async () => {
    await writeFile(join(base, NAME), Buffer.alloc(1024 * 1024 + 1, '#'))
    expect((await refused()).text).toBe('dvc-ci.yaml has 1048577 bytes. A configuration file has at most 1 MiB.')
  })

  test('a configuration file that is not UTF-8 is rejected', async () => {
    await writeFile(join(base, NAME), Buffer.from([0x72, 0x3a, 0x20, 0xe9, 0x0a]))
    expect((await refused()).text).toContain('it is not UTF-8 text')
  })

  test('a folder in the place of the configuration file is rejected', async () => {
    await mkdir(join(base, NAME))
    expect((await refused()).text).toContain('dvc-ci.yaml is not a file')
  })

  test('a configuration file that is a link out of the repository is rejected, and its content is not shown', async () => {
    const repository = join(base, 'repository')
    await mkdir(join(repository, '.git'), { recursive: true })
    await writeFile(join(base, 'secret.yaml'), 'password: topsecret\n')
    await symlink('../secret.yaml', join(repository, NAME))
    const error: unknown = await loadConfigFile(repository, repository).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ id: 'config-unreadable', exitCode: 2 })
    expect(String(error)).toContain('dvc-ci.yaml is a link that leads out of the repository')
    expect(String(error)).not.toContain('password')
    // A link inside of the repository is a file as every other.
    await rm(join(repository, NAME))
    await writeFile(join(repository, 'settings.yaml'), 'remote: storage\n')
    await symlink('settings.yaml', join(repository, NAME))
    expect((await loadConfigFile(repository, repository))?.given.get('remote')).toBe('storage')
  })

  test('a named configuration file must exist', async () => {
    const { text, details } = await refused(join(base, 'ci/settings.yaml'))
    expect(text).toContain('there is no file ci/settings.yaml')
    expect(details.key).toBe('config')
  })

  test('problems name the configuration file relative to the workspace', async () => {
    await mkdir(join(base, 'ci'))
    await writeFile(join(base, 'ci/settings.yaml'), 'jobs: none\n')
    const file = await loadConfigFile(base, base, join(base, 'ci/settings.yaml'))
    expect(file?.problems[0]).toMatchObject({ path: 'ci/settings.yaml', line: 1 })
  })
})
