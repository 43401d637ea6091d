import { messageOf } from '../../errors/errors.js'
import type { GitHub } from '../../github/client.js'
import { commandReply } from '../../report/command-summary.js'
import type { Run } from '../../run/run.js'
import type { Comment } from './answer-comment.js'
import type { Answered } from './command.js'

const REACTIONS = { done: '+1', waiting: 'eyes', refused: '-1' } as const

/** Reacts to the comment, and replies to a rejected one. A failure here only warns: the commands have run. */
export async function respond(
  run: Run,
  github: GitHub,
  comment: Comment,
  number: number,
  answers: readonly Answered[],
): Promise<void> {
  const { react } = await import('../../github/runs.js')
  const { pullRequestThread } = await import('../../github/thread.js')
  const refused = answers.filter(({ outcome }) => outcome === 'refused')
  const worst =
    refused.length > 0 ? 'refused' : answers.some(({ outcome }) => outcome === 'waiting') ? 'waiting' : 'done'
  try {
    await react(github, comment.id, REACTIONS[worst])
    if (refused.length > 0)
      await pullRequestThread(github, number).create(commandReply(refused.map(({ message }) => message)))
  } catch (error) {
    run.host.warning(`The result could not be posted on the pull request: ${messageOf(error)}.`)
  }
}
