import type { Leaf, MetricFiles, ParsedFile } from './parsed-file.js'

/** The baseline's metrics where some were measured again. */
export interface MeasuredAgain {
  files: Map<string, ParsedFile>
  /** The metrics whose baseline was measured, as `metricKey` has them. */
  names: Set<string>
}

/** One metric of one file. */
export function metricKey(path: string, name: string): string {
  return `${path}\n${name}`
}

/**
 * Puts what was measured again in the place of what the baseline's commit says. A metric that the commit does not have stays new, one that the new
 * evaluation does not make any more keeps its old number, and so does one that came out as no number. A metrics file that was moved takes its
 * metrics along.
 * @param isPresent whether this change still has a metrics file
 */
export function measuredAgain(
  committed: MetricFiles,
  again: MetricFiles,
  isPresent: (path: string) => boolean,
): MeasuredAgain {
  const files = new Map([...committed].map(([path, file]) => [path, { ...file, leaves: new Map(file.leaves) }]))
  const names = new Set<string>()
  for (const [path, { leaves }] of again) {
    for (const [name, leaf] of leaves) {
      if ('problem' in leaf) continue
      const from = placeOf(committed, path, name, isPresent)
      if (from === undefined) continue
      if (from !== path) files.get(from)?.leaves.delete(name)
      put(files, path, name, leaf)
      names.add(metricKey(path, name))
    }
  }
  return { files, names }
}

/** The file in which the commit has a metric: the same one, else the only one that has it and is gone. */
function placeOf(
  committed: MetricFiles,
  path: string,
  name: string,
  isPresent: (path: string) => boolean,
): string | undefined {
  const same = committed.get(path)
  if (same !== undefined && (same.problem !== undefined || same.leaves.has(name))) return path
  const [from, second] = [...committed.values()].filter((file) => file.leaves.has(name) && !isPresent(file.path))
  return second === undefined ? from?.path : undefined
}

function put(
  files: Map<string, ParsedFile & { leaves: Map<string, Leaf> }>,
  path: string,
  name: string,
  leaf: Leaf,
): void {
  const file = files.get(path)
  // What could not be read in the commit is here now.
  if (file === undefined || file.problem !== undefined) files.set(path, { path, leaves: new Map([[name, leaf]]) })
  else file.leaves.set(name, leaf)
}
