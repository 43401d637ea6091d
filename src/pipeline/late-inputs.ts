import type { Graph } from './graph.js'

/** Data that need not be here when the first stage starts. */
export interface LateInputs {
  /** What has to be here first, as it was given. */
  first: string[]
  /** The rest: what stages need soonest comes first. */
  late: string[]
  /** The late ones that each stage reads. */
  stages: Record<string, string[]>
}

/**
 * Divides what a build pulls into what its first stages read and what can come while they run.
 * @param mayRun stages that may run
 * @param pull names of `.dvc` files and of stages that do not run
 * @param worth whether it is worth coming late: small data is simply pulled first
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
  // What nobody reads is pulled for some other reason.
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

/** How many stages of the build come before each one, in the longest chain. */
function depths(graph: Graph, mayRun: ReadonlySet<string>): Map<string, number> {
  const depth = new Map<string, number>()
  for (const name of graph.topological()) {
    if (mayRun.has(name))
      depth.set(name, Math.max(0, ...graph.upstream(name).map((need) => (depth.get(need) ?? -1) + 1)))
  }
  return depth
}
