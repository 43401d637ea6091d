import { compareText } from './order.js'

/** Enough to tell names apart, and cheap for names that are absurdly long. */
const COMPARED_LENGTH = 100

/**
 * The known names that are most likely meant by a name that nothing has: first those with the same last segment
 * (`val.accuracy` for `accuracy`), then those with the fewest edits. Best first.
 */
export function nearestNames(wanted: string, known: Iterable<string>, count = 3): string[] {
  const target = normal(wanted)
  const scored = [...new Set(known)].map((name) => {
    const candidate = normal(name)
    const sameLast = lastSegment(candidate) === lastSegment(target)
    const edits = Math.min(editDistance(target, candidate), editDistance(lastSegment(target), lastSegment(candidate)) + 1)
    return { name, score: sameLast ? 0 : edits }
  })
  scored.sort((a, b) => a.score - b.score || compareText(a.name, b.name))
  return scored.slice(0, count).map(({ name }) => name)
}

/** Insertions, deletions and replacements that turn one text into the other. */
export function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let i = 1; i <= from.length; i++) {
    const next = [i]
    for (let j = 1; j <= to.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1)
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[to.length] ?? 0
}

/** Without its file, which is compared in no policy that lacks one. */
function normal(name: string): string {
  return name.slice(name.lastIndexOf(':') + 1).toLowerCase().slice(0, COMPARED_LENGTH)
}

function lastSegment(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1)
}
