import type { Graph } from './graph.js'

/** The data of a build, divided by when it must be here. */
export interface LateInputs {
  /** Data that must be here first, in the given order. */
  first: string[]
  /** Data that may come later, in the order in which stages need it. */
  late: string[]
  /** The late data that each stage reads. */
  stages: Record<string, string[]>
}

/**
 * Divides the data that a build pulls: first the inputs of its first stages, then the data that may come while they run.
 * @param mayRun stages that may run
 * @param pull names of `.dvc` files and of stages that do not run
 * @param worth whether data is worth a late download; small data is pulled first
 */
export function lateInputs(
  graph: Graph,
  mayRun: ReadonlySet<string>,
  pull: readonly string[],
  worth: (name: string) => boolean,
): LateInputs {
  const depth = depths(graph, mayRun)
  const soonest = new Map(
    pull.map((name) => [name, Math.min(...readers(graph, mayRun, name).map((stage) => depth.get(stage) ?? 0))]),
  )
  // Data that no stage reads is pulled for another reason.
  const late = pull.filter((name) => {
    const at = soonest.get(name) ?? 0
    return Number.isFinite(at) && at > 0 && worth(name)
  })
  late.sort((a, b) => (soonest.get(a) ?? 0) - (soonest.get(b) ?? 0))
  const stages: Record<string, string[]> = {}
  for (const name of late) for (const stage of readers(graph, mayRun, name)) (stages[stage] ??= []).push(name)
  return { first: pull.filter((name) => !late.includes(name)), late, stages }
}

function readers(graph: Graph, mayRun: ReadonlySet<string>, name: string): string[] {
  return graph.downstream(name).filter((stage) => mayRun.has(stage))
}

/** The length of the longest chain of the build's stages before each stage. */
function depths(graph: Graph, mayRun: ReadonlySet<string>): Map<string, number> {
  const depth = new Map<string, number>()
  for (const name of graph.topological()) {
    if (mayRun.has(name))
      depth.set(name, Math.max(0, ...graph.upstream(name).map((need) => (depth.get(need) ?? -1) + 1)))
  }
  return depth
}
