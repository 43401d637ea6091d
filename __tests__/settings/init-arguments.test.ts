import { describe, expect, test } from '@jest/globals'
import { SetupError } from '../../src/errors/errors.js'
import { shortHelp, toolHelp } from '../../src/settings/help.js'
import { parseInitArguments } from '../../src/settings/init-arguments.js'
import { INIT_OPTIONS } from '../../src/settings/init-options.js'
import { loadCliSettings } from '../../src/settings/load.js'

function refusal(...argv: string[]): string {
  try {
    parseInitArguments(argv)
  } catch (error) {
    if (error instanceof SetupError) return error.text
    throw error
  }
  throw new Error(`accepted: ${argv.join(' ')}`)
}

describe('the command line of init', () => {
  test('options are answers, and absent ones stay open', () => {
    expect(
      parseInitArguments([
        '-y',
        '--branch=trunk',
        '--workflows',
        'retrain, commands',
        '--code-owners',
        '@a/b,c@d.org',
        '--no-mlflow',
        '--project',
        './models/a/',
        '--project',
        '.',
        '--runs-on',
        'self-hosted,gpu',
      ]),
    ).toEqual({
      kind: 'init',
      directory: '.',
      projects: ['models/a', ''],
      branch: 'trunk',
      workflows: ['retrain', 'commands'],
      owners: '@a/b c@d.org',
      mlflow: false,
      runsOn: ['self-hosted', 'gpu'],
      yes: true,
      update: false,
      overwrite: false,
      dryRun: false,
      pullRequest: false,
    })
  })

  test.each([
    [['--updat'], 'Did you mean --update?'],
    [['--credentials', 'oicd'], 'Did you mean oidc? Allowed: oidc, secrets, none.'],
    [['--workflows', 'retrian'], 'Did you mean retrain?'],
    [['--code-owners', 'team'], "'team' is no owner."],
    [['--runs-on', ','], '--runs-on names no label.'],
    [['--branch'], '--branch needs a value.'],
    [['--branch', '--yes'], '--branch needs a value.'],
    [['--yes=1'], '--yes takes no value.'],
    [['--release', 'a b'], "--release is 'a b'."],
    [['--mlflow', '--no-mlflow'], 'contradict each other'],
    [['here'], "unexpected argument 'here'"],
    [['--demo', 'a', 'b'], "unexpected argument 'b'"],
  ])('%j is rejected', (argv, words) => {
    expect(refusal(...argv)).toContain(words)
  })

  test('all mistakes are named at once', () => {
    expect(refusal('--updat', '--release', '?', 'x')).toMatch(/--updat.*--release.*'x'|--updat.*'x'.*--release/s)
  })

  test('the demo has a folder of its own', () => {
    expect([parseInitArguments(['--demo']), parseInitArguments(['--demo', 'toy'])]).toEqual([
      { kind: 'demo', directory: 'dvc-ci-demo' },
      { kind: 'demo', directory: 'toy' },
    ])
  })

  test('init is in the help, and its own help lists every option', async () => {
    expect(shortHelp()).toContain('init [options]')
    const text = toolHelp('init')
    for (const { name } of INIT_OPTIONS) expect(text).toContain(`--${name}`)
    for (const argv of [
      ['init', '--help'],
      ['help', 'init'],
      ['init', '--wrong', '-h'],
    ])
      expect(await loadCliSettings(argv, {}, '/')).toEqual({ kind: 'help', text })
  })
})
