import { editDistance } from './edit-distance.js'

/** Longer words are compared by their first characters. */
const COMPARED_LENGTH = 100
/** Metrics come by the thousand: less of each is compared. */
const COMPARED_METRIC_LENGTH = 64

/**
 * The candidate that a wrong word most likely meant: at most one edit per three letters, else a candidate that contains
 * the word.
 * @param only `misspelt` accepts only edits
 * @returns undefined if no candidate is near
 */
export function nearest(word: string, candidates: Iterable<string>, only?: 'misspelt'): string | undefined {
  const normal = (text: string) => text.slice(0, COMPARED_LENGTH).toLowerCase().replaceAll('_', '-')
  const asked = normal(word)
  // Of equally near words, a person more likely meant one with the same first letter.
  const hasFirst = (candidate: string) => Number(normal(candidate)[0] === asked[0])
  const known = [...candidates].sort((one, other) => hasFirst(other) - hasFirst(one))
  const mostEdits = Math.max(1, Math.floor(asked.length / 3))
  const [best] = closest(known, 1, mostEdits, (candidate, limit) => editDistance(asked, normal(candidate), limit))
  if (best !== undefined || only === 'misspelt' || asked.length < 4) return best
  return known.find((candidate) => normal(candidate).includes(asked))
}

/** The start of a remedy: `Did you mean X? `, or nothing for a word that nothing is near. @param before such as `--` */
export function didYouMean(meant: string | undefined, before = ''): string {
  return meant === undefined ? '' : `Did you mean ${before}${meant}? `
}

/**
 * The metrics that an unknown name most likely meant: first those with the same last segment (`val.accuracy` for `accuracy`), then
 * those with the fewest edits. Best first; equally near ones by name.
 */
export function nearestMetrics(wanted: string, known: Iterable<string>, count = 3): string[] {
  const target = metricKey(wanted)
  const inOrder = [...new Set(known)].sort()
  return closest(inOrder, count, COMPARED_METRIC_LENGTH, (name, limit) => {
    const key = metricKey(name)
    if (lastSegment(key) === lastSegment(target)) return 0
    return Math.min(editDistance(target, key, limit), editDistance(lastSegment(target), lastSegment(key), limit) + 1)
  })
}

/**
 * The candidates with the smallest distance, best first; of equally near ones the earlier.
 * @param distance may return any larger number for one that is further than `limit`
 */
function closest(
  candidates: Iterable<string>,
  count: number,
  limit: number,
  distance: (candidate: string, limit: number) => number,
): string[] {
  let best: { candidate: string; away: number }[] = []
  for (const candidate of candidates) {
    const last = best.length < count ? undefined : best.at(-1)
    const farthest = last === undefined ? limit : last.away - 1
    const away = distance(candidate, farthest)
    if (away <= farthest) best = [...best, { candidate, away }].sort((a, b) => a.away - b.away).slice(0, count)
  }
  return best.map(({ candidate }) => candidate)
}

/** Without its file, which most policies do not name. */
function metricKey(name: string): string {
  return name
    .slice(name.lastIndexOf(':') + 1)
    .toLowerCase()
    .slice(0, COMPARED_METRIC_LENGTH)
}

function lastSegment(key: string): string {
  return key.slice(key.lastIndexOf('.') + 1)
}
