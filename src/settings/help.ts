import type { Mode } from '../report/report.js'
import { firstSentence } from '../text/words.js'
import { COMMAND_OPTIONS } from './arguments.js'
import { TOOL_OPTIONS, TOOLS, type ToolName } from './commands.js'
import { INIT_OPTIONS } from './init-options.js'
import { MODES } from './mode.js'
import { REPORT, REPORT_OPTIONS } from './report-arguments.js'
import { settingSections } from './setting-sections.js'
import { isFlag, type SettingRow } from './table/row.js'
import { SETTINGS } from './table.js'

const WIDTH = 100
const INDENT = 6
/** Options that most calls need; the short help shows them. */
const COMMON = ['working-directory', 'remote', 'report'] as const
const EXIT_CODES = 'Exit codes: 0 success, 1 the project failed, 2 wrong set-up, 3 a service failed, 130 cancelled.'

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

function head(name: string, short: string | undefined, values: string | undefined): string {
  return `  ${short === undefined ? '    ' : `-${short}, `}--${name}${values === undefined ? '' : ` <${values}>`}`
}

function option(name: string, short: string | undefined, values: string | undefined, description: string): string {
  return `${head(name, short, values)}\n${wrap(description.replaceAll('`', ''), INDENT)}`
}

function setting(row: SettingRow): string {
  const fallback = isFlag(row) ? '' : ` (default: ${row.default ?? row.absent ?? 'none'})`
  return option(row.name, row.short, isFlag(row) ? undefined : row.values, `${row.description}${fallback}`)
}

/** Names with their texts in two aligned columns. */
function columns(rows: readonly (readonly [name: string, text: string])[]): string[] {
  const width = Math.max(...rows.map(([name]) => name.length)) + 2
  return rows.map(([name, text]) => `  ${name.padEnd(width)}${text}`)
}

/** One line of an option in the short help: its first sentence. */
function brief(description: string): string {
  const plain = description.replaceAll('`', '').replaceAll(/ \([^)]*\)/g, '')
  return firstSentence(plain)
}

/** The help of one screen: the modes, the other commands and the options that most calls need. */
export function shortHelp(): string {
  const common = COMMON.flatMap((name) => SETTINGS.filter((row) => row.name === name))
  return [
    'Usage: dvc-ci MODE [options]: the whole CI of a DVC project. The modes:',
    ...columns(MODES.map(({ mode, summary }) => [mode, summary])),
    '',
    'Other commands',
    ...columns(TOOLS.map(({ usage, summary }) => [usage, summary])),
    '',
    'Common options',
    ...columns([
      ...common.map(
        (row) => [`${row.short === undefined ? '' : `-${row.short}, `}--${row.name}`, brief(row.description)] as const,
      ),
      ...COMMAND_OPTIONS.map(
        (known) => [`${'short' in known ? `-${known.short}, ` : ''}--${known.name}`, brief(known.description)] as const,
      ),
    ]),
    '',
    '`dvc-ci MODE --help` shows the options of a mode, `dvc-ci help all` those of all modes.',
    EXIT_CODES,
    '',
  ].join('\n')
}

/** The words after a mode, besides its options. */
const WORDS: Partial<Record<Mode, string>> = {
  resolve: ' [FILE …]',
  diff: ' [BASE [HEAD]] [PATH …]',
  audit: ' [STAGE …]',
  verify: ' [REV | FILE | version:N]',
}

/** The options of one mode with an example, or those of all modes. */
export function helpText(mode?: Mode): string {
  const known = MODES.find((each) => each.mode === mode)
  const groups = settingSections()
    .map(({ title, rows }) => ({
      title,
      rows: rows.filter((row) => row.surfaces.includes('option') && (mode === undefined || row.modes.includes(mode))),
    }))
    .filter(({ rows }) => rows.length > 0)
  return [
    `Usage: dvc-ci ${mode ?? 'MODE'}${mode === undefined ? '' : (WORDS[mode] ?? '')} [options]`,
    '',
    known?.summary ?? 'The options of all modes.',
    ...(known === undefined ? [] : ['', 'Example', `  ${known.example}`]),
    ...groups.flatMap(({ title, rows }) => ['', title, ...rows.map(setting)]),
    '',
    'Command line',
    ...COMMAND_OPTIONS.map((each) =>
      option(each.name, 'short' in each ? each.short : undefined, undefined, each.description),
    ),
    '',
    wrap(
      'All other options are also inputs of the action, with the same names. Most are also keys of dvc-ci.yaml. An option overrides dvc-ci.yaml, which overrides the default.',
      0,
    ),
    EXIT_CODES,
    '',
  ].join('\n')
}

/** The text of `dvc-ci init --help`. */
function initHelp(): string {
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

/** The usage of a command that is no mode. */
export function toolHelp(tool: ToolName): string {
  if (tool === 'init') return initHelp()
  const options =
    tool === REPORT
      ? REPORT_OPTIONS.map(({ name, short, values, description }) => option(name, short, values, description))
      : TOOL_OPTIONS[tool].map(({ name, short, type, description }) =>
          option(name, short, type === 'string' ? 'DIR' : undefined, description),
        )
  return TOOLS.filter(({ name }) => name === tool)
    .flatMap(({ usage, summary, example }) => [
      `Usage: dvc-ci ${usage}`,
      '',
      summary,
      '',
      'Example',
      `  ${example}`,
      '',
      'Options',
      ...options,
      '',
    ])
    .join('\n')
}
