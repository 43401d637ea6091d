import { editDistance } from '../text/edit-distance.js'
import { compareText } from './order.js'

/** Compared characters of a name: enough to tell names apart, and fast for very long names. */
const COMPARED_LENGTH = 64

/**
 * The known names that an unknown name most likely means: first those with the same last segment
 * (`val.accuracy` for `accuracy`), then those with the fewest edits. The best come first; equal ones by name.
 */
export function nearestNames(wanted: string, known: Iterable<string>, count = 3): string[] {
  const target = normal(wanted)
  let best: { name: string; score: number }[] = []
  for (const name of new Set(known)) {
    const worst = best.length < count ? COMPARED_LENGTH : (best.at(-1)?.score ?? 0)
    const score = distanceOf(target, normal(name), worst)
    if (score > worst) continue
    best = [...best, { name, score }].sort((a, b) => a.score - b.score || compareText(a.name, b.name)).slice(0, count)
  }
  return best.map(({ name }) => name)
}

function distanceOf(target: string, candidate: string, limit: number): number {
  if (lastSegment(candidate) === lastSegment(target)) return 0
  return Math.min(
    editDistance(target, candidate, limit),
    editDistance(lastSegment(target), lastSegment(candidate), limit) + 1,
  )
}

/** The name without its file, which most policies leave out. */
function normal(name: string): string {
  return name
    .slice(name.lastIndexOf(':') + 1)
    .toLowerCase()
    .slice(0, COMPARED_LENGTH)
}

function lastSegment(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1)
}
