import type { Leaf, MetricFiles, ParsedFile } from './parsed-file.js'

/** The metrics of the baseline, some of which this run measured. */
export interface MeasuredAgain {
  files: Map<string, ParsedFile>
  /** The metrics whose baseline this run measured (`metricKey`). */
  names: Set<string>
}

/** One metric of one file. */
export function metricKey(path: string, name: string): string {
  return `${path}\n${name}`
}

/**
 * Replaces committed values of the baseline by measured ones. A metric that the baseline's commit lacks stays new. One that the new
 * evaluation no longer writes, or that is no number now, keeps its old value. The metrics of a moved file
 * move along.
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

/** The file in which the commit has a metric: the same file, else the only absent one that had it. */
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
  // The measurement has a value where the commit's file could not be read.
  if (file === undefined || file.problem !== undefined) files.set(path, { path, leaves: new Map([[name, leaf]]) })
  else file.leaves.set(name, leaf)
}
