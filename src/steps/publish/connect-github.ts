import { CancelledError, SetupError } from '../../errors/errors.js'
import type { GitHub } from '../../github/client.js'
import type { Run } from '../../run/run.js'

/**
 * GitHub, for what a flow publishes there. Cancelling the run ends its requests.
 * @param why the setting that needs it, with its value: `commit: api`
 * @throws {SetupError} there is no token, or no repository that it could be about
 */
export async function openFlowGitHub({ settings, host, signal }: Run, why: string): Promise<GitHub> {
  const { event, github } = settings
  if (event.repository === undefined) {
    throw new SetupError(
      'github-repository-unknown',
      `${why} needs GitHub, and nothing says which repository of it this is.`,
      {
        key: 'GITHUB_REPOSITORY',
        remedy: 'It works in a workflow. Elsewhere use `commit: push`, or `commit: none`.',
      },
    )
  }
  if (github.token === undefined) {
    throw new SetupError('github-token-missing', `${why} needs a token of GitHub's, and there is none.`, {
      key: 'token',
      remedy: 'Give the input `token` one, or set GITHUB_TOKEN.',
    })
  }
  if (signal.aborted) throw new CancelledError('cancelled', `cancelled before GitHub was asked (${why}).`)
  const { connect } = await import('../../github/client.js')
  const client = connect({
    token: github.token,
    apiUrl: github.apiUrl,
    repository: event.repository,
    debug: (message) => host.debug(message),
  })
  signal.addEventListener('abort', () => client.endWithin(0), { once: true })
  return client
}
