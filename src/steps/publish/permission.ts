import { OutsideError, ProjectError } from '../../errors/errors.js'
import type { Project } from '../project/project.js'
import type { ServerAnswers } from './ask-server.js'

/**
 * Asks the server whether the credentials may push to a branch. Changes nothing there.
 * @param server answers that the run has already
 * @throws {ProjectError} they may not
 * @throws {OutsideError} the server does not answer
 */
export async function requirePush({ git }: Project, branch: string, server?: ServerAnswers): Promise<void> {
  const may = server?.branch() === branch ? server.mayPush() : await git.canPush(branch)
  if (may.ok) return
  if (may.outside)
    throw new OutsideError('git-server-unreachable', `cannot push to ${branch}: ${may.reason}`, {
      key: 'commit',
      value: branch,
      remedy: 'Check the connection to the Git server, then run this again. Nothing was built.',
    })
  throw new ProjectError('push-not-permitted', `the credentials may not push to ${branch}: ${may.reason}`, {
    key: 'commit',
    value: branch,
    remedy:
      'Give the job `permissions: contents: write` (or the checkout a token that may push), or use `commit: none`. ' +
      'Nothing was built.',
  })
}
