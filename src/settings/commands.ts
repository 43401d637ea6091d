import { parseArgs } from 'node:util'
import { SetupError } from '../errors/errors.js'
import { didYouMean, nearest } from '../text/nearest.js'
import { INIT, type InitRequest, parseInitArguments } from './init-arguments.js'
import { showValue } from './problems.js'
import { parseReportArguments, REPORT, type ReportRequest } from './report-arguments.js'

/** Shells that `completion` writes a script for. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof SHELLS)[number]

/** Commands of the command line that are not modes: they run no flow and write no report. */
export const TOOLS = [
  {
    name: 'init',
    usage: 'init [options]',
    summary: 'Write the workflow and dvc-ci.yaml for this repository.',
    example: 'dvc-ci init',
  },
  {
    name: 'explain',
    usage: 'explain [ID]',
    summary: 'Explain an error, a finding or a lint rule by its identifier.',
    example: 'dvc-ci explain lock-conflict',
  },
  {
    name: 'open',
    usage: 'open',
    summary: 'Open the page of the last run of this checkout in the browser.',
    example: 'dvc-ci open',
  },
  {
    name: 'report',
    usage: 'report FILE [options]',
    summary: 'Show a report.json again: as text, Markdown, a page or JUnit XML.',
    example: 'dvc-ci report report.json --to junit --output junit.xml',
  },
  {
    name: 'install-hooks',
    usage: 'install-hooks [--uninstall]',
    summary: 'Make `git push` upload the data of DVC first, by a pre-push hook.',
    example: 'dvc-ci install-hooks',
  },
  {
    name: 'completion',
    usage: 'completion SHELL',
    summary: 'Print the completion script of a shell: bash, zsh or fish.',
    example: 'source <(dvc-ci completion bash)',
  },
] as const satisfies readonly { name: string; usage: string; summary: string; example: string }[]

export type ToolName = (typeof TOOLS)[number]['name']

/** The request of a tool; `help` shows its usage. */
export type ToolRequest =
  | { kind: 'help'; tool: ToolName }
  | { kind: 'init'; request: Exclude<InitRequest, { kind: 'help' }> }
  | { kind: 'explain'; id?: string }
  /** `directory`: a folder of the checkout, as given. */
  | { kind: 'open'; directory?: string }
  | Exclude<ReportRequest, { kind: 'help' }>
  | { kind: 'install-hooks'; uninstall: boolean; directory?: string }
  | { kind: 'completion'; shell: Shell }

/** An option of a tool, in the form of parseArgs. */
interface ToolOption {
  name: 'help' | 'uninstall' | 'working-directory'
  type: 'boolean' | 'string'
  short?: string
  description: string
}

const HELP: ToolOption = { name: 'help', type: 'boolean', short: 'h', description: 'Show this help.' }
const FOLDER: ToolOption = {
  name: 'working-directory',
  type: 'string',
  short: 'C',
  description: 'A folder of the checkout. Default: the current folder.',
}
const UNINSTALL: ToolOption = {
  name: 'uninstall',
  type: 'boolean',
  description: 'Remove the hook, and put an earlier one back.',
}

/** The options of each tool but `init`, which has many. */
export const TOOL_OPTIONS: Readonly<Record<Exclude<ToolName, 'init' | 'report'>, readonly ToolOption[]>> = {
  explain: [HELP],
  open: [FOLDER, HELP],
  'install-hooks': [FOLDER, UNINSTALL, HELP],
  completion: [HELP],
}

/** The tool that a command line names by its first word; also after `help`. */
function toolOf(argv: readonly string[]): ToolName | undefined {
  const word = argv[0] === 'help' ? argv[1] : argv[0]
  return TOOLS.find(({ name }) => name === word)?.name
}

/**
 * Reads the command line of a tool.
 * @param argv without the interpreter and the program
 * @returns undefined if the command line names no tool
 * @throws {SetupError} an unknown option with the nearest one, a missing or an unexpected argument
 */
export function parseTool(argv: readonly string[]): ToolRequest | undefined {
  const tool = toolOf(argv)
  if (tool === undefined) return undefined
  if (argv[0] === 'help') return { kind: 'help', tool }
  if (tool === INIT) {
    const request = parseInitArguments(argv.slice(1))
    return request.kind === 'help' ? { kind: 'help', tool } : { kind: 'init', request }
  }
  if (tool === REPORT) {
    const request = parseReportArguments(argv.slice(1))
    return request.kind === 'help' ? { kind: 'help', tool } : request
  }
  const known = TOOL_OPTIONS[tool]
  const { tokens } = parseArgs({
    args: argv.slice(1),
    options: Object.fromEntries(
      known.map(({ name, type, short }) => [name, { type, ...(short === undefined ? {} : { short }) }]),
    ),
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  const given = new Map<ToolOption['name'], string | undefined>()
  const words: string[] = []
  for (const token of tokens) {
    if (token.kind === 'positional') words.push(token.value)
    if (token.kind !== 'option') continue
    const option = known.find(({ name }) => name === token.name)
    if (option === undefined) throw unknownOption(tool, token)
    if (option.name === 'help') return { kind: 'help', tool }
    if (option.type === 'boolean' && token.value !== undefined)
      throw wrongValue(token.rawName, token.value, `${token.rawName} takes no value.`, `Write ${token.rawName} alone.`)
    if (option.type === 'string' && (token.value ?? '').trim() === '')
      throw wrongValue(token.rawName, token.value, `${token.rawName} needs a value.`, 'Give it as DIR.')
    given.set(option.name, token.value)
  }
  const [word] = words
  const extra = words[takesNone(tool) ? 0 : 1]
  if (extra !== undefined) throw unexpected(tool, extra)
  const directory = given.get('working-directory')
  const folder = directory === undefined ? {} : { directory }
  switch (tool) {
    case 'explain':
      return { kind: 'explain', ...(word === undefined ? {} : { id: word }) }
    case 'open':
      return { kind: 'open', ...folder }
    case 'install-hooks':
      return { kind: 'install-hooks', uninstall: given.has('uninstall'), ...folder }
    case 'completion':
      return { kind: 'completion', shell: shellOf(word) }
  }
}

function unknownOption(
  tool: keyof typeof TOOL_OPTIONS,
  { name, rawName }: { name: string; rawName: string },
): SetupError {
  const meant = nearest(
    name,
    TOOL_OPTIONS[tool].map((option) => option.name),
  )
  return new SetupError('setting-unknown', `unknown option ${rawName}.`, {
    key: rawName,
    value: rawName,
    remedy: `${meant === undefined ? `Remove it: ${tool} has no such option.` : `Did you mean --${meant}?`} \`dvc-ci ${tool} --help\` shows its usage.`,
  })
}

function wrongValue(key: string, value: string | undefined, message: string, remedy: string): SetupError {
  return new SetupError('argument-invalid', message, { key, ...(value === undefined ? {} : { value }), remedy })
}

function takesNone(tool: ToolName): boolean {
  return tool === 'open' || tool === 'install-hooks'
}

function unexpected(tool: ToolName, word: string): SetupError {
  return new SetupError('argument-invalid', `unexpected argument ${showValue(word)}.`, {
    key: tool,
    value: word,
    remedy: `Remove it: ${tool} takes ${takesNone(tool) ? 'no' : 'one'} argument. \`dvc-ci ${tool} --help\` shows its usage.`,
  })
}

function shellOf(word: string | undefined): Shell {
  const shell = SHELLS.find((known) => known === word)
  if (shell !== undefined) return shell
  const meant = word === undefined ? undefined : nearest(word, SHELLS)
  throw new SetupError(
    'argument-invalid',
    word === undefined ? 'completion needs the name of a shell.' : `completion: unknown shell ${showValue(word)}.`,
    {
      key: 'completion',
      ...(word === undefined ? {} : { value: word }),
      remedy: `${didYouMean(meant)}Allowed: ${SHELLS.join(', ')}.`,
    },
  )
}
