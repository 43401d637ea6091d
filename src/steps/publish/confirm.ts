import { SetupError } from '../../errors/errors.js'
import { ask, hasTerminal } from '../../run/ask.js'
import type { Project } from '../project/project.js'
import type { Destination } from './may-publish.js'

/**
 * Asks the user before an official build, and names its destination.
 * @returns true where the user was asked: the checkout may have changed since
 * @throws {SetupError} the answer was not yes
 */
export async function confirm(project: Project, { branch, ahead }: Destination): Promise<boolean> {
  const { settings } = project.run
  const remote = settings.remote ?? project.index.defaultRemote
  const { commit: method, tag } = settings.rebuild
  const publishing =
    method === 'tag'
      ? `publish it under a tag (${tag.map(({ text }) => text).join(', ')}) on`
      : method === 'pull-request'
        ? `open a pull request into ${branch} on`
        : `commit to ${branch} on`
  const server = (await project.git.remoteName()) ?? 'the server'
  const commits = ahead ? ' (with your commits that it does not have yet)' : ''
  const commit = method === 'none' ? '' : `${remote === null ? '' : ' and '}${publishing} ${server}${commits}`
  return confirmed(
    project,
    `${settings.mode === 'retrain' ? 'Retrain' : 'Rebuild'}, ${remote === null ? '' : `push to '${remote}'`}${commit}`,
  )
}

/**
 * Asks the user before a run on a laptop publishes anything. With `--yes` or without a terminal it logs the action. A
 * pipe (`dvc-ci rebuild | tee log`) does not change that: the question goes to the terminal itself.
 * @param action the text of the question, without a question mark
 * @returns true where the user was asked
 * @throws {SetupError} the answer was not yes
 */
export async function confirmed(project: Project, action: string): Promise<boolean> {
  const { settings, host, signal } = project.run
  if (settings.rebuild.dryRun || settings.event.name !== 'local') return false
  if (settings.yes || !hasTerminal()) {
    host.info(`${action}.`)
    return false
  }
  const answer = await ask(`${action}? [y/N] `, signal)
  if (!/^y(es)?$/i.test(answer.trim()))
    throw new SetupError('not-confirmed', 'the answer was not yes, so nothing was done.', {
      key: 'yes',
      value: answer.trim(),
      remedy: 'Use `--yes` to answer every question with yes.',
    })
  return true
}
