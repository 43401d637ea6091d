import { isDeepStrictEqual } from 'node:util'
import { messageOf, SetupError } from '../../errors/errors.js'
import { type Answers, acceptsIdentity, defaultAnswers, factDefaults, needsCredentials } from '../../init/answers.js'
import type { RepositoryFacts } from '../../init/facts.js'
import { ask, hasTerminal } from '../../run/ask.js'
import type { InitRequest } from '../../settings/init-arguments.js'
import { parseCredentials, parseOwners, parseWorkflows } from '../../settings/init-values.js'
import { shellWord } from '../../text/shell-word.js'
import type { InitRecord } from './record.js'

type Request = Extract<InitRequest, { kind: 'init' }>

/** True where a person answers: on a terminal, without `--yes` and without earlier answers to take. */
export function asks(request: Request): boolean {
  return !request.yes && !request.update && !request.dryRun && hasTerminal()
}

/**
 * The answers: an option, else the person's answer, else that of the last `init`, else the default.
 * @throws {SetupError} the default branch is unknown
 */
export async function answer(
  request: Request,
  facts: RepositoryFacts,
  earlier: InitRecord | undefined,
  { question, current }: { question: (text: string) => Promise<string>; current: string | undefined },
): Promise<Answers> {
  const known = earlierAnswers(request, facts, earlier)
  const start: ReturnType<typeof defaultAnswers> = { ...defaultAnswers(facts), ...known }
  const given = {
    ...start,
    ...(request.branch === undefined ? {} : { branch: request.branch }),
    ...(request.credentials === undefined ? {} : { credentials: request.credentials }),
    ...(request.runsOn === undefined ? {} : { runsOn: request.runsOn }),
    ...(request.workflows === undefined ? {} : { workflows: request.workflows }),
    ...(request.owners === undefined ? {} : { owners: request.owners }),
    ...(request.mlflow === undefined ? {} : { mlflow: request.mlflow }),
    ...(request.release === undefined ? {} : { release: request.release }),
  }
  const asking = asks(request)
  const branch =
    given.branch ??
    (asking ? await repeated('Default branch of the repository', current ?? '', (text) => text, question) : '')
  if (branch === '') throw unknownBranch(current)
  const answers: Answers = { ...given, branch }
  if (!asking) return answers
  const remotes = facts.projects.flatMap(({ remote }) => remote ?? []).filter(needsCredentials)
  if (request.credentials === undefined && remotes.length > 0 && remotes.every(acceptsIdentity))
    answers.credentials = await repeated(
      `Credentials of the remote: oidc (a login without a stored key) or secrets`,
      answers.credentials,
      parseCredentials,
      question,
    )
  if (request.workflows === undefined)
    answers.workflows = await repeated(
      'Further workflows, with commas: retrain, rollback, commands, forks',
      answers.workflows.join(',') || 'none',
      parseWorkflows,
      question,
    )
  if (request.owners === undefined)
    answers.owners = await repeated(
      'Owners who review the data (CODEOWNERS), such as @team/data',
      answers.owners || 'none',
      parseOwners,
      question,
    )
  return answers
}

/** Asks until the answer is valid. An empty line takes the default. */
async function repeated<T>(
  text: string,
  fallback: string,
  parse: (text: string) => T,
  question: (text: string) => Promise<string>,
): Promise<T> {
  for (let note = ''; ; ) {
    const said = (await question(`${note}${text}${fallback === '' ? '' : ` [${fallback}]`}: `)).trim()
    try {
      return parse(said === '' ? fallback : said)
    } catch (error) {
      if (!(error instanceof SetupError)) throw error
      note = `${messageOf(error)}\n`
    }
  }
}

/** The way to the person's terminal. */
export function terminalQuestion(signal: AbortSignal): (text: string) => Promise<string> {
  return (text) => ask(text, signal)
}

/**
 * The answers of the last `init`. One that was a default, and would be another one today, is left to the repository as it
 * is now, such as the credentials of a remote that it did not have then. `--update` keeps all.
 */
function earlierAnswers(
  { update }: Request,
  facts: RepositoryFacts,
  earlier: InitRecord | undefined,
): Partial<Answers> {
  const { answers = {}, defaults = {} } = earlier ?? {}
  const today: Readonly<Record<string, unknown>> = { ...factDefaults(facts) }
  const then: Readonly<Record<string, unknown>> = { ...defaults }
  const stands = (name: string, value: unknown) =>
    update || !isDeepStrictEqual(value, then[name]) || isDeepStrictEqual(then[name], today[name])
  const kept = Object.entries(answers).filter(
    ([name, value]: [string, unknown]) => value !== undefined && stands(name, value),
  )
  return Object.fromEntries(kept)
}

function unknownBranch(current: string | undefined): SetupError {
  return new SetupError(
    'init-branch-unknown',
    'the default branch is unknown: neither the Git server nor this clone names it.',
    {
      key: 'branch',
      value: '',
      remedy: `Name it: \`dvc-ci init --branch ${current === undefined ? 'NAME' : shellWord(current)}\`.`,
    },
  )
}
