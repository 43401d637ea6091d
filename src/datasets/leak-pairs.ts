/** Data that must share nothing with other data: what tests a model, and what trains it. */
export interface LeakPair {
  path: string
  of: string
}

/** A pair as the key of a map. */
export function keyOfPair({ path, of }: LeakPair): string {
  return `${path}\0${of}`
}

/** Words of a name that say which part of a data set it is. */
export const SPLIT_WORDS = {
  training: ['train', 'training'],
  heldOut: ['test', 'testing', 'val', 'valid', 'validation', 'dev', 'holdout', 'eval'],
} as const

/** Pairs of one run: more data than this is named by a template, such as one folder a date. */
const MOST_PAIRS = 100

interface Split {
  path: string
  kind: keyof typeof SPLIT_WORDS
  /** The path with a star in place of the word: `data/*.csv`. */
  shape: string
}

/**
 * The pairs among these paths that their names tell. A path whose name says test or validation is paired with the ones
 * that differ from it by saying training only; without such a path, with all training data in its folder.
 * @param isWanted keeps a pair; at most 100 are kept
 */
export function leakPairs(paths: Iterable<string>, isWanted: (pair: LeakPair) => boolean = () => true): LeakPair[] {
  const splits = [...paths].flatMap((path) => splitOf(path) ?? [])
  const training = splits.filter(({ kind }) => kind === 'training')
  const same = grouped(training, ({ shape }) => shape)
  const beside = grouped(training, ({ path }) => folderOf(path))
  const pairs: LeakPair[] = []
  for (const { path, kind, shape } of splits) {
    if (kind === 'training') continue
    for (const { path: of } of same.get(shape) ?? beside.get(folderOf(path)) ?? []) {
      if (isWanted({ path, of })) pairs.push({ path, of })
      if (pairs.length === MOST_PAIRS) return pairs
    }
  }
  return pairs
}

/** What the first such word in a path says; undefined for a path without one. */
function splitOf(path: string): Split | undefined {
  const parts = path.split('/')
  for (const [index, part] of parts.entries()) {
    const tokens = part.toLowerCase().split(/([-_. ]+)/)
    for (const kind of ['training', 'heldOut'] as const) {
      const word = tokens.find((token) => (SPLIT_WORDS[kind] as readonly string[]).includes(token))
      if (word === undefined) continue
      const starred = tokens.map((token) => (token === word ? '*' : token)).join('')
      return { path, kind, shape: [...parts.slice(0, index), starred, ...parts.slice(index + 1)].join('/') }
    }
  }
  return undefined
}

function grouped(splits: readonly Split[], keyOf: (split: Split) => string): Map<string, Split[]> {
  const groups = new Map<string, Split[]>()
  for (const split of splits) {
    const group = groups.get(keyOf(split))
    if (group === undefined) groups.set(keyOf(split), [split])
    else group.push(split)
  }
  return groups
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1)
}
