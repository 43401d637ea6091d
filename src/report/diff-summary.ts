import { formatCount } from './numbers.js'

/** The two sides of a comparison of data. */
export interface DiffSides {
  /** What the data is compared with: `main`, `the merge base with main`. */
  base: string
  /** The revision; absent for the working tree. */
  head?: string
  /** Number of data on both sides, as far as the user asked for it. */
  data: number
}

/** The outcome of `diff`, as one sentence. @param changed number of data that differ */
export function diffSummary(changed: number, { base, head = 'the working tree', data }: DiffSides): string {
  if (data === 0) return `Neither ${head} nor ${base} has data that DVC tracks.`
  return `${formatCount(changed)} of ${formatCount(data)} data differ between ${base} and ${head}.`
}

/** The error about a word of the command line that names nothing. */
export function unknownWord(word: string): string {
  return `diff: ${word} is neither a revision of this clone nor a path of data.`
}
