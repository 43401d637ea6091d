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

/** Some stages on one machine, one after another. */
export interface FanOutJob {
  /** Letters, digits and `.`, `_`, `-`: it names a file and an artifact. */
  id: string
  /** From 1; the jobs of a level start when all of the level before have ended. */
  level: number
  /** In an order in which they can run. */
  stages: string[]
  placement: Placement
}

/** What our reusable workflow has. */
export const FAN_OUT_LIMITS: FanOutLimits = { levels: 8, jobs: 256 }

/**
 * Spreads the stages of a pipeline over machines: what each job needs was made by itself, by a job of an earlier level, or is in the remote. Chained stages
 * and those that are not worth a machine share one; a pipeline that is deeper than there are levels is cut where that costs the least time.
 * @returns the jobs by level; the same for the same request
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
      reason: `stages that run side by side ask for ${kinds} different machines, and a matrix of GitHub's has at most ${limits.jobs} jobs.`,
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

/** Whether stages cannot be spread. */
export function isFanOutRefusal(result: FanOutJob[] | FanOutRefusal): result is FanOutRefusal {
  return 'reason' in result
}

/** Short parts share a machine: the level waits for its longest part anyway. */
function pack(parts: readonly Part[]): Part[] {
  const room = Math.max(START_SECONDS, Math.max(...parts.map(({ seconds }) => seconds)) / 2)
  const packed: Part[] = []
  const open = new Map<string, number>()
  // The longest first, so that the short ones fill up what is left.
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

/** At most so many jobs: those of one kind of machine are dealt out to fewer, the longest first, each to the least loaded. */
function fit(parts: readonly Part[], limit: number): Part[] {
  if (parts.length <= limit) return [...parts]
  const kinds = new Map<string, Part[]>()
  for (const part of parts)
    kinds.set(placementKey(part.placement), [...(kinds.get(placementKey(part.placement)) ?? []), part])
  // Every kind has one job for sure; what is left is shared out by size.
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
  // Names may differ in letters that a file name cannot have, or only in their case, which some file systems do not tell apart.
  for (let number = 2; taken.has(id.toLowerCase()); number++) id = `${name}.${number}`
  taken.add(id.toLowerCase())
  return id
}
