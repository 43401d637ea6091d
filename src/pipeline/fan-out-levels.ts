import type { Block } from './fan-out-blocks.js'
import { type FanOutRefusal, type Part, placementKey, START_SECONDS, together } from './fan-out-parts.js'

/** The cost of a stage on a special machine that it does not need: higher than any loss of time. */
const MISPLACED = 1e9

/**
 * Cuts a pipeline into levels. Blocks of one level that need each other share a job, so a cut between any two depths of the graph is valid.
 * Of all cuts into at most `levels` levels, this takes the one with the least time: the longest job of each level, and the start of its machine.
 * @param blocks each after those that it needs
 * @returns the jobs of each level
 */
export function cutIntoLevels(blocks: readonly Block[], levels: number): Part[][] | FanOutRefusal {
  if (blocks.length === 0) return []
  const depth: number[] = []
  for (const { needs } of blocks) depth.push(Math.max(0, ...[...needs].map((need) => (depth[need] ?? 0) + 1)))
  const deepest = Math.max(...depth)
  const at: number[][] = Array.from({ length: deepest + 1 }, () => [])
  for (const [index, value] of depth.entries()) at[value]?.push(index)
  const costs = at.map((_, first) => costsFrom(blocks, at, depth, first))
  const cuts = cheapest(costs, Math.min(levels, at.length))
  if (cuts === undefined) return refusal(blocks, levels)
  return cuts.map(([first, last]) => {
    const merged = new Groups(blocks)
    for (let value = first; value <= last; value++) merged.add(at[value] ?? [], depth, first)
    return merged.parts()
  })
}

/** The cost of each level that begins at a depth, by the number of further depths in it. */
function costsFrom(
  blocks: readonly Block[],
  at: readonly (readonly number[])[],
  depth: readonly number[],
  first: number,
): number[] {
  const groups = new Groups(blocks)
  const costs: number[] = []
  for (let last = first; last < at.length; last++) {
    groups.add(at[last] ?? [], depth, first)
    // Further depths only raise the cost.
    if (groups.cost === Infinity) break
    costs.push(groups.cost)
  }
  return costs
}

/** The cheapest cuts: first and last depth of each level. Undefined where there are none. */
function cheapest(costs: readonly (readonly number[])[], levels: number): [number, number][] | undefined {
  const depths = costs.length
  // best[end]: the cost of all before depth `end`, and the start of its last level.
  let best: { cost: number; cuts: Cut | undefined }[] = Array.from({ length: depths + 1 }, (_, end) => ({
    cost: end === 0 ? 0 : Infinity,
    cuts: undefined,
  }))
  for (let level = 0; level < levels; level++) {
    const next = best.map((entry) => ({ ...entry }))
    for (let first = 0; first < depths; first++) {
      const before = best[first]
      if (before === undefined || before.cost === Infinity) continue
      for (const [more, cost] of (costs[first] ?? []).entries()) {
        const known = next[first + more + 1]
        if (known !== undefined && before.cost + cost < known.cost)
          next[first + more + 1] = {
            cost: before.cost + cost,
            cuts: { range: [first, first + more], before: before.cuts },
          }
      }
    }
    best = next
  }
  const cuts: [number, number][] = []
  for (let cut = best[depths]?.cuts; cut !== undefined; cut = cut.before) cuts.unshift(cut.range)
  return cuts.length === 0 ? undefined : cuts
}

interface Cut {
  range: [number, number]
  before: Cut | undefined
}

/** Blocks of a growing range of depths, grouped with those that need each other. */
class Groups {
  private readonly parent = new Map<number, number>()
  private readonly joined = new Map<number, Part & { plain: boolean }>()
  private longest = 0
  private misplaced = 0
  private impossible = false

  constructor(private readonly blocks: readonly Block[]) {}

  get cost(): number {
    return this.impossible ? Infinity : START_SECONDS + this.longest + MISPLACED * this.misplaced
  }

  /** Adds the blocks of one more depth. @param first the depth at which the range begins; inputs before it are in an earlier level */
  add(indices: readonly number[], depth: readonly number[], first: number): void {
    for (const index of indices) {
      const block = this.blocks[index]
      if (block === undefined) continue
      this.parent.set(index, index)
      this.joined.set(index, { ...block, plain: block.placement === undefined })
      this.longest = Math.max(this.longest, block.seconds)
      for (const need of block.needs) if ((depth[need] ?? 0) >= first) this.join(need, index)
    }
  }

  parts(): Part[] {
    // Stages are joined once at the end: the costs need only sums.
    const parts = new Map<number, Part>()
    for (const index of this.parent.keys()) {
      const block = this.blocks[index]
      const root = this.find(index)
      const before = parts.get(root)
      if (block !== undefined) parts.set(root, before === undefined ? block : together(before, block))
    }
    return [...parts.values()]
  }

  private find(index: number): number {
    let root = index
    for (let up = this.parent.get(root); up !== undefined && up !== root; up = this.parent.get(root)) root = up
    this.parent.set(index, root)
    return root
  }

  private join(one: number, other: number): void {
    const [kept, gone] = [this.find(one), this.find(other)]
    const [host, guest] = [this.joined.get(kept), this.joined.get(gone)]
    if (kept === gone || host === undefined || guest === undefined) return
    this.parent.set(gone, kept)
    this.joined.delete(gone)
    const keys = new Set([placementKey(host.placement), placementKey(guest.placement)])
    keys.delete('')
    if (keys.size > 1) this.impossible = true
    const placement = host.placement ?? guest.placement
    const merged = {
      stages: [],
      seconds: host.seconds + guest.seconds,
      timed: host.timed && guest.timed,
      plain: host.plain || guest.plain,
      ...(placement === undefined ? {} : { placement }),
    }
    this.misplaced += Number(isMixed(merged)) - Number(isMixed(host)) - Number(isMixed(guest))
    this.longest = Math.max(this.longest, merged.seconds)
    this.joined.set(kept, merged)
  }
}

/** Whether a stage that needs no special machine has one. */
function isMixed({ placement, plain }: { placement?: unknown; plain: boolean }): boolean {
  return placement !== undefined && plain
}

function refusal(blocks: readonly Block[], levels: number): FanOutRefusal {
  const machines = new Map(
    blocks.flatMap(({ placement, stages }) =>
      placement === undefined ? [] : [[placementKey(placement), stages[0] ?? ''] as const],
    ),
  )
  return {
    reason: `the pipeline changes between machines more often than the ${levels} levels of the workflow allow: stages such as ${[...machines.values()].slice(0, 3).join(', ')} ask for different machines.`,
    remedy: 'Give neighbouring stages the same runs-on and container in `meta: { dvc-ci: … }`.',
  }
}
