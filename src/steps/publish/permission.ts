import { OutsideError, ProjectError } from '../../errors/errors.js'
import type { Project } from '../project/project.js'

/**
 * Asks the server, without changing anything there, whether we may push to a branch.
 * @throws {ProjectError} we may not
 * @throws {OutsideError} it does not answer
 */
export async function requirePush({ git, server }: Project, branch: string): Promise<void> {
  const may = await (server !== undefined && (await server.branch) === branch ? server.mayPush : git.canPush(branch))
  if (may.ok) return
  if (may.outside)
    throw new OutsideError('git-server-unreachable', `cannot push to ${branch}: ${may.reason}`, {
      key: 'commit',
      value: branch,
      remedy: 'Check the connection to the Git server, then run this again. Nothing was built.',
    })
  throw new ProjectError('push-not-permitted', `we may not push to ${branch}: ${may.reason}`, {
    key: 'commit',
    value: branch,
    remedy:
      'Give the job `permissions: contents: write` (or the checkout a token that may push), or use `commit: none`. Nothing was built.',
  })
}
