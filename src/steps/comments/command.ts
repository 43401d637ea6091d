import type { GitHub } from '../../github/client.js'
import type { PullState } from '../../github/conversation.js'
import type { Run } from '../../run/run.js'

/** A comment that asks for something, with what its command may use. Nothing of the pull request's code is here, and none is ever run. */
export interface AskedFor {
  run: Run
  github: GitHub
  number: number
  /** The pull request as it is now. */
  pull: PullState
  /** What stands behind the command's name, line by line. */
  lines: string[]
}

/** What came of a command; the message is a clause about it. */
export interface Answered {
  /** `refused` is said in a reply, the others by a reaction alone. */
  outcome: 'done' | 'waiting' | 'refused'
  message: string
}

export interface Command {
  /** As somebody writes it. */
  usage: string
  answer: (asked: AskedFor) => Promise<Answered>
}
