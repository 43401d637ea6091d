import type { GitHub } from '../../github/client.js'
import type { PullState } from '../../github/conversation.js'
import type { Run } from '../../run/run.js'

/**
 * A command of a comment, with everything that it may use. The pull request's code is not checked out and never runs.
 */
export interface AskedFor {
  run: Run
  github: GitHub
  number: number
  /** The pull request as it is now. */
  pull: PullState
  /** Login of the comment's author, who may accept policies. */
  author: string
  /** The arguments of the command, one for each line that has it. */
  lines: string[]
}

/** The result of a command; its message is a clause. */
export interface Answered {
  /** `refused` gets a reply, the others only a reaction. */
  outcome: 'done' | 'waiting' | 'refused'
  message: string
}

export interface Command {
  /** The text that a user writes. */
  usage: string
  answer: (asked: AskedFor) => Promise<Answered>
}
