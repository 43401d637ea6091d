import { SetupError } from '../errors/errors.js'
import { didYouMean, nearest } from '../text/nearest.js'
import { CREDENTIALS, type Credentials, MORE_WORKFLOWS, type MoreWorkflow } from './init-options.js'
import { type Problem, showValue, throwProblems } from './problems.js'

/** A problem with an argument of a command. */
export function invalid(key: string, value: string, message: string, remedy: string): Problem {
  return { id: 'argument-invalid', message, key, value, remedy }
}

/** The parts of a text with commas. */
export function listOf(text: string | undefined): string[] | undefined {
  return text
    ?.split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

/** The values of an option with commas, each of which must be one of the choices. */
export function choices<T extends string>(
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
      invalid(name, value, `--${name} is ${showValue(value)}.`, `${didYouMean(meant)}Allowed: ${allowed.join(', ')}.`),
    )
    return []
  })
}

/** Owners as CODEOWNERS has them: `@login`, `@org/team` or an address, with spaces or commas. */
export function ownersOf(text: string | undefined, problems: Problem[]): string | undefined {
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
