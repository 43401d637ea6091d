import { appendTo } from '../text/append-to.js'
import { blocksOf } from './fan-out-blocks.js'
import { cutIntoLevels } from './fan-out-levels.js'
import {
  type FanOutLimits,
  type FanOutRefusal,
  type FanOutRequest,
  type Part,
  type Placement,
  placementKey,
  START_SECONDS,
  together,
} from './fan-out-parts.js'

/** Stages that run on one machine, one after another. */
export interface FanOutJob {
  /** Letters, digits and `.`, `_`, `-`: part of a file name and of an artifact name. */
  id: string
  /** From 1; the jobs of a level start when all jobs of the level before have ended. */
  level: number
  /** In an order in which DVC can run them. */
  stages: string[]
  placement: Placement
}

/** The size of our reusable workflow. */
export const FAN_OUT_LIMITS: FanOutLimits = { levels: 8, jobs: 256 }

/**
 * Divides the stages of a pipeline over machines. Each input of a job comes from the job itself, from a job of an earlier level, or from the remote.
 * Chained stages and cheap stages share a machine. A pipeline that is deeper than the number of levels is cut at the least cost.
 * @returns the jobs by level; equal requests have equal results
 */
export function fanOut(request: FanOutRequest): FanOutJob[] | FanOutRefusal {
  const limits = request.limits ?? FAN_OUT_LIMITS
  const blocks = blocksOf(request)
  if (!Array.isArray(blocks)) return blocks
  const levels = cutIntoLevels(blocks, limits.levels)
  if (!Array.isArray(levels)) return levels
  const kinds = Math.max(
    0,
    ...levels.map((parts) => new Set(parts.map(({ placement }) => placementKey(placement))).size),
  )
  if (kinds > limits.jobs)
    return {
      reason: `parallel stages ask for ${kinds} different machines, and a matrix on GitHub has at most ${limits.jobs} jobs.`,
      remedy: 'Give stages that can share a machine the same runs-on and container in `meta: { dvc-ci: … }`.',
    }
  const rank = new Map(request.graph.topological().map((name, index) => [name, index]))
  const byRank = (one: string, other: string) => (rank.get(one) ?? 0) - (rank.get(other) ?? 0)
  const ids = new Set<string>()
  return levels.flatMap((parts, index) => {
    const packed = fit(pack(parts), limits.jobs)
    const sorted = packed
      .map((part) => ({ ...part, stages: part.stages.sort(byRank) }))
      .sort((one, other) => byRank(one.stages[0] ?? '', other.stages[0] ?? ''))
    return sorted.map(({ stages, placement }) => ({
      id: newId(index + 1, stages, ids),
      level: index + 1,
      stages,
      placement: placement ?? request.fallback,
    }))
  })
}

/** Whether the result is a refusal. */
export function isFanOutRefusal(result: FanOutJob[] | FanOutRefusal): result is FanOutRefusal {
  return 'reason' in result
}

/** Joins short parts on one machine: the level waits for its longest part anyway. */
function pack(parts: readonly Part[]): Part[] {
  const room = Math.max(START_SECONDS, Math.max(...parts.map(({ seconds }) => seconds)) / 2)
  const packed: Part[] = []
  const open = new Map<string, number>()
  // The longest first, so that short parts fill the remaining time.
  for (const part of [...parts].sort((one, other) => other.seconds - one.seconds)) {
    const key = placementKey(part.placement)
    const at = open.get(key)
    const last = at === undefined ? undefined : packed[at]
    if (at !== undefined && last !== undefined && part.timed && last.timed && last.seconds + part.seconds <= room)
      packed[at] = together(last, part)
    else {
      open.set(key, packed.length)
      packed.push(part)
    }
  }
  return packed
}

/** At most `most` jobs. The parts of one kind of machine go to fewer jobs, the longest first, each to the job with the least work. */
function fit(parts: readonly Part[], limit: number): Part[] {
  if (parts.length <= limit) return [...parts]
  const kinds = new Map<string, Part[]>()
  for (const part of parts) appendTo(kinds, placementKey(part.placement), part)
  // Each kind has at least one job; kinds share the others by size.
  const spare = limit - kinds.size
  const more = parts.length - kinds.size
  return [...kinds.values()].flatMap((same) => {
    const places = 1 + Math.floor((spare * (same.length - 1)) / more)
    const jobs: Part[] = []
    for (const part of same) {
      if (jobs.length < places) jobs.push(part)
      else {
        const least = jobs.reduce(
          (best, { seconds }, index) => (seconds < (jobs[best]?.seconds ?? 0) ? index : best),
          0,
        )
        const job = jobs[least]
        if (job !== undefined) jobs[least] = together(job, part)
      }
    }
    return jobs
  })
}

const LONGEST_ID = 60

function newId(level: number, stages: readonly string[], taken: Set<string>): string {
  const name = `${level}-${(stages[0] ?? '').replace(/[^A-Za-z0-9_-]+/g, '-').replace(/^-|-$/g, '')}`.slice(
    0,
    LONGEST_ID,
  )
  let id = name
  // Names may differ only in characters that a file name cannot have, or in case, which some file systems ignore.
  for (let number = 2; taken.has(id.toLowerCase()); number++) id = `${name}.${number}`
  taken.add(id.toLowerCase())
  return id
}
