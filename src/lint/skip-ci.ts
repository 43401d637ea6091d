import { capitalized } from '../text/words.js'
import type { Found, Rule } from './input.js'

/** What makes GitHub start no workflow, anywhere in a commit's message (docs.github.com: "Skipping workflow runs"). */
const MARKER = /\[(?:skip ci|ci skip|no ci|skip actions|actions skip)\]/i
/** As a trailer at the end of a message, after two empty lines. */
const TRAILER = /(?:^|\n)\s*skip-checks:\s*true\s*$/i

/** A pull request that carries a marker: a squash merge takes its title, body and messages into the one commit, whose push then starts no rebuild. */
export const skipCiInPullRequest: Rule = ({ pullRequest }) => {
  if (!pullRequest) return []
  const places = [
    { where: 'the title', text: pullRequest.title, fix: 'gh pr edit --title TITLE_WITHOUT_IT' },
    { where: 'the description', text: pullRequest.body, fix: 'gh pr edit --body-file DESCRIPTION_WITHOUT_IT' },
    ...pullRequest.commits.map(({ sha, message }) => ({
      where: `the message of ${sha.slice(0, 7)}`,
      text: message,
      fix: `git rebase --interactive ${sha.slice(0, 7)}~1`,
    })),
  ]
  const found = places.flatMap((place) => {
    const marker = MARKER.exec(place.text)?.[0] ?? (TRAILER.test(place.text) ? 'skip-checks: true' : undefined)
    return marker === undefined ? [] : [{ ...place, marker }]
  })
  const [first] = found
  if (!first) return []
  const others = found.length === 1 ? '' : ` (and ${found.length - 1} more)`
  return [
    {
      message: `${capitalized(first.where)}${others} has ${first.marker}: a squash merge puts it into the commit on the default branch, and the rebuild of the official model is skipped without a word. Take it out, or edit the message when you merge.`,
      fix: first.fix,
    } satisfies Found,
  ]
}
