import type { Graph } from './graph.js'

/** The machine that stages ask for, as a workflow names it. */
export interface Placement {
  /** Label of a runner, or several that it must all have. */
  runsOn: string | string[]
  /** Image of a container. */
  container?: string
}

/** What is asked for. */
export interface FanOutRequest {
  graph: Graph
  /** The stages that may run; what they need beside these is in the remote. */
  mayRun: ReadonlySet<string>
  /** What stages ask for by themselves. */
  placements: ReadonlyMap<string, Placement>
  /** Where the others run. */
  fallback: Placement
  /** What earlier runs took, where it is known. */
  seconds: ReadonlyMap<string, number>
  limits?: FanOutLimits
}

export interface FanOutLimits {
  /** Matrices one after another: a reusable workflow has a fixed number of them. */
  levels: number
  /** Jobs of one matrix; GitHub takes 256 ("Usage limits", docs.github.com). */
  jobs: number
}

/** What a machine takes until a stage of ours runs on it: start, checkout, DVC, packages. Less than that is not worth one. */
export const START_SECONDS = 30
/** A stage that nobody has timed yet is taken for one that is worth a machine. */
export const UNKNOWN_SECONDS = 600

/** Why stages cannot be spread, as a sentence. */
export interface FanOutRefusal {
  reason: string
  remedy: string
}

/** Stages that share a machine. */
export interface Part {
  stages: string[]
  /** Absent where none of them asks for a machine. */
  placement?: Placement
  /** Of all of them, one after another. */
  seconds: number
  /** Whether earlier runs took the time of every one. */
  timed: boolean
}

/** Two parts on one machine. */
export function together(one: Part, other: Part): Part {
  const placement = one.placement ?? other.placement
  return {
    stages: [...one.stages, ...other.stages],
    seconds: one.seconds + other.seconds,
    timed: one.timed && other.timed,
    ...(placement === undefined ? {} : { placement }),
  }
}

/** What tells placements apart. */
export function placementKey(placement: Placement | undefined): string {
  return placement === undefined ? '' : JSON.stringify([placement.runsOn, placement.container ?? ''])
}
