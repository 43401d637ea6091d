import type { Mode } from '../report/report.js'
import { COMMAND_OPTIONS } from './arguments.js'
import { INIT_OPTIONS } from './init-options.js'
import { MODES } from './mode.js'
import { isFlag, type SettingRow } from './table/row.js'
import { SETTINGS } from './table.js'

const WIDTH = 100
const INDENT = 6

/** Wraps text into indented lines of at most 100 characters. A long word is not broken. */
function wrap(text: string, indent: number): string {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && indent + line.length + 1 + word.length > WIDTH) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line].map((each) => ' '.repeat(indent) + each).join('\n')
}

function option(name: string, short: string | undefined, values: string | undefined, description: string): string {
  const head = `  ${short === undefined ? '    ' : `-${short}, `}--${name}${values === undefined ? '' : ` <${values}>`}`
  return `${head}\n${wrap(description.replaceAll('`', ''), INDENT)}`
}

function setting(row: SettingRow): string {
  const fallback = isFlag(row) ? '' : ` (default: ${row.default ?? row.absent ?? 'none'})`
  return option(row.name, row.short, isFlag(row) ? undefined : row.values, `${row.description}${fallback}`)
}

/** The text of `--help`: for all modes, or for one mode with its options only. */
export function helpText(mode?: Mode): string {
  const rows = SETTINGS.filter(
    (row) => row.surfaces.includes('option') && (mode === undefined || row.modes.includes(mode)),
  )
  const groups = [
    { title: 'Project', rows: rows.filter((row) => row.modes.length > 1 && row.key?.startsWith('metrics.') !== true) },
    { title: 'Metrics', rows: rows.filter((row) => row.key?.startsWith('metrics.')) },
    ...MODES.map((known) => ({
      title: `${known.mode} only`,
      rows: rows.filter((row) => row.modes.length === 1 && row.modes[0] === known.mode),
    })),
  ].filter((group) => group.rows.length > 0)
  return [
    `Usage: dvc-ci ${mode ?? 'MODE'}${mode === 'resolve' ? ' [FILE …]' : ''} [options]`,
    '',
    mode === undefined ? 'The whole CI of a DVC project.' : (MODES.find((known) => known.mode === mode)?.summary ?? ''),
    ...(mode === undefined
      ? [
          '',
          'Modes',
          ...MODES.map((known) => `  ${known.mode.padEnd(10)}${known.summary}`),
          `  ${'auto'.padEnd(10)}In GitHub Actions: the mode of the event.`,
          '',
          'Set-up',
          `  ${'init'.padEnd(10)}Write the workflow and dvc-ci.yaml for this repository: dvc-ci init --help`,
        ]
      : []),
    ...groups.flatMap((group) => ['', group.title, ...group.rows.map(setting)]),
    '',
    'Command line',
    ...COMMAND_OPTIONS.map((known) =>
      option(known.name, 'short' in known ? known.short : undefined, undefined, known.description),
    ),
    '',
    wrap(
      'All other options are also inputs of the action, with the same names. Most are also keys of dvc-ci.yaml. An option overrides dvc-ci.yaml, which overrides the default.',
      0,
    ),
    'Exit codes: 0 success, 1 the project failed, 2 wrong set-up, 3 a service failed, 130 cancelled.',
    '',
  ].join('\n')
}

/** The text of `dvc-ci init --help`. */
export function initHelpText(): string {
  return [
    'Usage: dvc-ci init [options]',
    '',
    'Reads the repository and writes .github/workflows/dvc-ci.yml and dvc-ci.yaml. It shows the changes first, never',
    'replaces a file that it did not write, and keeps your changes when it runs again.',
    '',
    ...INIT_OPTIONS.map((known) => option(known.name, known.short, known.values, known.description)),
    '',
    'Examples',
    '  dvc-ci init                       # asks, shows the files, writes them',
    '  dvc-ci init --yes                 # takes the defaults',
    '  dvc-ci init --update              # after an update of dvc-ci',
    '  dvc-ci init --demo                # a project to play with, in ./dvc-ci-demo',
    '',
  ].join('\n')
}
