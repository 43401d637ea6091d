import { type ParseArgsConfig, parseArgs } from 'node:util'
import { SetupError } from '../errors/errors.js'
import { nearest } from '../text/nearest.js'
import { type Problem, showValue, throwProblems } from './problems.js'

/** The command that writes the workflows. It is not a mode: it has no settings and no report. */
export const INIT = 'init'

/** Where the credentials of the remote come from. */
export const CREDENTIALS = ['oidc', 'secrets', 'none'] as const
export type Credentials = (typeof CREDENTIALS)[number]

/** The workflows beside that of pull requests and pushes. */
export const MORE_WORKFLOWS = ['retrain', 'rollback', 'commands'] as const
export type MoreWorkflow = (typeof MORE_WORKFLOWS)[number]

/** The request of `dvc-ci init`. An absent answer is asked for, or has its default. */
export type InitRequest =
  | { kind: 'help' }
  | { kind: 'demo'; directory: string; verbose: boolean }
  | {
      kind: 'init'
      /** Folder of the repository, as given. */
      directory: string
      /** Folders of projects, relative to the repository; empty: every project. */
      projects: string[]
      branch?: string
      credentials?: Credentials
      runsOn?: string[]
      workflows?: MoreWorkflow[]
      /** Empty for none. */
      owners?: string
      mlflow?: boolean
      release?: string
      yes: boolean
      update: boolean
      overwrite: boolean
      dryRun: boolean
      pullRequest: boolean
      verbose: boolean
    }

interface InitOption {
  name: string
  short?: string
  /** The values in the help; absent for an option without a value. */
  values?: string
  description: string
}

/** The options of `dvc-ci init`, in the order of its help. */
export const INIT_OPTIONS: readonly InitOption[] = [
  { name: 'yes', short: 'y', description: 'Take the default of every question.' },
  { name: 'update', description: 'Write what a newer dvc-ci writes, with the earlier answers. Your changes stay.' },
  { name: 'dry-run', description: 'Show the changes and write nothing.' },
  {
    name: 'pull-request',
    description: 'Open a pull request with the files (GITHUB_TOKEN or GH_TOKEN), and leave the checkout as it is.',
  },
  { name: 'overwrite', description: 'Replace files of the same name that no init wrote, and uncommitted changes.' },
  { name: 'branch', values: 'NAME', description: 'The default branch (default: that of the server).' },
  {
    name: 'credentials',
    values: 'oidc, secrets or none',
    description: 'Credentials of the remote: a login without a stored key (AWS, Google Cloud, Azure), or secrets.',
  },
  {
    name: 'runs-on',
    values: 'LABELS',
    description: 'Labels of the runner that builds the model, with commas (default: ubuntu-latest).',
  },
  {
    name: 'workflows',
    values: 'NAMES',
    description: 'Further workflows, with commas: retrain, rollback, commands, or none.',
  },
  {
    name: 'code-owners',
    values: 'OWNERS',
    description: 'Owners of the data for CODEOWNERS, such as @team/data, or none.',
  },
  { name: 'mlflow', description: 'Track in MLflow (default: if the code imports it). --no-mlflow: do not.' },
  {
    name: 'release',
    values: 'REF',
    description: 'Release of dvc-ci that the workflows use: a tag, or the hash of a commit (default: v1).',
  },
  { name: 'project', values: 'DIR', description: 'Only the project in this folder. Repeat it for several.' },
  {
    name: 'working-directory',
    short: 'C',
    values: 'DIR',
    description: 'A folder of the repository (default: the current one).',
  },
  { name: 'demo', description: 'Make a project to play with in the folder that follows (default: dvc-ci-demo).' },
  { name: 'verbose', short: 'v', description: 'Show more details in the log.' },
  { name: 'help', short: 'h', description: 'Show this help.' },
]
const NEGATABLE = 'no-mlflow'
const REF = /^[\w.-]+$/
const DEMO_FOLDER = 'dvc-ci-demo'

/**
 * Parses the words after `init`.
 * @throws {SetupError} all at once: unknown options with the nearest name, wrong values, a needless argument
 */
export function parseInitArguments(argv: readonly string[]): InitRequest {
  const { tokens } = parseArgs({
    args: [...argv],
    options: parserOptions(),
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  const problems: Problem[] = []
  const flags = new Set<string>()
  const texts = new Map<string, string[]>()
  const words: string[] = []
  for (const token of tokens) {
    if (token.kind === 'positional') words.push(token.value)
    if (token.kind !== 'option') continue
    const row = INIT_OPTIONS.find(({ name }) => name === token.name)
    if (row === undefined && token.name !== NEGATABLE) problems.push(unknownOption(token.rawName, token.name))
    else if (row?.values === undefined) {
      if (token.value === undefined) flags.add(token.name)
      else
        problems.push(
          invalid(token.name, token.value, `${token.rawName} takes no value.`, `Write ${token.rawName} alone.`),
        )
    } else if (
      token.value === undefined ||
      token.value.trim() === '' ||
      (token.inlineValue === false && token.value.startsWith('-'))
    )
      problems.push(
        invalid(token.name, token.value ?? '', `${token.rawName} needs a value.`, `Give it as ${row.values}.`),
      )
    else texts.set(token.name, [...(texts.get(token.name) ?? []), token.value])
  }
  const demo = flags.has('demo')
  for (const word of demo ? words.slice(1) : words)
    problems.push(
      invalid(
        INIT,
        word,
        `unexpected argument ${showValue(word)}.`,
        'Write options only; `-C DIR` names another folder.',
      ),
    )
  const last = (name: string) => texts.get(name)?.at(-1)
  const credentials = choices('credentials', last('credentials'), CREDENTIALS, problems)?.at(-1)
  const workflows =
    last('workflows') === 'none' ? [] : choices('workflows', last('workflows'), MORE_WORKFLOWS, problems)
  const owners = ownersOf(last('code-owners'), problems)
  if (flags.has('mlflow') && flags.has(NEGATABLE))
    problems.push(
      invalid('mlflow', NEGATABLE, '--mlflow and --no-mlflow contradict each other.', 'Remove one of them.'),
    )
  if (flags.has('help')) return { kind: 'help' }
  const verbose = flags.has('verbose')
  if (demo && problems.length === 0) return { kind: 'demo', directory: words[0] ?? DEMO_FOLDER, verbose }
  const [branch, runsOn, release] = [last('branch'), listOf(last('runs-on')), last('release')]
  if (release !== undefined && !REF.test(release))
    problems.push(
      invalid(
        'release',
        release,
        `--release is ${showValue(release)}.`,
        'Give a tag such as v1, or the hash of a commit.',
      ),
    )
  throwProblems(problems)
  const mlflow = flags.has('mlflow') ? true : flags.has(NEGATABLE) ? false : undefined
  return {
    kind: 'init',
    directory: last('working-directory') ?? '.',
    projects: (texts.get('project') ?? []).map((folder) => folder.replace(/^(?:\.\/)+|\/+$/g, '').replace(/^\.$/, '')),
    ...(branch === undefined ? {} : { branch }),
    ...(credentials === undefined ? {} : { credentials }),
    ...(runsOn === undefined ? {} : { runsOn }),
    ...(workflows === undefined ? {} : { workflows }),
    ...(owners === undefined ? {} : { owners }),
    ...(mlflow === undefined ? {} : { mlflow }),
    ...(release === undefined ? {} : { release }),
    yes: flags.has('yes'),
    update: flags.has('update'),
    overwrite: flags.has('overwrite'),
    dryRun: flags.has('dry-run'),
    pullRequest: flags.has('pull-request'),
    verbose,
  }
}

function parserOptions(): NonNullable<ParseArgsConfig['options']> {
  return Object.fromEntries(
    INIT_OPTIONS.map(({ name, short, values }) => [
      name,
      {
        type: values === undefined ? ('boolean' as const) : ('string' as const),
        ...(short === undefined ? {} : { short }),
      },
    ]),
  )
}

function unknownOption(rawName: string, name: string): Problem {
  const meant = nearest(name, [...INIT_OPTIONS.map((option) => option.name), NEGATABLE])
  return {
    id: 'setting-unknown',
    message: `unknown option ${rawName} of init.`,
    key: rawName,
    value: rawName,
    remedy: `${meant === undefined ? '' : `Did you mean --${meant}? `}\`dvc-ci init --help\` lists the options.`,
  }
}

function invalid(key: string, value: string, message: string, remedy: string): Problem {
  return { id: 'argument-invalid', message, key, value, remedy }
}

function listOf(text: string | undefined): string[] | undefined {
  return text
    ?.split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

/** The values of an option with commas, each of which must be one of the choices. */
function choices<T extends string>(
  name: string,
  text: string | undefined,
  allowed: readonly T[],
  problems: Problem[],
): T[] | undefined {
  return listOf(text)?.flatMap((value) => {
    const known = allowed.find((choice) => choice === value)
    if (known !== undefined) return [known]
    const meant = nearest(value, allowed)
    problems.push(
      invalid(
        name,
        value,
        `--${name} is ${showValue(value)}.`,
        `${meant === undefined ? '' : `Did you mean ${meant}? `}Allowed: ${allowed.join(', ')}.`,
      ),
    )
    return []
  })
}

/** Owners as CODEOWNERS has them: `@login`, `@org/team` or an address, with spaces or commas. */
function ownersOf(text: string | undefined, problems: Problem[]): string | undefined {
  if (text === undefined) return undefined
  const owners = text === 'none' ? [] : text.split(/[\s,]+/).filter((owner) => owner !== '')
  for (const owner of owners)
    if (!OWNER.test(owner))
      problems.push(
        invalid(
          'code-owners',
          owner,
          `${showValue(owner)} is no owner.`,
          'Write @login, @org/team or an e-mail address.',
        ),
      )
  return owners.join(' ')
}

const OWNER = /^(?:@[\w.-]+(?:\/[\w.-]+)?|[^\s@]+@[^\s@]+\.[^\s@]+)$/

/**
 * Owners that a person typed at a question.
 * @throws {SetupError} no owner of CODEOWNERS
 */
export function parseOwners(text: string): string {
  const problems: Problem[] = []
  const owners = ownersOf(text, problems) ?? ''
  throwProblems(problems)
  return owners
}

/**
 * Names of further workflows that a person typed at a question.
 * @throws {SetupError} an unknown name
 */
export function parseWorkflows(text: string): MoreWorkflow[] {
  const problems: Problem[] = []
  const names = text === 'none' ? [] : (choices('workflows', text, MORE_WORKFLOWS, problems) ?? [])
  throwProblems(problems)
  return names
}

/**
 * A source of credentials that a person typed at a question.
 * @throws {SetupError} an unknown one
 */
export function parseCredentials(text: string): Credentials {
  const known = CREDENTIALS.find((choice) => choice === text)
  if (known !== undefined) return known
  throw new SetupError('argument-invalid', `${showValue(text)} is no source of credentials.`, {
    key: 'credentials',
    value: text,
    remedy: `Allowed: ${CREDENTIALS.join(', ')}.`,
  })
}
