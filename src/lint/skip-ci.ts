import { capitalized } from '../text/words.js'
import type { Found, Rule } from './input.js'

/** Markers at which GitHub starts no workflow, anywhere in a commit's message (docs.github.com: "Skipping workflow runs"). */
const MARKER = /\[(?:skip ci|ci skip|no ci|skip actions|actions skip)\]/i
/** The same as a trailer at the end of a message, after two empty lines. */
const TRAILER = /(?:^|\n)\s*skip-checks:\s*true\s*$/i

/** A pull request with a marker. A squash merge puts its title, body and messages into one commit, and the push of that commit starts no rebuild. */
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
      message: `${capitalized(first.where)}${others} has ${first.marker}: after a squash merge, GitHub would silently skip the rebuild of the official model. Remove the marker, or edit the message when you merge.`,
      fix: first.fix,
    } satisfies Found,
  ]
}
