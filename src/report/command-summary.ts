import { markdownText } from './escape.js'

/** The last message of a run whose comment has no command. @param reason a clause */
export function idleSummary(reason: string): string {
  return `Nothing to do: ${reason}.`
}

/** The last message of a run that answered commands: each answer, a clause, as a sentence. */
export function commandSummary(answers: readonly string[]): string {
  return answers.map((message) => `${message.charAt(0).toUpperCase()}${message.slice(1)}.`).join(' ')
}

/** The Markdown reply to a comment with rejected commands. @param reasons clauses */
export function commandReply(reasons: readonly string[]): string {
  return `dvc-ci rejected the command: ${markdownText(reasons.join('; '))}.`
}
