// node:util's parseArgs reads the options. By hand is only the way to the table of settings, which names an option's
// key and remedy.

import { type ParseArgsConfig, parseArgs } from 'node:util'
import { SetupError } from '../errors/errors.js'
import type { Mode } from '../report/report.js'
import { appendTo } from '../text/append-to.js'
import { didYouMean, nearest } from '../text/nearest.js'
import { joined } from '../text/words.js'
import { CREDENTIAL_WORDS, credentialOption } from './credential-variables.js'
import { isTool, MODES, unknownModeRemedy } from './mode.js'
import { type Problem, showValue, throwProblems } from './problems.js'
import type { SettingName } from './setting-values.js'
import { isFlag } from './table/row.js'
import { SETTINGS } from './table.js'

/** Options of the command line itself, which are not settings. */
export const COMMAND_OPTIONS = [
  {
    name: 'json',
    description: 'Write the report to standard output as JSON. All other output goes to standard error.',
  },
  { name: 'verbose', short: 'v', description: 'Show more details in the log.' },
  { name: 'quiet', short: 'q', description: 'Show only warnings, failures and the verdict.' },
  { name: 'help', short: 'h', description: 'Show this help.' },
  { name: 'version', description: 'Show the version of dvc-ci.' },
] as const

/** A parsed command line; its values are not validated yet. */
export type Arguments =
  /** `all`: the options of all modes. */
  | { kind: 'help'; mode?: Mode; all?: true }
  | { kind: 'version' }
  | {
      kind: 'run'
      mode?: string
      texts: Map<SettingName, string>
      files: string[]
      json: boolean
      quiet: boolean
      verbose: boolean
    }

/** Command of Git's merge driver. It is not a mode: only Git runs it. */
export const MERGE_DRIVER = 'merge-driver'

/**
 * The files that Git passes to a merge driver, in the order of `%O %A %B %P` (gitattributes(5), "Defining a custom
 * merge driver").
 */
export interface DriverFiles {
  /** Common ancestor; an empty file if there is none. */
  base: string
  /** Our version, and the path of the result. */
  ours: string
  theirs: string
  /** Path of the file in the repository. */
  path: string
}

const ROWS = new Map(SETTINGS.filter((row) => row.surfaces.includes('option')).map((row) => [row.name as string, row]))
const COMMANDS = new Set<string>(COMMAND_OPTIONS.map(({ name }) => name))
/**
 * Options by the words that a user may mean: their names, the keys of dvc-ci.yaml (`policies` for `thresholds`), and the
 * ends of names (`artifact` for `model-artifact`), which several options may share.
 */
const MEANT = meantOptions()

function meantOptions(): ReadonlyMap<string, readonly string[]> {
  const names = [...ROWS.keys(), ...COMMANDS]
  const meant = new Map<string, string[]>()
  for (const name of names) {
    const end = name.slice(name.indexOf('-') + 1)
    // Any short word is near to an end such as `for`.
    if (end !== name && end.length > 3) appendTo(meant, end, name)
  }
  for (const { key, name } of ROWS.values()) {
    const last = key?.split('.').at(-1)
    // `timeout` is the end of several names, one of which is `data.timeout` in the file.
    if (last !== undefined && !meant.get(last)?.includes(name)) meant.set(last, [name])
  }
  for (const name of names) meant.set(name, [name])
  return meant
}

function parserOptions(): NonNullable<ParseArgsConfig['options']> {
  const options: NonNullable<ParseArgsConfig['options']> = { ...CREDENTIAL_WORDS }
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
 * Splits a command line: `dvc-ci MODE [--option value …]`, with files after `resolve`, revisions and paths after `diff`,
 * stages after `audit`, and a subject after `verify`.
 * remote-config, checks, params and data add up when they are repeated; for other options the last value counts.
 * `--no-X` turns a true-or-false setting off.
 * @throws {SetupError} all at once: unknown options and modes with the nearest name, missing values, options of another
 * mode
 */
export function parseArguments(argv: readonly string[]): Arguments {
  // The parser is not strict: a strict one stops at the first mistake and suggests no near names.
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
  const doubtful = new Set<string>()
  for (const token of tokens) {
    if (token.kind !== 'option') continue
    if (COMMANDS.has(token.name)) {
      if (token.value === undefined) commands.add(token.name)
      else
        problems.push({
          id: 'argument-invalid',
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
      const next = argv[token.index + 1]
      if (next !== undefined && token.value === undefined) doubtful.add(next)
      problems.push(credentialOption(token.rawName, token.name) ?? unknownOption(token.rawName, token.name))
      continue
    }
    const value = isFlag(row) ? (token.value ?? String(!negated)) : token.value
    if (value === undefined || (!isFlag(row) && token.inlineValue === false && /^-./.test(value))) {
      problems.push({
        id: 'argument-invalid',
        message: `${token.rawName} needs a value${value === undefined ? '' : `, but ${showValue(value)} follows`}.`,
        key: row.name,
        ...(value === undefined ? {} : { value }),
        remedy: `Give it as ${row.values}${value === undefined ? '' : `; write a value that starts with '-' as --${row.name}=${value}`}.`,
      })
      continue
    }
    const earlier =
      ['pairs', 'params', 'data'].includes(row.text) || row.name === 'checks' ? texts.get(row.name) : undefined
    texts.set(row.name, earlier === undefined ? value : `${earlier}\n${value}`)
  }
  // `dvc-ci help MODE` is `dvc-ci MODE --help`, as in Git and DVC.
  const [first] = words
  if (first === 'help' || first === 'version') commands.add(words.shift() ?? '')
  const [mode, ...more] = words
  const files = mode === 'resolve' || mode === 'diff' ? more.splice(0) : mode === 'verify' ? more.splice(0, 1) : []
  if (mode === 'audit' && more.length > 0) texts.set('audit-stages', more.splice(0).join('\n'))
  if (commands.has('help')) return helpOf(mode)
  if (commands.has('version')) return { kind: 'version' }
  const isKnown = mode === undefined || mode === 'auto' || isMode(mode)
  if (!isKnown)
    problems.push({
      id: 'setting-invalid',
      message: isTool(mode) ? `the command ${mode} is not the first word.` : `unknown mode ${showValue(mode)}.`,
      key: 'mode',
      value: mode,
      remedy: unknownModeRemedy(mode),
    })
  // The words after a command, and after an unknown option, may belong to it.
  const unexpected = isKnown || !isTool(mode) ? more.filter((word) => !doubtful.has(word)) : []
  for (const word of unexpected)
    problems.push({
      id: 'argument-invalid',
      message: `unexpected argument ${showValue(word)}.`,
      key: 'mode',
      value: word,
      remedy: `Write one mode, then the options. Put ${showValue(word)} after its option.`,
    })
  if (isMode(mode)) problems.push(...foreignOptions(mode, texts.keys()))
  throwProblems(problems)
  return {
    kind: 'run',
    ...(mode === undefined ? {} : { mode }),
    texts,
    files,
    json: commands.has('json'),
    quiet: commands.has('quiet'),
    verbose: commands.has('verbose'),
  }
}

function unknownOption(rawName: string, name: string): Problem {
  const problem = { id: 'setting-unknown', key: rawName, value: rawName } as const
  const elsewhere = SETTINGS.find((row) => row.name === name && !ROWS.has(name) && name !== 'mode')
  if (elsewhere !== undefined)
    return {
      ...problem,
      message: `${rawName} is no option of the command line.`,
      remedy: `${name} is ${elsewhere.key === undefined ? 'an input of the action' : 'a key of dvc-ci.yaml'}.`,
    }
  const meant = MEANT.get(nearest(name, MEANT.keys()) ?? '')?.map((each) => `--${each}`)
  return {
    ...problem,
    message: `unknown option ${rawName}.`,
    remedy: `${didYouMean(meant?.join(' or '))}\`dvc-ci help all\` lists the options.`,
  }
}

/**
 * The files of a call as merge driver.
 * @throws {SetupError} not exactly four files
 */
export function parseDriverArguments(argv: readonly string[]): DriverFiles {
  const [base, ours, theirs, path, ...more] = argv
  if (base === undefined || ours === undefined || theirs === undefined || path === undefined || more.length > 0) {
    throw new SetupError('argument-invalid', `${MERGE_DRIVER} takes four files, not ${argv.length}.`, {
      key: MERGE_DRIVER,
      value: argv.join(' '),
      remedy: 'Git runs it. Use `dvc-ci resolve --install-driver` to configure it.',
    })
  }
  return { base, ours, theirs, path }
}

/** The help that a command line asks for. @throws {SetupError} an unknown mode, with the nearest one */
function helpOf(word: string | undefined): Arguments {
  if (isMode(word)) return { kind: 'help', mode: word }
  if (word === 'all') return { kind: 'help', all: true }
  // `auto` is every mode; `help` and `version` have no help of their own.
  if (word === undefined || ['auto', 'help', 'version'].includes(word)) return { kind: 'help' }
  throw new SetupError('setting-invalid', `help: unknown mode or command ${showValue(word)}.`, {
    key: 'mode',
    value: word,
    remedy: unknownModeRemedy(word),
  })
}

/** Rejects options that the mode does not use. Ignoring them would hide a mistake. */
function foreignOptions(mode: Mode, names: Iterable<SettingName>): Problem[] {
  return [...names].flatMap((name) => {
    const modes = ROWS.get(name)?.modes ?? []
    if (modes.includes(mode)) return []
    return [
      {
        id: 'argument-invalid',
        message: `--${name} has no effect in the mode ${mode}.`,
        key: name,
        value: mode,
        remedy: `Remove it: it is an option of ${joined(modes)}.`,
      },
    ]
  })
}
