import { SetupError } from '../../src/errors/errors.js'
import { parseArguments, parseDriverArguments } from '../../src/settings/arguments.js'
import { helpText } from '../../src/settings/help.js'
import { MODES } from '../../src/settings/mode.js'
import { SETTINGS } from '../../src/settings/table.js'

function refused(argv: readonly string[]): SetupError {
  try {
    parseArguments(argv)
  } catch (error) {
    if (error instanceof SetupError) return error
    throw error
  }
  throw new Error(`not refused: ${argv.join(' ')}`)
}

describe('an invalid command line is rejected with the problem and the nearest name', () => {
  test.each<[string[], string, string]>([
    [['valdate'], "unknown mode 'valdate'", 'Did you mean validate?'],
    [['rebuidl'], "unknown mode 'rebuidl'", 'Did you mean rebuild?'],
    [['deploy'], "unknown mode 'deploy'", 'Modes: validate, rebuild, retrain, '],
    [['retrian'], "unknown mode 'retrian'", 'Did you mean retrain?'],
    [['rebuild', '--params', 'a=1'], '--params has no effect in the mode rebuild', 'an option of retrain'],
    [['help', 'doctr'], "help: unknown mode or command 'doctr'", 'Did you mean doctor?'],
    [['doctr', '--help'], "unknown mode or command 'doctr'", 'Did you mean doctor?'],
    [['-h', 'explian'], "unknown mode or command 'explian'", 'Did you mean explain?'],
    [['help', 'nope'], "unknown mode or command 'nope'", 'Other commands: init, explain, '],
    [['-q', 'explain', 'x'], 'the command explain is not the first word', 'Write explain first'],
    [['coment'], "unknown mode 'coment'", 'Did you mean comment?'],
    [['validate', '--evalute', 'none'], '--evalute', 'Did you mean --evaluate?'],
    [['validate', '--timeout=3m'], '--timeout', '--remote-timeout'],
    [['validate', '--keep_going'], '--keep_going', 'Did you mean --keep-going?'],
    [['rebuild', '--dryrun'], '--dryrun', 'Did you mean --dry-run?'],
    [['rebuild', '--no-remote'], '--no-remote', 'Did you mean --remote?'],
    [['rebuild', '--no-dry-run=true'], '--no-dry-run', '--dry-run'],
    [['validate', '--import-token', 'h=secret'], '--import-token is no option', 'the variable DVC_CI_IMPORT_TOKEN'],
    [['validate', '--tokens=secret'], '--tokens is no option', 'Give token in the variable GITHUB_TOKEN'],
    [['validate', '--cache', 'none'], '--cache is no option', 'cache is an input of the action'],
    [['comment', '--artifact', 'x'], '--artifact is no option', 'artifact is an input of the action'],
    [['validate', '-x'], '-x', '`dvc-ci help all`'],
    [['validate', '--policies', 'x'], '--policies', 'Did you mean --thresholds?'],
    [['validate', '--polcies', 'x'], '--polcies', 'Did you mean --thresholds?'],
    [['rebuild', '--artefact', 'x'], '--artefact', 'Did you mean --model-artifact?'],
    [['validate', '--mode', 'validate'], '--mode', '`dvc-ci help all`'],
    [['validate', '--remote'], '--remote needs a value', 'NAME'],
    [['validate', '--remote', '--json'], "--remote needs a value, but '--json' follows", '--remote=--json'],
    [['validate', '-C', '-r', 'x'], "-C needs a value, but '-r' follows", 'DIR'],
    [['validate', '--json=yes'], '--json takes no value', 'alone'],
    [['validate', 'rebuild'], "unexpected argument 'rebuild'", 'one mode'],
    [['validate', '--keep-going', 'false'], "unexpected argument 'false'", "Put 'false' after its option"],
    [['validate', '--force', 'all'], '--force has no effect in the mode validate', 'an option of rebuild'],
    [['validate', '--dry-run'], '--dry-run has no effect in the mode validate', 'an option of rebuild'],
    [['rebuild', '--evaluate', 'none'], '--evaluate has no effect in the mode rebuild', 'an option of validate'],
  ])('%j is rejected', (argv, message, remedy) => {
    const error = refused(argv)
    expect(error.exitCode).toBe(2)
    expect(error.message).toContain(message)
    expect(error.text).toContain(remedy)
    expect(error.details.key).not.toBe('')
  })

  test('a setting without an option names its other place, and no message shows the value of a credential', () => {
    const rows = SETTINGS.filter(({ name, surfaces }) => !surfaces.includes('option') && name !== 'mode')
    expect(rows.filter(({ variable }) => variable !== undefined).map(({ name }) => name)).toEqual([
      'import-token',
      'signing-key',
      'token',
    ])
    for (const { name, key, variable } of rows) {
      const error = refused(['validate', `--${name}`, ...(variable === undefined ? [] : ['hidden-1234'])])
      expect(error.message).toContain(`--${name} is no option`)
      expect(error.text).toContain(
        variable ?? `${name} is a${key === undefined ? 'n input of the action' : ' key of dvc-ci.yaml'}`,
      )
      expect(error.text).not.toContain('hidden-1234')
    }
  })

  test('parseArguments reports all mistakes of a command line at once, and no value of a mistyped option', () => {
    const { text } = refused(['valdate', '--remot', 'x', 'y', '--jobs'])
    expect(text.split('\n')).toHaveLength(6)
    expect(text).toContain("unexpected argument 'y'")
  })
})

describe('parseArguments', () => {
  test('options are read by name, by letter, with = and in any order', () => {
    expect(
      parseArguments([
        '-r',
        'storage',
        '--jobs=4',
        'rebuild',
        '-Cmodels',
        '--force',
        'train,evaluate',
        '--dry-run',
        '--no-keep-going',
        '--json',
        '-v',
      ]),
    ).toEqual({
      kind: 'run',
      mode: 'rebuild',
      files: [],
      json: true,
      quiet: false,
      verbose: true,
      texts: new Map([
        ['remote', 'storage'],
        ['jobs', '4'],
        ['working-directory', 'models'],
        ['force', 'train,evaluate'],
        ['dry-run', 'true'],
        ['keep-going', 'false'],
      ]),
    })
  })

  test('a true-or-false option may have a value, and a value that starts with - needs =', () => {
    expect(parseArguments(['rebuild', '--dry-run=false', '--setup=-c x'])).toMatchObject({
      texts: new Map([
        ['dry-run', 'false'],
        ['setup', '-c x'],
      ]),
    })
  })

  test('the last value of an option counts, but options of the remote and checks add up', () => {
    expect(
      parseArguments([
        'validate',
        '-r',
        'a',
        '-r',
        'b',
        '--remote-config',
        'a=1',
        '--remote-config',
        'b=2',
        '--checks',
        'x: y',
        '--checks',
        'z: w',
      ]),
    ).toMatchObject({
      texts: new Map([
        ['remote', 'b'],
        ['remote-config', 'a=1\nb=2'],
        ['checks', 'x: y\nz: w'],
      ]),
    })
  })

  test.each([
    [['--help'], { kind: 'help' }],
    [['-h', 'auto'], { kind: 'help' }],
    [['help', 'help'], { kind: 'help' }],
    [['rebuild', '--wrong', '--help'], { kind: 'help', mode: 'rebuild' }],
    [['--version'], { kind: 'version' }],
    [['--verbose', '--version'], { kind: 'version' }],
  ])('%j is read', (argv, request) => {
    expect(parseArguments(argv)).toEqual(request)
  })
})

describe('files after resolve', () => {
  test('files after resolve are kept as they were written', () => {
    expect(parseArguments(['resolve', 'dvc.lock', '-C', 'x', 'sub/a b.dvc'])).toMatchObject({
      mode: 'resolve',
      files: ['dvc.lock', 'sub/a b.dvc'],
      texts: new Map([['working-directory', 'x']]),
    })
    expect(parseArguments(['resolve', '--install-driver'])).toMatchObject({
      files: [],
      texts: new Map([['install-driver', 'true']]),
    })
  })

  test('a merge driver takes four files with any names', () => {
    expect(parseDriverArguments(['.merge_a', '--x', '-', 'a b/dvc.lock'])).toEqual({
      base: '.merge_a',
      ours: '--x',
      theirs: '-',
      path: 'a b/dvc.lock',
    })
    expect(() => parseDriverArguments(['a', 'b', 'c'])).toThrow('takes four files, not 3')
    expect(() => parseDriverArguments(['a', 'b', 'c', 'd', 'e'])).toThrow('not 5')
  })
})

describe('--help', () => {
  const options = SETTINGS.filter((row) => row.surfaces.includes('option'))

  test('--help names every option once, with its default, in lines of at most 100 characters', () => {
    const text = helpText()
    for (const { name } of options) expect(text.match(new RegExp(`--${name}(?: <|\\n)`, 'g'))).toHaveLength(1)
    expect(text).toContain('(default: 30m)')
    expect(text).toContain('(default: merge-base)')
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(110)
  })

  test('--help of one mode omits the options that have no effect there', () => {
    for (const { mode } of MODES) {
      for (const row of options)
        expect(helpText(mode).includes(`--${row.name}${row.text === 'scalar' ? '' : ' <'}`)).toBe(
          row.modes.includes(mode),
        )
    }
  })
})
