import { firstSentence } from '../text/words.js'
import { COMMAND_OPTIONS } from './arguments.js'
import { SHELLS, type Shell, TOOL_OPTIONS, TOOLS } from './commands.js'
import { INIT } from './init-arguments.js'
import { INIT_OPTIONS } from './init-options.js'
import { MODES } from './mode.js'
import { REPORT, REPORT_FORMATS, REPORT_OPTIONS } from './report-arguments.js'
import { isFlag, type SettingRow } from './table/row.js'
import { SETTINGS } from './table.js'

/** An option as a completion offers it. */
interface Offered {
  name: string
  short?: string
  description: string
  /** Whether a value follows, and whether it is a file or a folder. */
  value: 'none' | 'any' | 'path'
  /** Words that its value can be; empty for a free text. */
  words: readonly string[]
}

const PATH_VALUES = new Set(['FILE', 'DIR', 'FILE or DIR'])
/** Words that stand for names of the project. */
const PLACEHOLDERS = new Set(['stages'])

/** The words of a setting such as `push, api, pull-request, tag or none`; none where a part is more than a word. */
function wordsOf({ values }: SettingRow): string[] {
  const parts = values.split(/, (?:or )?| or /)
  if (parts.length === 1 || !parts.every((part) => /^[a-z][\w-]*$/.test(part))) return []
  return parts.filter((part) => !PLACEHOLDERS.has(part))
}

/** Text of one sentence, which every shell can hold between single quotes. */
function plain(text: string): string {
  return firstSentence(text).replaceAll(/['"`\\[\]:$]/g, '')
}

function optionsOf(mode: string): Offered[] {
  return [
    ...SETTINGS.filter((row) => row.surfaces.includes('option') && row.modes.some((each) => each === mode)).map(
      (row): Offered => ({
        name: row.name,
        ...(row.short === undefined ? {} : { short: row.short }),
        description: plain(row.description),
        value: isFlag(row) ? 'none' : PATH_VALUES.has(row.values) ? 'path' : 'any',
        words: isFlag(row) ? [] : wordsOf(row),
      }),
    ),
    ...COMMAND_OPTIONS.map(
      (known): Offered => ({
        name: known.name,
        ...('short' in known ? { short: known.short } : {}),
        description: plain(known.description),
        value: 'none',
        words: [],
      }),
    ),
  ]
}

/** Commands whose words are options alone. */
const WITH_OPTIONS = ['init', 'open', 'install-hooks'] as const

/** The options of a command that is no mode. */
function optionsOfTool(tool: (typeof WITH_OPTIONS)[number]): Offered[] {
  if (tool === INIT) return INIT_OPTIONS.map(offeredOf)
  return TOOL_OPTIONS[tool].map(({ name, short, type, description }) => ({
    name,
    ...(short === undefined ? {} : { short }),
    description: plain(description),
    value: type === 'boolean' ? 'none' : 'path',
    words: [],
  }))
}

/** The options of `report`. Its first word is a file. */
const OF_REPORT = REPORT_OPTIONS.map((known) => ({
  ...offeredOf(known),
  words: known.name === 'to' ? REPORT_FORMATS : [],
}))

/** An option that is no setting. */
function offeredOf(known: { name: string; short?: string; values?: string; description: string }): Offered {
  const { name, short, values, description } = known
  return {
    name,
    ...(short === undefined ? {} : { short }),
    description: plain(description),
    value: values === undefined ? 'none' : PATH_VALUES.has(values) ? 'path' : 'any',
    words: [],
  }
}

const FIRST = [
  ...MODES.map(({ mode, summary }) => ({ name: mode, description: plain(summary) })),
  ...TOOLS.map(({ name, summary }) => ({ name, description: plain(summary) })),
]

/**
 * The script that completes modes, commands, options and their values.
 * @param ids identifiers that `explain` knows
 */
export function completionScript(shell: Shell, ids: readonly string[]): string {
  const write = { bash, zsh, fish }[shell]
  return `${write(ids)}\n`
}

/** The options of all modes, each once. */
function everyOption(): Offered[] {
  return [...new Map(MODES.flatMap(({ mode }) => optionsOf(mode)).map((each) => [each.name, each])).values()]
}

function bash(ids: readonly string[]): string {
  const values = everyOption().filter(({ value }) => value !== 'none')
  const flags = (offered: Offered) => [
    `--${offered.name}`,
    ...(offered.short === undefined ? [] : [`-${offered.short}`]),
  ]
  return [
    '# Completion of dvc-ci for bash: source <(dvc-ci completion bash)',
    '_dvc_ci() {',
    '  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} mode=${COMP_WORDS[1]}',
    '  COMPREPLY=()',
    '  if [ "$COMP_CWORD" -eq 1 ]; then',
    `    COMPREPLY=($(compgen -W '${[...FIRST.map(({ name }) => name), '--help', '--version'].join(' ')}' -- "$word"))`,
    '    return',
    '  fi',
    '  case $mode in',
    `    explain) COMPREPLY=($(compgen -W '${ids.join(' ')}' -- "$word")); return ;;`,
    `    completion) COMPREPLY=($(compgen -W '${SHELLS.join(' ')}' -- "$word")); return ;;`,
    `    ${REPORT})`,
    // `--to` of a rollback is another option.
    '      case $before:$word in',
    `        --to:*) COMPREPLY=($(compgen -W '${REPORT_FORMATS.join(' ')}' -- "$word")) ;;`,
    `        *:-*) COMPREPLY=($(compgen -W '${OF_REPORT.map(({ name }) => `--${name}`).join(' ')}' -- "$word")) ;;`,
    '        *) COMPREPLY=($(compgen -f -- "$word")) ;;',
    '      esac',
    '      return ;;',
    '  esac',
    '  case $before in',
    ...values
      .filter(({ words }) => words.length > 0)
      .map(
        (each) =>
          `    ${flags(each).join('|')}) COMPREPLY=($(compgen -W '${each.words.join(' ')}' -- "$word")); return ;;`,
      ),
    ...values
      .filter(({ value }) => value === 'path')
      .map((each) => `    ${flags(each).join('|')}) COMPREPLY=($(compgen -f -- "$word")); return ;;`),
    `    ${values
      .filter(({ value, words }) => value === 'any' && words.length === 0)
      .flatMap(flags)
      .join('|')}) return ;;`,
    '  esac',
    '  case $mode in',
    ...[
      ...MODES.map(({ mode }) => ({ mode, options: optionsOf(mode) })),
      ...WITH_OPTIONS.map((mode) => ({ mode, options: optionsOfTool(mode) })),
    ].map(
      ({ mode, options }) =>
        `    ${mode}) COMPREPLY=($(compgen -W '${options.map(({ name }) => `--${name}`).join(' ')}' -- "$word")) ;;`,
    ),
    '  esac',
    '}',
    'complete -F _dvc_ci dvc-ci',
  ].join('\n')
}

function zsh(ids: readonly string[]): string {
  const spec = ({ name, short, description, value, words }: Offered) => {
    const action =
      value === 'none'
        ? ''
        : `:${name}:${words.length > 0 ? `(${words.join(' ')})` : value === 'path' ? '_files' : ' '}`
    const text = `[${description}]${action}`
    return short === undefined
      ? `'--${name}${value === 'none' ? '' : '='}${text}'`
      : `'(-${short} --${name})'{-${short}${value === 'none' ? '' : '+'},--${name}${value === 'none' ? '' : '='}}'${text}'`
  }
  return [
    '#compdef dvc-ci',
    '# Completion of dvc-ci for zsh: source <(dvc-ci completion zsh)',
    '_dvc_ci() {',
    '  if (( CURRENT == 2 )); then',
    '    local -a first',
    `    first=(${FIRST.map(({ name, description }) => `'${name}:${description}'`).join(' ')})`,
    "    _describe 'mode or command' first",
    '    return',
    '  fi',
    '  local mode=$words[2]',
    '  shift words',
    '  (( CURRENT-- ))',
    '  case $mode in',
    `    explain) compadd -- ${ids.join(' ')} ;;`,
    `    completion) compadd -- ${SHELLS.join(' ')} ;;`,
    `    ${REPORT}) _arguments -S ${OF_REPORT.map(spec).join(' ')} '1:report.json:_files' ;;`,
    ...MODES.map(({ mode }) => `    ${mode}) _arguments -S ${optionsOf(mode).map(spec).join(' ')} ;;`),
    ...WITH_OPTIONS.map((tool) => `    ${tool}) _arguments -S ${optionsOfTool(tool).map(spec).join(' ')} ;;`),
    '  esac',
    '}',
    'compdef _dvc_ci dvc-ci',
  ].join('\n')
}

function fish(ids: readonly string[]): string {
  const at = (mode: string) => `-n '__fish_seen_subcommand_from ${mode}'`
  const line = (mode: string, { name, short, description, value, words }: Offered) =>
    [
      'complete -c dvc-ci',
      at(mode),
      `-l ${name}`,
      ...(short === undefined ? [] : [`-s ${short}`]),
      ...(value === 'none' ? [] : [value === 'path' ? '-r -F' : '-x']),
      ...(words.length > 0 ? [`-a '${words.join(' ')}'`] : []),
      `-d '${description}'`,
    ].join(' ')
  return [
    '# Completion of dvc-ci for fish: dvc-ci completion fish | source',
    'complete -c dvc-ci -f',
    ...FIRST.map(
      ({ name, description }) => `complete -c dvc-ci -n __fish_use_subcommand -a ${name} -d '${description}'`,
    ),
    `complete -c dvc-ci ${at('explain')} -a '${ids.join(' ')}'`,
    `complete -c dvc-ci ${at('completion')} -a '${SHELLS.join(' ')}'`,
    `complete -c dvc-ci ${at(REPORT)} -F`,
    ...OF_REPORT.map((each) => line(REPORT, each)),
    ...MODES.flatMap(({ mode }) => optionsOf(mode).map((each) => line(mode, each))),
    ...WITH_OPTIONS.flatMap((tool) => optionsOfTool(tool).map((each) => line(tool, each))),
  ].join('\n')
}
