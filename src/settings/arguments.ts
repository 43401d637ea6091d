// node:util's parseArgs reads the options. By hand is only the way to the table of settings, which names an option's
// key and remedy.
import { type ParseArgsConfig, parseArgs } from 'node:util'
import { SetupError } from '../errors/errors.js'
import type { Mode } from '../report/report.js'
import { nearest } from '../text/nearest.js'
import { MODES, unknownModeRemedy } from './mode.js'
import { type Problem, showValue, throwProblems } from './problems.js'
import type { SettingName } from './setting-values.js'
import { isFlag, SETTINGS } from './table.js'

/** Options that are no settings: they say how the command line itself behaves. */
export const COMMAND_OPTIONS = [
  { name: 'json', description: 'Write the report to standard output as JSON, and everything else to standard error.' },
  { name: 'verbose', short: 'v', description: 'Tell more.' },
  { name: 'help', short: 'h', description: 'Show this help.' },
  { name: 'version', description: 'Show the version of dvc-ci.' },
] as const

/** A command line as it was typed: split, but no value judged yet. */
export type Arguments =
  | { kind: 'help'; mode?: Mode }
  | { kind: 'version' }
  | { kind: 'run'; mode?: string; texts: Map<SettingName, string>; files: string[]; json: boolean; verbose: boolean }

/** What Git starts as its merge driver; not a mode, because nobody types it. */
export const MERGE_DRIVER = 'merge-driver'

/** The files that Git hands to a merge driver, in the order of `%O %A %B %P` (gitattributes(5), "Defining a custom merge driver"). */
export interface DriverFiles {
  /** Common ancestor; empty where there is none. */
  base: string
  /** Ours, and where the result goes. */
  ours: string
  theirs: string
  /** Where the file is in the repository. */
  path: string
}

const ROWS = new Map(SETTINGS.filter((row) => row.surfaces.includes('option')).map((row) => [row.name as string, row]))
const COMMANDS = new Set<string>(COMMAND_OPTIONS.map(({ name }) => name))
const OPTION_NAMES = [...ROWS.keys(), ...COMMANDS]

function parserOptions(): NonNullable<ParseArgsConfig['options']> {
  const options: NonNullable<ParseArgsConfig['options']> = {}
  for (const row of ROWS.values()) {
    options[row.name] = {
      type: isFlag(row) ? 'boolean' : 'string',
      ...(row.short === undefined ? {} : { short: row.short }),
    }
  }
  for (const option of COMMAND_OPTIONS)
    options[option.name] = { type: 'boolean', ...('short' in option ? { short: option.short } : {}) }
  return options
}

function isMode(word: string | undefined): word is Mode {
  return MODES.some(({ mode }) => mode === word)
}

/**
 * Splits a command line: `dvc-ci MODE [--option value …]`, with files after `resolve`. Options that can be given several times (remote-config, checks, params, data) add up; of others
 * the last one counts. `--no-X` switches a true-or-false setting off.
 * @throws {SetupError} unknown options and modes with their nearest, missing values, options of another mode; all at once
 */
export function parseArguments(argv: readonly string[]): Arguments {
  // The parser is not strict: it would stop at the first mistake, and knows no neighbours.
  const { tokens } = parseArgs({
    args: [...argv],
    options: parserOptions(),
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  const words = tokens.flatMap((token) => (token.kind === 'positional' ? [token.value] : []))
  const problems: Problem[] = []
  const texts = new Map<SettingName, string>()
  const commands = new Set<string>()
  for (const token of tokens) {
    if (token.kind !== 'option') continue
    if (COMMANDS.has(token.name)) {
      if (token.value === undefined) commands.add(token.name)
      else
        problems.push({
          message: `${token.rawName} takes no value.`,
          key: token.name,
          value: token.value,
          remedy: `Write ${token.rawName} alone.`,
        })
      continue
    }
    const negated = token.name.startsWith('no-') && !ROWS.has(token.name)
    const row = ROWS.get(negated ? token.name.slice(3) : token.name)
    if (row === undefined || (negated && (!isFlag(row) || token.value !== undefined))) {
      const meant = nearest(token.name, OPTION_NAMES)
      problems.push({
        message: `unknown option ${token.rawName}.`,
        key: token.rawName,
        value: token.rawName,
        remedy: `${meant === undefined ? '' : `Did you mean --${meant}? `}\`dvc-ci --help\` lists the options.`,
      })
      continue
    }
    const value = isFlag(row) ? (token.value ?? String(!negated)) : token.value
    if (value === undefined || (!isFlag(row) && token.inlineValue === false && /^-./.test(value))) {
      problems.push({
        message: `${token.rawName} needs a value${value === undefined ? '' : `, but ${showValue(value)} follows`}.`,
        key: row.name,
        ...(value === undefined ? {} : { value }),
        remedy: `Give it as ${row.values}${value === undefined ? '' : `; a value that starts with '-' as --${row.name}=${value}`}.`,
      })
      continue
    }
    const earlier =
      ['pairs', 'params', 'data'].includes(row.text) || row.name === 'checks' ? texts.get(row.name) : undefined
    texts.set(row.name, earlier === undefined ? value : `${earlier}\n${value}`)
  }
  const [mode, ...more] = words
  const files = mode === 'resolve' ? more.splice(0) : []
  if (commands.has('help')) return isMode(mode) ? { kind: 'help', mode } : { kind: 'help' }
  if (commands.has('version')) return { kind: 'version' }
  if (mode !== undefined && mode !== 'auto' && !isMode(mode))
    problems.push({
      message: `unknown mode ${showValue(mode)}.`,
      key: 'mode',
      value: mode,
      remedy: unknownModeRemedy(mode),
    })
  for (const word of more)
    problems.push({
      message: `unexpected argument ${showValue(word)}.`,
      key: 'mode',
      value: word,
      remedy: `Write one mode and then options (${showValue(word)} after the option that it belongs to).`,
    })
  if (isMode(mode)) problems.push(...foreignOptions(mode, texts.keys()))
  throwProblems(problems)
  return {
    kind: 'run',
    ...(mode === undefined ? {} : { mode }),
    texts,
    files,
    json: commands.has('json'),
    verbose: commands.has('verbose'),
  }
}

/** The files of a call as merge driver. @throws {SetupError} not four of them */
export function parseDriverArguments(argv: readonly string[]): DriverFiles {
  const [base, ours, theirs, path, ...more] = argv
  if (base === undefined || ours === undefined || theirs === undefined || path === undefined || more.length > 0) {
    throw new SetupError(`${MERGE_DRIVER} takes four files, not ${argv.length}.`, {
      key: MERGE_DRIVER,
      value: argv.join(' '),
      remedy: 'Git calls it; `dvc-ci resolve --install-driver` sets it up.',
    })
  }
  return { base, ours, theirs, path }
}

/** Options that mean nothing in a mode: silently ignored, they would promise what does not happen. */
function foreignOptions(mode: Mode, names: Iterable<SettingName>): Problem[] {
  return [...names].flatMap((name) => {
    const modes = ROWS.get(name)?.modes ?? []
    if (modes.includes(mode)) return []
    return [
      {
        message: `--${name} does nothing in ${mode}.`,
        key: name,
        value: mode,
        remedy: `Remove it: it is an option of ${modes.join(' and ')}.`,
      },
    ]
  })
}
