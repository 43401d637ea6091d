import { type ParseArgsConfig, parseArgs } from 'node:util'
import { appendTo } from '../text/append-to.js'
import { didYouMean, nearest } from '../text/nearest.js'
import { CREDENTIAL_WORDS, credentialOption } from './credential-variables.js'
import { CREDENTIALS, type Credentials, INIT_OPTIONS, MORE_WORKFLOWS, type MoreWorkflow } from './init-options.js'
import { choices, invalid, listOf, ownersOf } from './init-values.js'
import { type Problem, showValue, throwProblems } from './problems.js'

/** The command that writes the workflows. It is not a mode: it has no settings and no report. */
export const INIT = 'init'

/** Answers that options give. An absent one is asked for, or has its default. */
export interface InitAnswers {
  branch?: string
  credentials?: Credentials
  runsOn?: string[]
  workflows?: MoreWorkflow[]
  /** Empty for none. */
  owners?: string
  mlflow?: boolean
  release?: string
}

/** The request of `dvc-ci init`. */
export type InitRequest =
  | { kind: 'help' }
  | { kind: 'demo'; directory: string }
  | (InitAnswers & {
      kind: 'init'
      /** Folder of the repository, as given. */
      directory: string
      /** Folders of projects, relative to the repository; empty: every project. */
      projects: string[]
      yes: boolean
      update: boolean
      overwrite: boolean
      dryRun: boolean
      pullRequest: boolean
    })

const NEGATABLE = 'no-mlflow'
const REF = /^[\w.-]+$/
/** GitHub finds no action by a part of a hash. */
const SHORT_HASH = /^(?=.*\d)[0-9a-f]{4,39}$/
const DEMO_FOLDER = 'dvc-ci-demo'

/** The parts of a command line, before their values are read. */
interface Words {
  flags: ReadonlySet<string>
  /** Values by option, in their order. */
  texts: ReadonlyMap<string, string[]>
  /** Words that belong to no option. */
  others: readonly string[]
}

/**
 * Parses the words after `init`.
 * @throws {SetupError} all at once: unknown options with the nearest name, wrong values, a needless argument
 */
export function parseInitArguments(argv: readonly string[]): InitRequest {
  const problems: Problem[] = []
  const { flags, texts, others } = readWords(argv, problems)
  if (flags.has('help')) return { kind: 'help' }
  const demo = flags.has('demo')
  for (const word of demo ? others.slice(1) : others)
    problems.push(
      invalid(INIT, word, `unexpected argument ${showValue(word)}.`, 'Write options only; `-C DIR` names a folder.'),
    )
  const answers = readAnswers({ flags, texts, others }, problems)
  throwProblems(problems)
  if (demo) return { kind: 'demo', directory: others[0] ?? DEMO_FOLDER }
  return {
    kind: 'init',
    directory: texts.get('working-directory')?.at(-1) ?? '.',
    projects: (texts.get('project') ?? []).map((folder) => folder.replace(/^(?:\.\/)+|\/+$/g, '').replace(/^\.$/, '')),
    ...answers,
    yes: flags.has('yes'),
    update: flags.has('update'),
    overwrite: flags.has('overwrite'),
    dryRun: flags.has('dry-run'),
    pullRequest: flags.has('pull-request'),
  }
}

function readWords(argv: readonly string[], problems: Problem[]): Words {
  // The parser is not strict: a strict one stops at the first mistake and suggests no near names.
  const { tokens } = parseArgs({
    args: [...argv],
    options: parserOptions(),
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  const flags = new Set<string>()
  const texts = new Map<string, string[]>()
  for (const token of tokens) {
    if (token.kind !== 'option') continue
    const { name, rawName, value } = token
    const row = INIT_OPTIONS.find((option) => option.name === name)
    if (row === undefined && name !== NEGATABLE)
      problems.push(credentialOption(rawName, name) ?? unknownOption(rawName, name))
    else if (row?.values === undefined) {
      if (value === undefined) flags.add(name)
      else problems.push(invalid(name, value, `${rawName} takes no value.`, `Write ${rawName} alone.`))
    } else if (value === undefined || value.trim() === '' || (!token.inlineValue && value.startsWith('-')))
      problems.push(invalid(name, value ?? '', `${rawName} needs a value.`, `Give it as ${row.values}.`))
    else appendTo(texts, name, value)
  }
  return { flags, texts, others: tokens.flatMap((token) => (token.kind === 'positional' ? [token.value] : [])) }
}

/** The answers that options give; an absent one is no key. */
function readAnswers({ flags, texts }: Words, problems: Problem[]): InitAnswers {
  const last = (name: string) => texts.get(name)?.at(-1)
  const [branch, release, runsOn] = [last('branch'), last('release'), listOf(last('runs-on'))]
  const credentials = choices('credentials', last('credentials'), CREDENTIALS, problems)?.at(-1)
  const workflows =
    last('workflows') === 'none' ? [] : choices('workflows', last('workflows'), MORE_WORKFLOWS, problems)
  const owners = ownersOf(last('code-owners'), problems)
  if (flags.has('mlflow') && flags.has(NEGATABLE))
    problems.push(
      invalid('mlflow', NEGATABLE, '--mlflow and --no-mlflow contradict each other.', 'Remove one of them.'),
    )
  if (runsOn?.length === 0)
    problems.push(
      invalid('runs-on', last('runs-on') ?? '', '--runs-on names no label.', 'Give one, or several with commas.'),
    )
  if (release !== undefined && (!REF.test(release) || SHORT_HASH.test(release)))
    problems.push(
      invalid(
        'release',
        release,
        `--release is ${showValue(release)}.`,
        'Give a tag such as v1, or all 40 digits of the hash of a commit.',
      ),
    )
  const mlflow = flags.has('mlflow') ? true : flags.has(NEGATABLE) ? false : undefined
  return {
    ...(branch === undefined ? {} : { branch }),
    ...(credentials === undefined ? {} : { credentials }),
    ...(runsOn === undefined ? {} : { runsOn }),
    ...(workflows === undefined ? {} : { workflows }),
    ...(owners === undefined ? {} : { owners }),
    ...(mlflow === undefined ? {} : { mlflow }),
    ...(release === undefined ? {} : { release }),
  }
}

function parserOptions(): NonNullable<ParseArgsConfig['options']> {
  const options: NonNullable<ParseArgsConfig['options']> = { ...CREDENTIAL_WORDS }
  for (const { name, short, values } of INIT_OPTIONS)
    options[name] = { type: values === undefined ? 'boolean' : 'string', ...(short === undefined ? {} : { short }) }
  return options
}

function unknownOption(rawName: string, name: string): Problem {
  const meant = nearest(name, [...INIT_OPTIONS.map((option) => option.name), NEGATABLE])
  return {
    id: 'setting-unknown',
    message: `unknown option ${rawName} of init.`,
    key: rawName,
    value: rawName,
    remedy: `${didYouMean(meant, '--')}\`dvc-ci init --help\` lists the options.`,
  }
}
