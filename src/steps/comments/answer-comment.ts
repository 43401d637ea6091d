import { OutsideError } from '../../errors/errors.js'
import type { GitHub } from '../../github/client.js'
import { shorten, singleLine } from '../../report/escape.js'
import type { Run } from '../../run/run.js'
import type { EventContext } from '../../settings/settings.js'
import { appendTo } from '../../text/append-to.js'
import { acceptCommand } from './accept-command.js'
import type { Answered, Command } from './command.js'
import { commandLines } from './parse-commands.js'
import { reproCommand } from './repro-command.js'
import { validateCommand } from './validate-command.js'

/** The commands of a comment. */
const COMMANDS: ReadonlyMap<string, Command> = new Map([
  ['accept', acceptCommand],
  ['repro', reproCommand],
  ['validate', validateCommand],
])
const LONGEST_NAME = 40

/** The new comment that started the run. */
export type Comment = NonNullable<EventContext['comment']>

/** Why a comment has no command to run. A bot may quote the command of a user or of dvc-ci, so it has none. */
export function whyIdle(comment: Comment | undefined): string | undefined {
  if (comment === undefined) return 'only new comments can have commands'
  if (comment.pullRequest === undefined) return 'the comment is on an issue, not a pull request'
  if (commandLines(comment.body).length === 0) return 'the comment has no line that begins with /dvc-ci'
  return comment.byBot ? 'a bot wrote the comment' : undefined
}

/**
 * Runs the commands of a comment, if its author has the permission.
 * @param number of the pull request
 * @returns the result of each command
 * @throws {OutsideError} GitHub does not answer, or the token lacks a permission
 */
export async function answersTo(
  run: Run,
  github: GitHub,
  { author, body }: Comment,
  number: number,
): Promise<Answered[]> {
  const { failureText } = await import('../../github/failure.js')
  try {
    const { pullState } = await import('../../github/conversation.js')
    const { Rights } = await import('../../github/rights.js')
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
    for (const { name, rest } of commandLines(body)) appendTo(asked, name, rest)
    const answers: Answered[] = []
    for (const [name, lines] of asked) {
      const known = COMMANDS.get(name)
      answers.push(
        known === undefined ? unknownCommand(name) : await known.answer({ run, github, number, pull, author, lines }),
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
