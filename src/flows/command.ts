import { commandSummary, idleSummary } from '../report/command-summary.js'
import type { Run } from '../run/run.js'
import { answersTo, whyIdle } from '../steps/comments/answer-comment.js'
import { connectForComment } from '../steps/comments/connect.js'
import { respond } from '../steps/comments/respond.js'

/**
 * Runs the commands of a pull request comment, such as `/dvc-ci accept accuracy: reason`, if its author has the
 * permission.
 * @returns the results as sentences; a reply states a rejection, which is no failure of this run
 * @throws {SetupError} no token
 * @throws {OutsideError} GitHub does not answer, or the token lacks a permission
 */
export async function command(run: Run): Promise<string> {
  const { comment } = run.settings.event
  return run.step('command', async (outcome) => {
    const idle = whyIdle(comment)
    if (idle !== undefined || comment?.pullRequest === undefined)
      return (outcome.message = idleSummary(idle ?? 'the comment is on an issue'))
    const github = await connectForComment(run)
    const answers = await answersTo(run, github, comment, comment.pullRequest)
    await respond(run, github, comment, comment.pullRequest, answers)
    if (answers.some((answer) => answer.outcome === 'refused')) outcome.conclusion = 'warning'
    return (outcome.message = commandSummary(answers.map(({ message }) => message)))
  })
}
