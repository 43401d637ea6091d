import { messageOf } from '../errors/errors.js'
import { withoutPeriod } from '../text/words.js'

/** A failed request, with GitHub's answer or without one. */
export interface Failure {
  /** HTTP status; absent without an answer. */
  status?: number
  headers: Readonly<Record<string, unknown>>
  message: string
}

/** Explanation of a status for the author of the workflow. */
const REMEDIES: Readonly<Record<number, string>> = {
  401: 'GitHub rejects the token: set the input `token` to a valid one',
  404: 'it does not exist, or the token may not read it',
  410: 'it was deleted',
}

function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && key in value
    ? (value as Record<string, unknown>)[key]
    : undefined
}

/**
 * Reads an error of Octokit. A lost connection has the status 500 but no response (@octokit/request, fetch-wrapper).
 */
export function failureOf(error: unknown): Failure {
  const response = property(error, 'response')
  const status = property(response, 'status')
  const headers = property(response, 'headers')
  // A rejected GraphQL query has the status 200.
  const answered =
    typeof status === 'number' ? status : property(error, 'name') === 'GraphqlResponseError' ? 200 : undefined
  return {
    ...(answered === undefined ? {} : { status: answered }),
    headers: typeof headers === 'object' && headers !== null ? (headers as Record<string, unknown>) : {},
    message: messageOf(error),
  }
}

/** The answer; undefined where GitHub has no such object, or deleted it. @throws any other failure of the request */
export async function orAbsent<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer
  } catch (error) {
    const { status } = failureOf(error)
    if (status === 404 || status === 410) return undefined
    throw error
  }
}

/** True if GitHub may have executed the request: without an answer, or after a server error (5xx). */
export function mayHaveHappened(error: unknown): boolean {
  const { status } = failureOf(error)
  return status === undefined || status >= 500
}

/**
 * A failure as text for a log: one sentence without a full stop.
 * @param permission the permission that a rejected token lacks, as in a workflow: `pull-requests: write`
 */
export function failureText(error: unknown, permission?: string): string {
  const { status, message } = failureOf(error)
  if (status === undefined || status === 200) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : ''
    return cause === '' || message.includes(cause) ? message : `${message} (${cause})`
  }
  const remedy =
    status === 403 && permission !== undefined
      ? `if the token lacks the permission, add \`permissions: ${permission}\` to the job`
      : REMEDIES[status]
  // Octokit adds the address of general documentation.
  const said = withoutPeriod(message.replace(/ - https?:\/\/\S+$/, ''))
  return `GitHub answers ${status}, ${said}${remedy === undefined ? '' : `; ${remedy}`}`
}
