import { compileGlob, type Glob } from './glob.js'

/** How a policy's `metric` matches a metric: by its exact name, by a pattern, or not at all. */
export type Match = 'named' | 'pattern' | 'none'

export interface Selector {
  match: (path: string, name: string) => Match
  /** True where the policy's text has a path that is or matches this file. */
  namesFile: (path: string) => boolean
  /** True where the policy may name metrics of this file. */
  mayBeIn: (path: string) => boolean
  /** Larger is more specific: a name before a pattern, then the one with more literal characters. */
  rank: number
}

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
 * Parses `accuracy`, `eval/metrics.json:f1` or `eval/*.json:*f1*`. Names may contain colons (`sklearn:acc`), so each
 * colon is tried as the separator of path and name. In names a `*` matches dots too.
 */
export function compileSelector(metric: string): Selector {
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
    rank: (named ? 1_000_000 : 0) + weight,
  }
}
