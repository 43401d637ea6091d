import { messageOf, OutsideError, SetupError } from '../errors/errors.js'
import type { GitHub } from '../github/client.js'
import { markdownText, shorten, singleLine } from '../report/escape.js'
import type { Run } from '../run/run.js'
import type { EventContext } from '../settings/settings.js'
import { acceptCommand } from '../steps/comments/accept-command.js'
import type { Answered, Command } from '../steps/comments/command.js'
import { commandLines } from '../steps/comments/parse-commands.js'
import { reproCommand } from '../steps/comments/repro-command.js'

/** The commands of a comment. */
const COMMANDS: ReadonlyMap<string, Command> = new Map([
  ['accept', acceptCommand],
  ['repro', reproCommand],
])
const REACTIONS = { done: '+1', waiting: 'eyes', refused: '-1' } as const
const LONGEST_NAME = 40

type Comment = NonNullable<EventContext['comment']>

/**
 * Runs the commands of a pull request comment, such as `/dvc-ci accept accuracy: reason`, if its author has the
 * permission.
 * @returns the results as sentences; a reply states a rejection, which is no failure of this run
 * @throws {SetupError} no token
 * @throws {OutsideError} GitHub does not answer, or the token lacks a permission
 */
export async function command(run: Run): Promise<string> {
  const { comment, repository } = run.settings.event
  const { token, apiUrl } = run.settings.github
  return run.step('command', async (outcome) => {
    const idle = whyIdle(comment)
    if (idle !== undefined || comment?.pullRequest === undefined)
      return (outcome.message = `Nothing to do: ${idle ?? 'the comment is on an issue'}.`)
    if (token === undefined || repository === undefined)
      throw new SetupError('github-token-missing', 'there is no token for GitHub.', {
        key: 'token',
        value: '',
        remedy: 'Give the input `token`, or set GITHUB_TOKEN.',
      })
    const { connect } = await import('../github/client.js')
    const github = connect({ token, apiUrl, repository, debug: (message) => run.host.debug(message) })
    const answers = await answersTo(run, github, comment, comment.pullRequest)
    await respond(run, github, comment, comment.pullRequest, answers)
    if (answers.some((answer) => answer.outcome === 'refused')) outcome.conclusion = 'warning'
    return (outcome.message = answers
      .map(({ message }) => `${message.charAt(0).toUpperCase()}${message.slice(1)}.`)
      .join(' '))
  })
}

/** Why a comment has no command to run. A bot may quote the command of a user or of dvc-ci, so it has none. */
function whyIdle(comment: Comment | undefined): string | undefined {
  if (comment === undefined) return 'only new comments can have commands'
  if (comment.pullRequest === undefined) return 'the comment is on an issue, not a pull request'
  if (commandLines(comment.body).length === 0) return 'the comment has no line that begins with /dvc-ci'
  return comment.byBot ? 'a bot wrote the comment' : undefined
}

async function answersTo(run: Run, github: GitHub, { author, body }: Comment, number: number): Promise<Answered[]> {
  const { failureText } = await import('../github/failure.js')
  try {
    const { pullState } = await import('../github/conversation.js')
    const { Rights } = await import('../github/rights.js')
    const pull = await pullState(github, number)
    const { project: folder } = run.settings.github
    const right = await new Rights(
      github,
      folder === '' ? 'dvc-ci.yaml' : `${folder}/dvc-ci.yaml`,
      pull.baseSha,
      pull.author,
    ).of(author)
    if (!right.may) return [{ outcome: 'refused', message: `${author} cannot use commands: ${right.reason}` }]
    const asked = new Map<string, string[]>()
    for (const { name, rest } of commandLines(body)) asked.set(name, [...(asked.get(name) ?? []), rest])
    const answers: Answered[] = []
    for (const [name, lines] of asked) {
      const known = COMMANDS.get(name)
      answers.push(
        known === undefined ? unknownCommand(name) : await known.answer({ run, github, number, pull, lines }),
      )
    }
    return answers
  } catch (error) {
    throw new OutsideError(
      'comment-not-answered',
      `the comment on pull request ${number} could not be answered: ${failureText(error, 'actions: write, contents: read, pull-requests: write')}.`,
      { cause: error },
    )
  }
}

function unknownCommand(name: string): Answered {
  const known = [...COMMANDS.values()].map(({ usage }) => `\`${usage}\``).join(', ')
  return {
    outcome: 'refused',
    message: `there is no command${name === '' ? ' in it' : ` '${shorten(singleLine(name), LONGEST_NAME)}'`}; known: ${known}`,
  }
}

/** Reacts to the comment, and replies to a rejected one. A failure here only warns: the commands have run. */
async function respond(
  run: Run,
  github: GitHub,
  comment: Comment,
  number: number,
  answers: readonly Answered[],
): Promise<void> {
  const { react } = await import('../github/runs.js')
  const { pullRequestThread } = await import('../github/thread.js')
  const refused = answers.filter(({ outcome }) => outcome === 'refused')
  const worst =
    refused.length > 0 ? 'refused' : answers.some(({ outcome }) => outcome === 'waiting') ? 'waiting' : 'done'
  try {
    await react(github, comment.id, REACTIONS[worst])
    if (refused.length > 0)
      await pullRequestThread(github, number).create(
        `dvc-ci rejected the command: ${markdownText(refused.map(({ message }) => message).join('; '))}.`,
      )
  } catch (error) {
    run.host.warning(`The result could not be posted on the pull request: ${messageOf(error)}.`)
  }
}
