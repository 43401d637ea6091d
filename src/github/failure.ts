import { messageOf } from '../errors/errors.js'

/** A request that failed: with GitHub's answer, or without any. */
export interface Failure {
  /** HTTP status; absent where no answer came. */
  status?: number
  headers: Readonly<Record<string, unknown>>
  message: string
}

/** What a status means for whoever set up the workflow. */
const REMEDIES: Readonly<Record<number, string>> = {
  401: 'the token is refused: give the input `token` one that is valid',
  404: 'it is not there, or the token may not see it',
  410: 'it is gone',
}

function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && key in value
    ? (value as Record<string, unknown>)[key]
    : undefined
}

/** Reads what Octokit throws. It gives a lost connection the status 500, but no response (@octokit/request, fetch-wrapper). */
export function failureOf(error: unknown): Failure {
  const response = property(error, 'response')
  const status = property(response, 'status')
  const headers = property(response, 'headers')
  // The answer to a query of GraphQL that is refused has the status 200.
  const answered =
    typeof status === 'number' ? status : property(error, 'name') === 'GraphqlResponseError' ? 200 : undefined
  return {
    ...(answered === undefined ? {} : { status: answered }),
    headers: typeof headers === 'object' && headers !== null ? (headers as Record<string, unknown>) : {},
    message: messageOf(error),
  }
}

/** True where it is open whether GitHub did what was asked: no answer came, or one of a server in trouble (5xx). */
export function mayHaveHappened(error: unknown): boolean {
  const { status } = failureOf(error)
  return status === undefined || status >= 500
}

/**
 * What a failure came to, for a log: one sentence without a full stop.
 * @param permission what a token that is refused lacks, as a workflow writes it: `pull-requests: write`
 */
export function failureText(error: unknown, permission?: string): string {
  const { status, message } = failureOf(error)
  if (status === undefined || status === 200) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : ''
    return cause === '' || message.includes(cause) ? message : `${message} (${cause})`
  }
  const remedy =
    status === 403 && permission !== undefined
      ? `where the token may not do it, give the job \`permissions: ${permission}\``
      : REMEDIES[status]
  // Octokit adds the address of the documentation, which tells nothing about this failure.
  const said = message.replace(/ - https?:\/\/\S+$/, '').replace(/\.$/, '')
  return `GitHub answers ${status}, ${said}${remedy === undefined ? '' : `; ${remedy}`}`
}
