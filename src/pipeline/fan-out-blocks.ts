import { appendTo } from '../text/append-to.js'
import {
  type FanOutRefusal,
  type FanOutRequest,
  type Part,
  placementKey,
  START_SECONDS,
  UNKNOWN_SECONDS,
} from './fan-out-parts.js'
import type { Graph } from './graph.js'

/** Stages that always share a machine. */
export interface Block extends Part {
  /** Indexes in the list of the blocks that it needs; all come before it. */
  needs: Set<number>
}

/**
 * Groups stages that gain nothing from different machines. A stage joins the block of its inputs if no other stage waits for them, or if the stage is
 * not worth a machine. An output that DVC never pushes cannot leave its machine, so its producer and its readers share one.
 * @returns blocks, each after those that it needs
 */
export function blocksOf(request: FanOutRequest): Block[] | FanOutRefusal {
  const units = unitsOf(request)
  if (!Array.isArray(units)) return units
  const waiting = units.map(() => new Set<number>())
  for (const [index, { needs }] of units.entries()) for (const need of needs) waiting[need]?.add(index)
  const blocks: (Block & { open: Set<number> })[] = []
  const blockOf: number[] = []
  for (const [index, unit] of units.entries()) {
    const needs = new Set([...unit.needs].map((need) => blockOf[need] ?? 0))
    const [only] = needs
    const host = needs.size === 1 && only !== undefined ? blocks[only] : undefined
    const alone = host?.open.size === 1
    const cheap = unit.timed && unit.seconds < START_SECONDS
    if (
      host !== undefined &&
      only !== undefined &&
      placementKey(host.placement) === placementKey(unit.placement) &&
      (alone || cheap)
    ) {
      host.stages.push(...unit.stages)
      host.seconds += unit.seconds
      host.timed &&= unit.timed
      host.open.delete(index)
      for (const next of waiting[index] ?? []) host.open.add(next)
      blockOf.push(only)
    } else {
      blockOf.push(blocks.length)
      blocks.push({ ...unit, stages: [...unit.stages], needs, open: new Set(waiting[index]) })
    }
  }
  return blocks.map(({ stages, placement, seconds, timed, needs }) => ({
    stages,
    seconds,
    timed,
    needs,
    ...(placement === undefined ? {} : { placement }),
  }))
}

/** Stages, or groups of them that must share a machine, each after those that it needs. */
function unitsOf({ graph, mayRun, placements, fallback, seconds }: FanOutRequest): Block[] | FanOutRefusal {
  const order = graph.topological().filter((name) => mayRun.has(name))
  const groupOf = inseparable(graph, order, mayRun)
  const members = new Map<string, string[]>()
  for (const name of order) appendTo(members, groupOf(name), name)
  const needsOf = new Map(
    [...members].map(([group, names]) => [
      group,
      new Set(
        names
          .flatMap((name) => graph.upstream(name))
          .filter((need) => mayRun.has(need))
          .map(groupOf)
          .filter((need) => need !== group),
      ),
    ]),
  )
  const units: Block[] = []
  const placeOf = new Map<string, number>()
  for (const group of ordered(needsOf)) {
    const stages = members.get(group) ?? []
    const own = new Map(
      stages.flatMap((name) => {
        const asked = placements.get(name)
        return asked === undefined || placementKey(asked) === placementKey(fallback)
          ? []
          : [[placementKey(asked), { name, asked }] as const]
      }),
    )
    const [first, second] = [...own.values()]
    if (first && second) {
      return {
        reason: `${first.name} and ${second.name} ask for different machines, but the output between them is never pushed (push: false).`,
        remedy: 'Remove push: false, or give both stages the same runs-on and container.',
      }
    }
    placeOf.set(group, units.length)
    units.push({
      stages,
      needs: new Set([...(needsOf.get(group) ?? [])].map((need) => placeOf.get(need) ?? 0)),
      timed: stages.every((name) => seconds.has(name)),
      seconds: stages.reduce((sum, name) => sum + (seconds.get(name) ?? UNKNOWN_SECONDS), 0),
      ...(first === undefined ? {} : { placement: first.asked }),
    })
  }
  return units
}

/** The group of each stage that must share a machine, as the name of its first stage. */
function inseparable(graph: Graph, order: readonly string[], mayRun: ReadonlySet<string>): (name: string) => string {
  const parent = new Map(order.map((name) => [name, name]))
  const find = (name: string): string => {
    let root = name
    for (let up = parent.get(root); up !== undefined && up !== root; up = parent.get(root)) root = up
    parent.set(name, root)
    return root
  }
  const glued = new Set<string>()
  for (const name of order) {
    if (graph.stage(name)?.outs.some((out) => out.cache && !out.push) !== true) continue
    for (const next of graph.downstream(name).filter((each) => mayRun.has(each))) {
      parent.set(find(next), find(name))
      glued.add(name)
    }
  }
  // A stage on a path that leaves a group and returns to it joins the group: otherwise neither could run first.
  for (let before = -1, now = 0; before !== now && glued.size > 0; ) {
    before = now
    for (const root of new Set([...glued].map(find))) {
      const group = order.filter((name) => find(name) === root)
      const [above, below] = [
        reach(group, (name) => graph.upstream(name), mayRun),
        reach(group, (name) => graph.downstream(name), mayRun),
      ]
      for (const name of order) {
        if (!above.has(name) || !below.has(name) || find(name) === find(root)) continue
        parent.set(find(name), find(root))
        now++
      }
    }
  }
  return find
}

function reach(
  from: readonly string[],
  next: (name: string) => readonly string[],
  within: ReadonlySet<string>,
): Set<string> {
  const seen = new Set(from)
  const open = [...from]
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    for (const other of next(name)) {
      if (!within.has(other) || seen.has(other)) continue
      seen.add(other)
      open.push(other)
    }
  }
  return seen
}

/** Groups, each after those that it needs, otherwise in the given order. */
function ordered(needs: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const done = new Set<string>()
  const order: string[] = []
  // A group takes the position of its first stage, which may be before an input of its other stages.
  const visit: { name: string; entered: boolean }[] = [...needs.keys()]
    .reverse()
    .map((name) => ({ name, entered: false }))
  for (let at = visit.pop(); at !== undefined; at = visit.pop()) {
    if (done.has(at.name)) continue
    if (at.entered) {
      done.add(at.name)
      order.push(at.name)
      continue
    }
    visit.push({ name: at.name, entered: true })
    for (const need of needs.get(at.name) ?? []) if (!done.has(need)) visit.push({ name: need, entered: false })
  }
  return order
}
