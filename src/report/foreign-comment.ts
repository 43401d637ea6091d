import type { CommentContext } from './comment.js'
import { markdownCode, markdownText, shorten } from './escape.js'
import { headlineOf } from './headline.js'
import type { Report } from './report.js'

/** How GitHub calls the end of a run that succeeded, and one whose end is not known. */
const GOOD = ['success', '']

/**
 * The origin of a report that another run left, as Markdown below the heading of its comment.
 * @param conclusion how the run ended, in GitHub's words
 */
export function foreignNote(kind: 'fork' | 'named', conclusion: string): string {
  if (kind === 'named')
    return 'A user with write access asked for this run, for this commit alone. It had a credential that reads the remote.'
  const ended = GOOD.includes(conclusion) ? '' : ` GitHub says that the run ended with ${markdownCode(conclusion)}.`
  return `**Not verified by this repository.** The run of the pull request wrote this report. It had no credential, and code of the pull request can change what it says. A user with write access who has read a commit can start a validation with the comment ${markdownCode('/dvc-ci validate SHA')}.${ended}`
}

/** The comment on a run whose report cannot be used. @param fault a clause in words of ours */
export function renderUnusable(fault: string, { project, runUrl, sha }: CommentContext): string {
  const where = project === '' ? '' : ` in ${markdownCode(shorten(project, 100))}`
  const run = runUrl === undefined ? 'The run' : `[The run](<${runUrl}>)`
  return `## ⚠️ dvc-ci: no report${where}\n\n${run}${sha === undefined ? '' : ` for ${markdownCode(sha.slice(0, 7))}`} has no report that can be shown: ${markdownText(fault)}.\n`
}

/** Conclusions of a run whose job succeeds. */
const PASSING: readonly Report['conclusion'][] = ['success', 'unverified', 'superseded']

/**
 * Why the report of a named commit contradicts GitHub: it says that all went well, and its job did not succeed. A clause
 * in words of ours; undefined where both agree.
 * @param conclusion how the job ended, in GitHub's words; empty if no job has ended
 */
export function contradiction({ conclusion: said }: Report, conclusion: string): string | undefined {
  if (!PASSING.includes(said) || conclusion === 'success') return undefined
  const ended = conclusion === '' ? 'knows no job of the run that has ended' : `ended the job with '${conclusion}'`
  return `it says '${said}', and GitHub ${ended}`
}

/** The title of a check run for the report of another run. A fork's report is a claim, and its title says so. */
export function foreignTitle(kind: 'fork' | 'named', report: Report, conclusion: string): string {
  const { word, message } = headlineOf(report)
  if (kind === 'named') return `${word}: ${message}`
  const ended = GOOD.includes(conclusion) ? '' : ` (GitHub: the run ended with ${conclusion})`
  const claim =
    report.conclusion === 'success' ? "Not verified: a fork's own run says passed" : `${word} in a fork's own run`
  return `${claim}${ended}: ${message}`
}
