import { messageOf, OutsideError, SetupError } from '../errors/errors.js'
import type { GitHub } from '../github/client.js'
import { markdownText, shorten, singleLine } from '../report/escape.js'
import type { Run } from '../run/run.js'
import type { EventContext } from '../settings/settings.js'
import { acceptCommand } from '../steps/comments/accept-command.js'
import type { Answered, Command } from '../steps/comments/command.js'
import { commandLines } from '../steps/comments/parse-commands.js'
import { reproCommand } from '../steps/comments/repro-command.js'

/** Everything that a comment can ask for. */
const COMMANDS: ReadonlyMap<string, Command> = new Map([
  ['accept', acceptCommand],
  ['repro', reproCommand],
])
const REACTIONS = { done: '+1', waiting: 'eyes', refused: '-1' } as const
const LONGEST_NAME = 40

type Comment = NonNullable<EventContext['comment']>

/**
 * Does what a comment on a pull request asks for with lines such as `/dvc-ci accept accuracy: reason`, if its author may ask for it.
 * @returns what came of it; a refusal is told in a reply and is no failure of this run
 * @throws {SetupError} no token
 * @throws {OutsideError} GitHub does not answer, or the token may not do it
 */
export async function command(run: Run): Promise<string> {
  const { comment, repository } = run.settings.event
  const { token, apiUrl } = run.settings.github
  return run.step('command', async (outcome) => {
    const idle = whyIdle(comment)
    if (idle !== undefined || comment?.pullRequest === undefined)
      return (outcome.message = `Nothing to do: ${idle ?? 'it is below an issue'}.`)
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

/** Why a comment asks for nothing. What a bot writes may be somebody else's words, and perhaps our own. */
function whyIdle(comment: Comment | undefined): string | undefined {
  if (comment === undefined) return 'only comments that were just written ask for something'
  if (comment.pullRequest === undefined) return 'the comment is below an issue, not a pull request'
  if (commandLines(comment.body).length === 0) return 'the comment has no line that begins with /dvc-ci'
  return comment.byBot ? 'the comment is of a bot' : undefined
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
    if (!right.may) return [{ outcome: 'refused', message: `nothing is done for ${author}: ${right.reason}` }]
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

/** Reacts to the comment; what was refused is told below it. What fails here only warns: the command itself is done. */
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
        `dvc-ci did not do that: ${markdownText(refused.map(({ message }) => message).join('; '))}.`,
      )
  } catch (error) {
    run.host.warning(`What came of the comment could not be told there: ${messageOf(error)}.`)
  }
}
