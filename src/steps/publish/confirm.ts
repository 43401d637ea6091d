import { SetupError } from '../../errors/errors.js'
import type { Project } from '../project/project.js'
import type { Destination } from './may-publish.js'

/**
 * Asks before an official build, saying where it goes.
 * @returns whether a person was asked, who may have changed the checkout meanwhile
 * @throws {SetupError} the answer was not yes
 */
export async function confirm(project: Project, { branch, ahead }: Destination): Promise<boolean> {
  const { settings } = project.run
  const remote = settings.remote ?? project.index.defaultRemote
  const { commit: method, tag } = settings.rebuild
  const doing =
    method === 'tag'
      ? `publish it under a tag (${tag.map(({ text }) => text).join(', ')}) on`
      : method === 'pull-request'
        ? `open a pull request into ${branch} on`
        : `commit to ${branch} on`
  const commit =
    method === 'none'
      ? ''
      : `${remote === null ? '' : ' and '}${doing} ${(await project.git.remoteName()) ?? 'the server'}${ahead ? ' (with your commits that it does not have yet)' : ''}`
  return confirmed(
    project,
    `${settings.mode === 'retrain' ? 'Retrain' : 'Rebuild'}, ${remote === null ? '' : `push to '${remote}'`}${commit}`,
  )
}

/**
 * On a laptop nothing is published without a yes, where there is somebody to give it.
 * @param what is asked about, without a question mark
 * @throws {SetupError} the answer was not yes
 */
export async function confirmed(project: Project, what: string): Promise<boolean> {
  const { settings, host, signal } = project.run
  if (settings.rebuild.dryRun || settings.event.name !== 'local') return false
  if (settings.yes || !process.stdin.isTTY || !process.stdout.isTTY) {
    host.info(`${what}.`)
    return false
  }
  const answer = await ask(`${what}? [y/N] `, signal)
  if (!/^y(es)?$/i.test(answer.trim()))
    throw new SetupError('not-confirmed', 'nothing was done: the answer was not yes.', {
      key: 'yes',
      value: answer.trim(),
      remedy: 'Use `--yes` to answer every question with yes.',
    })
  return true
}

/** A line from the terminal; empty when it is closed (Ctrl-D). */
async function ask(question: string, signal: AbortSignal): Promise<string> {
  const { createInterface } = await import('node:readline/promises')
  const prompt = createInterface({ input: process.stdin, output: process.stderr })
  // While it reads, readline takes Ctrl-C for itself.
  prompt.on('SIGINT', () => process.kill(process.pid, 'SIGINT'))
  try {
    return await Promise.race([
      prompt.question(question, { signal }),
      new Promise<string>((resolve) => prompt.once('close', () => resolve(''))),
    ])
  } catch (error) {
    signal.throwIfAborted()
    throw error
  } finally {
    prompt.close()
  }
}
