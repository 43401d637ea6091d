import type { Graph } from './graph.js'

/** The machine that a stage asks for, in the terms of a workflow. */
export interface Placement {
  /** The label of a runner, or several labels that it must all have. */
  runsOn: string | string[]
  /** Image of a container. */
  container?: string
}

/** The input of a plan. */
export interface FanOutRequest {
  graph: Graph
  /** The stages that may run; their other inputs are in the remote. */
  mayRun: ReadonlySet<string>
  /** The machines that single stages ask for. */
  placements: ReadonlyMap<string, Placement>
  /** The machine of all other stages. */
  fallback: Placement
  /** Seconds of earlier runs, where they are known. */
  seconds: ReadonlyMap<string, number>
  limits?: FanOutLimits
}

export interface FanOutLimits {
  /** The most levels, one matrix each: a reusable workflow has a fixed number of them. */
  levels: number
  /** Jobs of one matrix; GitHub takes 256 ("Usage limits", docs.github.com). */
  jobs: number
}

/** Seconds until the first stage runs on a new machine: start, checkout, DVC, packages. Shorter stages are not worth a machine. */
export const START_SECONDS = 30
/** The assumed seconds of a stage without an earlier run: enough to be worth a machine. */
export const UNKNOWN_SECONDS = 600

/** Why a plan is impossible, as a sentence, with the fix. */
export interface FanOutRefusal {
  reason: string
  remedy: string
}

/** Stages that share a machine. */
export interface Part {
  stages: string[]
  /** Absent where no stage asks for a machine. */
  placement?: Placement
  /** The sum over all stages. */
  seconds: number
  /** Whether earlier runs timed all stages. */
  timed: boolean
}

/** Joins two parts on one machine. */
export function together(one: Part, other: Part): Part {
  const placement = one.placement ?? other.placement
  return {
    stages: [...one.stages, ...other.stages],
    seconds: one.seconds + other.seconds,
    timed: one.timed && other.timed,
    ...(placement === undefined ? {} : { placement }),
  }
}

/** A text that is equal for equal placements. */
export function placementKey(placement: Placement | undefined): string {
  return placement === undefined ? '' : JSON.stringify([placement.runsOn, placement.container ?? ''])
}
