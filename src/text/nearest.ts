import { editDistance } from './edit-distance.js'

/** Longer words are compared by their first characters. */
const COMPARED_LENGTH = 100

/**
 * The candidate that a wrong word most likely meant: at most one edit per three letters, else a candidate that contains
 * the word.
 * @param only `misspelt` accepts only edits
 * @returns undefined if no candidate is near
 */
export function nearest(word: string, candidates: Iterable<string>, only?: 'misspelt'): string | undefined {
  const normal = (text: string) => text.slice(0, COMPARED_LENGTH).toLowerCase().replaceAll('_', '-')
  const asked = normal(word)
  let best: string | undefined
  let fewest = Math.max(1, Math.floor(asked.length / 3)) + 1
  for (const candidate of candidates) {
    const edits = editDistance(asked, normal(candidate), fewest)
    if (edits < fewest) {
      fewest = edits
      best = candidate
    }
  }
  if (best !== undefined || only === 'misspelt' || asked.length < 4) return best
  return [...candidates].find((candidate) => normal(candidate).includes(asked))
}
