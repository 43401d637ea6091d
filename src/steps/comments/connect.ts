import { SetupError } from '../../errors/errors.js'
import type { GitHub } from '../../github/client.js'
import type { Run } from '../../run/run.js'

/** GitHub, to answer a comment. @throws {SetupError} no token */
export async function connectForComment({ settings, host }: Run): Promise<GitHub> {
  const { token, apiUrl } = settings.github
  const { repository } = settings.event
  if (token === undefined || repository === undefined)
    throw new SetupError('github-token-missing', 'there is no token for GitHub.', {
      key: 'token',
      value: '',
      remedy: 'Give the input `token`, or set GITHUB_TOKEN.',
    })
  const { connect } = await import('../../github/client.js')
  return connect({
    token,
    apiUrl,
    repository,
    debug: (message) => host.debug(message),
    redact: (text) => host.redact(text),
  })
}
