import { unreadableFile } from './metrics-file.js'
import type { Leaf, MetricFiles, ParsedFile } from './parsed-file.js'

/**
 * Combines several measurements of one model: the median of each metric. A value that is no number, or missing, in one of them is
 * no number in the result, so that the gate fails closed.
 */
export function medianOf(runs: readonly MetricFiles[]): Map<string, ParsedFile> {
  const [first] = runs
  if (first === undefined || runs.length === 1) return new Map(first)
  const paths = [...new Set(runs.flatMap((files) => [...files.keys()]))]
  return new Map(
    paths.map((path) => [
      path,
      medianFile(
        path,
        runs.map((files) => files.get(path)),
      ),
    ]),
  )
}

function medianFile(path: string, files: readonly (ParsedFile | undefined)[]): ParsedFile {
  const read = files.flatMap((file) => (file === undefined ? [] : [file]))
  if (read.length < files.length)
    return unreadableFile(path, `only ${read.length} of ${files.length} evaluations wrote it`)
  const broken = read.find(({ problem }) => problem !== undefined)
  if (broken) return broken
  const names = [...new Set(read.flatMap(({ leaves }) => [...leaves.keys()]))]
  return {
    path,
    leaves: new Map(
      names.map((name) => [
        name,
        medianLeaf(
          path,
          name,
          read.map(({ leaves }) => leaves.get(name)),
        ),
      ]),
    ),
  }
}

function medianLeaf(path: string, name: string, leaves: readonly (Leaf | undefined)[]): Leaf {
  const read = leaves.flatMap((leaf) => (leaf === undefined ? [] : [leaf]))
  const [slice] = read.flatMap((leaf) => leaf.slice ?? [])
  const broken = read.find((leaf) => 'problem' in leaf)
  if (broken) return broken
  const values = read.flatMap((leaf) => ('value' in leaf ? [leaf.value] : []))
  if (values.length < leaves.length) {
    const seen = `in ${values.length} of ${leaves.length} evaluations only`
    const problem = { kind: 'not-finite' as const, path, name, seen, message: `${name} in ${path} is ${seen}` }
    return { problem, ...(slice === undefined ? {} : { slice }) }
  }
  return { ...read[0], value: median(values) }
}

/** The middle value, or the mean of the two middle ones. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const half = sorted.length >> 1
  const [low, high] = [sorted[half - 1] ?? NaN, sorted[half] ?? NaN]
  return sorted.length % 2 === 1 ? high : low + (high - low) / 2
}
