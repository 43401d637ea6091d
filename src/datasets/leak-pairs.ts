/** Data that must share nothing with other data: what tests a model, and what trains it. */
export interface LeakPair {
  path: string
  of: string
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
 */
export function leakPairs(paths: Iterable<string>): LeakPair[] {
  const splits = [...paths].flatMap((path) => splitOf(path) ?? [])
  const training = splits.filter(({ kind }) => kind === 'training')
  return splits
    .filter(({ kind }) => kind === 'heldOut')
    .flatMap((heldOut) => {
      const same = training.filter(({ shape }) => shape === heldOut.shape)
      const beside = training.filter(({ path }) => folderOf(path) === folderOf(heldOut.path))
      return (same.length > 0 ? same : beside).map(({ path }) => ({ path: heldOut.path, of: path }))
    })
    .slice(0, MOST_PAIRS)
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

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1)
}
