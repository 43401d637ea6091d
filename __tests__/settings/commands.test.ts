import { describe, expect, test } from '@jest/globals'
import { explain } from '../../src/flows/explain.js'
import { parseArguments } from '../../src/settings/arguments.js'
import { parseTool, SHELLS, TOOLS } from '../../src/settings/commands.js'
import { completionScript } from '../../src/settings/completion.js'
import { helpText, shortHelp, toolHelp } from '../../src/settings/help.js'
import { INIT_OPTIONS } from '../../src/settings/init-options.js'
import { MODES } from '../../src/settings/mode.js'
import { SETTINGS } from '../../src/settings/table.js'

describe('the command line of a tool', () => {
  test.each<[string[], object | undefined]>([
    [['explain'], { kind: 'explain' }],
    [['explain', 'lock-conflict'], { kind: 'explain', id: 'lock-conflict' }],
    [['open'], { kind: 'open' }],
    [['install-hooks'], { kind: 'install-hooks', uninstall: false }],
    [['install-hooks', '--uninstall'], { kind: 'install-hooks', uninstall: true }],
    [['install-hooks', '-C', 'sub'], { kind: 'install-hooks', uninstall: false, directory: 'sub' }],
    [['open', '--working-directory=sub'], { kind: 'open', directory: 'sub' }],
    [['report', 'r.json'], { kind: 'report', file: 'r.json', to: 'text' }],
    [['report', '-', '--to=junit', '-o', 'x'], { kind: 'report', file: '-', to: 'junit', output: 'x' }],
    [['report', 'r.json', '--output', '-'], { kind: 'report', file: 'r.json', to: 'text' }],
    [['report', '--help'], { kind: 'help', tool: 'report' }],
    [['completion', 'fish'], { kind: 'completion', shell: 'fish' }],
    [['open', '-h'], { kind: 'help', tool: 'open' }],
    [['help', 'explain'], { kind: 'help', tool: 'explain' }],
    [['validate'], undefined],
    [['help', 'validate'], undefined],
    [[], undefined],
  ])('%j is read', (argv, request) => {
    expect(parseTool(argv)).toEqual(request)
  })

  test.each<[string[], string]>([
    [['explain', 'a', 'b'], "unexpected argument 'b'. Remove it: explain takes one argument."],
    [['open', 'x'], "unexpected argument 'x'. Remove it: open takes no argument."],
    [['open', '--verbose'], 'unknown option --verbose.'],
    [['open', '--uninstall'], 'unknown option --uninstall.'],
    [['install-hooks', '--remove'], 'unknown option --remove.'],
    [['install-hooks', '--uninstal'], 'Did you mean --uninstall?'],
    [['install-hooks', '--uninstall=no'], '--uninstall takes no value.'],
    [['explain', '--hepl'], 'Did you mean --help?'],
    [['open', '-C'], '-C needs a value. Give it as DIR.'],
    [['install-hooks', 'pre-push'], "unexpected argument 'pre-push'. Remove it: install-hooks takes no argument."],
    [['report'], 'report needs a file.'],
    [['report', 'a', 'b'], "unexpected argument 'b'. Remove it: report takes one file."],
    [['report', 'a', '--to'], '--to needs a value. Give it as text, comment, summary, page or junit.'],
    [['report', 'a', '--to', 'pdf'], "--to is 'pdf'. Allowed: text, comment, summary, page, junit."],
    [['report', 'a', '--outptu=x'], 'unknown option --outptu of report. Did you mean --output?'],
    [['completion'], 'completion needs the name of a shell. Allowed: bash, zsh, fish.'],
    [['completion', 'zhs'], "unknown shell 'zhs'. Did you mean zsh?"],
  ])('%j is rejected with the problem and its fix', (argv, message) => {
    expect(() => parseTool(argv)).toThrow(
      expect.objectContaining({ exitCode: 2, text: expect.stringContaining(message) as unknown }),
    )
  })
})

describe('explain', () => {
  test('explain lists every identifier with its title when it gets none', () => {
    const text = explain(undefined, false)
    expect(text).toMatch(/^Errors\n {2}/)
    expect(text).toMatch(/\n {2}remote-unreachable +The DVC remote .*\.\n/)
    expect(text).toMatch(/\nLint rules\n/)
  })

  test('an unknown identifier is rejected with the nearest one', () => {
    expect(() => explain('remote-unreachible', false)).toThrow(
      expect.objectContaining({ text: expect.stringContaining('Did you mean remote-unreachable?') as unknown }),
    )
  })
})

describe('help', () => {
  test('the short help fits a screen of 100 columns and 40 lines and names every mode and tool', () => {
    const lines = shortHelp().trimEnd().split('\n')
    expect(lines.length).toBeLessThanOrEqual(40)
    expect(lines.filter((line) => line.length > 100)).toEqual([])
    for (const name of [...MODES.map(({ mode }) => mode), ...TOOLS.map((tool) => tool.name)])
      expect(lines.filter((line) => line.startsWith(`  ${name} `))).toHaveLength(1)
  })

  test('the example of every mode is a valid command line of that mode', () => {
    for (const { mode, example } of MODES) {
      const words = [...example.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
        ([, one, two, three]) => one ?? two ?? three ?? '',
      )
      expect(words[0]).toBe('dvc-ci')
      expect(parseArguments(words.slice(1))).toMatchObject({ kind: 'run', mode })
      expect(helpText(mode)).toContain(`\nExample\n  ${example}\n`)
    }
  })

  test('the help of a tool has its usage and an example', () => {
    for (const { name, usage, example } of TOOLS) {
      expect(toolHelp(name)).toMatch(new RegExp(`^Usage: dvc-ci ${name}`))
      expect(toolHelp(name)).toContain(usage)
      expect(toolHelp(name)).toContain(example)
    }
  })
})

describe('completion', () => {
  test.each(SHELLS)('the script of %s has every mode, tool, option and identifier', (shell) => {
    const script = completionScript(shell, ['remote-unreachable'])
    for (const word of [
      ...MODES.map(({ mode }) => mode),
      ...TOOLS.map(({ name }) => name),
      ...SETTINGS.filter((row) => row.surfaces.includes('option')).map(({ name }) => name),
      ...INIT_OPTIONS.map(({ name }) => name),
      'remote-unreachable',
    ])
      expect(script).toContain(word)
    // Words that stand for a value are no words to complete.
    expect(script).not.toMatch(/'(?:[^']* )?(?:FILE|DIR|stages)(?: [^']*)?' -- /)
  })

  test('quotes in a description cannot end the quotes of a script', () => {
    for (const shell of SHELLS)
      for (const line of completionScript(shell, []).split('\n')) expect((line.match(/'/g) ?? []).length % 2).toBe(0)
  })
})
