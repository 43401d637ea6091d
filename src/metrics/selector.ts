import { compileGlob, type Glob } from './glob.js'
import type { SliceEntry } from './parsed-file.js'

/** How a policy's `metric` matches a metric: by its exact name, by a pattern, or not at all. */
export type Match = 'named' | 'pattern' | 'none'

export interface Selector {
  /** Of `worst(…)`: the text between the parentheses. It selects metrics of slices alone. */
  worst?: string
  /** @param slice the slice of the metric, if it belongs to one */
  match: (path: string, name: string, slice?: SliceEntry) => Match
  /** True where the policy's text has a path that is or matches this file. */
  namesFile: (path: string) => boolean
  /** True where the policy may name metrics of this file. */
  mayBeIn: (path: string) => boolean
  /** Larger is more specific: a name before a pattern, then the one with more literal characters. */
  rank: number
}

/** The rank of a name above that of every pattern. */
const NAMED = 1_000_000

/** One reading of the policy's text: without a path, or split at one of its colons. */
interface Spelling {
  path?: Glob
  name: Glob
}

/**
 * The readings of a policy's text that have a file: split at each of its colons. `sklearn:acc` may be a name, or the name
 * `acc` in the file `sklearn`.
 */
export function spellingsOf(metric: string): { path: string; name: string }[] {
  const spellings: { path: string; name: string }[] = []
  for (let colon = metric.indexOf(':'); colon >= 0; colon = metric.indexOf(':', colon + 1)) {
    const path = metric.slice(0, colon).replace(/^(?:\.\/)+/, '')
    if (path !== '') spellings.push({ path, name: metric.slice(colon + 1) })
  }
  return spellings
}

/**
 * Parses `accuracy`, `eval/metrics.json:f1`, `eval/*.json:*f1*` or `worst(slices/*:recall)`. Names may contain colons (`sklearn:acc`), so each
 * colon is tried as the separator of path and name. In names a `*` matches dots too.
 */
export function compileSelector(metric: string): Selector {
  const worst = selectorOfWorst(metric)
  return worst === undefined ? compilePlain(metric) : compileWorst(worst)
}

/** The selector of a policy `worst(SELECTOR)`; undefined for another policy. */
export function selectorOfWorst(metric: string): string | undefined {
  return /^worst\(([^]+)\)$/.exec(metric)?.[1]
}

/** A name is that of the metric within its slice, or the whole dotted name. A path is that of the file, or `slices/DIMENSION`. */
function compileWorst(text: string): Selector {
  const plain = compilePlain(text)
  return {
    ...plain,
    worst: text,
    match: (path, name, slice) => {
      if (slice === undefined || slice.isSupport) return 'none'
      const matches = [
        plain.match(path, name),
        plain.match(path, slice.metric),
        plain.match(`slices/${slice.dimension}`, slice.metric),
      ]
      return matches.includes('named') ? 'named' : matches.includes('pattern') ? 'pattern' : 'none'
    },
    mayBeIn: (path) => plain.mayBeIn(path) || text.startsWith('slices/'),
    // The name of one slice's metric is more specific.
    rank: plain.rank % NAMED,
  }
}

function compilePlain(metric: string): Selector {
  const spellings: Spelling[] = [
    { name: compileGlob(metric, 'name') },
    ...spellingsOf(metric).map(({ path, name }) => ({
      path: compileGlob(path, 'path'),
      name: compileGlob(name, 'name'),
    })),
  ]
  const named = spellings.every((spelling) => spelling.name.literal && spelling.path?.literal !== false)
  // `sklearn:acc` is a name in any file, `eval/metrics.json:acc` is one in that file.
  const namesFile = /^[^:]*[/.][^:]*:/.test(metric)
  const weight = Math.max(...spellings.map((spelling) => spelling.name.weight + (spelling.path?.weight ?? 0)))

  return {
    match: (path, name) => {
      const fitting = spellings.filter(
        (spelling) => spelling.name.matches(name) && spelling.path?.matches(path) !== false,
      )
      if (fitting.length === 0) return 'none'
      return metric === name || fitting.some((spelling) => spelling.name.literal) ? 'named' : 'pattern'
    },
    namesFile: (path) => spellings.some((spelling) => spelling.path?.matches(path) === true),
    mayBeIn: (path) => !namesFile || spellings.some((spelling) => spelling.path?.matches(path) === true),
    rank: (named ? NAMED : 0) + weight,
  }
}
