import { CancelledError, SetupError } from '../../errors/errors.js'
import type { GitHub } from '../../github/client.js'
import type { Run } from '../../run/run.js'

/**
 * Opens the client through which a flow publishes on GitHub. Cancelling the run ends its requests.
 * @param why the setting that needs it, with its value: `commit: api`
 * @throws {SetupError} the token or the name of the repository is missing
 */
export async function openFlowGitHub({ settings, host, signal }: Run, why: string): Promise<GitHub> {
  const { event, github } = settings
  if (event.repository === undefined) {
    throw new SetupError('github-repository-unknown', `${why} needs GitHub, and GITHUB_REPOSITORY is not set.`, {
      key: 'GITHUB_REPOSITORY',
      remedy: 'Run in a workflow, or use `commit: push` or `commit: none`.',
    })
  }
  if (github.token === undefined) {
    throw new SetupError('github-token-missing', `${why} needs a token for GitHub, and none is set.`, {
      key: 'token',
      remedy: 'Set the input `token`, or GITHUB_TOKEN.',
    })
  }
  if (signal.aborted) throw new CancelledError('cancelled', `cancelled before the first request to GitHub (${why}).`)
  const { connect } = await import('../../github/client.js')
  const client = connect({
    token: github.token,
    apiUrl: github.apiUrl,
    repository: event.repository,
    debug: (message) => host.debug(message),
    redact: (text) => host.redact(text),
  })
  signal.addEventListener('abort', () => client.endWithin(0), { once: true })
  return client
}
