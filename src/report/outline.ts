import { appendTo } from '../text/append-to.js'
import type { Report, StageReport } from './report.js'
import { stageSeverity } from './stage-severity.js'
import { type StageKind, stageState } from './stage-state.js'

/** One node of the drawing: a stage, or several that are drawn as one. */
export interface OutlineNode {
  /** Names of the stages, or the path of the one `.dvc` file. */
  names: string[]
  /** `mixed`: several stages of different kinds, none of them failed or stale. */
  kind: StageKind | 'data' | 'mixed'
  /** The name before `@` where all are of one `matrix` or `foreach` stage. */
  family?: string
  /** Seconds that the commands took, absent where none ran. */
  seconds?: number
  /** 0 for a node without needs in the drawing, else one more than its deepest need. */
  depth: number
}

/** The pipeline as a drawing of a readable size. */
export interface Outline {
  nodes: OutlineNode[]
  /** Indices: a node and one that needs it. */
  edges: [number, number][]
}

/** More edges are unreadable; GitHub's own limit is 500 edges. */
const MOST_NODES = 40
/** Failed and stale stages that are drawn one by one. */
const MOST_LOUD = 60
const MOST_EDGES = 400
const BANDS = 10

interface Item extends StageReport {
  kind: StageKind
  depth: number
  /** Failed and stale stages are drawn one by one as long as there is room. */
  loud: boolean
}

/**
 * The stages of a report and their dependencies (`needs`). Beyond 40 stages they are grouped: first the instances of a
 * `matrix` or `foreach` stage of the same kind, then all quiet stages between the same failed and stale ones, then those of similar
 * depth in the pipeline. Beyond 60 failed and stale stages, these are grouped in the same ways.
 */
export function outlineOf(report: Pick<Report, 'stages'>): Outline {
  const items = itemsOf(report)
  const known = new Set(items.map(({ name }) => name))
  const sources = new Set(items.flatMap(({ needs = [] }) => needs).filter((name) => !known.has(name)))
  if (items.length + sources.size <= MOST_NODES)
    return withSources(
      grouped(items, ({ name }) => name),
      items,
      [...sources],
    )
  const loud = items.filter((item) => item.loud).length
  return (
    grouped(items, ({ name }) => name, MOST_NODES) ??
    grouped(items, (item) => (item.loud ? item.name : family(item)), MOST_NODES) ??
    // The smallest drawing that still has every failed and stale stage.
    (loud <= MOST_LOUD
      ? (grouped(items, betweenLoud(items), loud + MOST_NODES) ?? small(inBands(items, true)))
      : undefined) ??
    grouped(items, family, MOST_LOUD) ??
    inBands(items, false)
  )
}

function itemsOf({ stages }: Pick<Report, 'stages'>): Item[] {
  const byName = new Map(stages.map((stage) => [stage.name, stage]))
  const depths = new Map<string, number>()
  // Without recursion: a pipeline may be a chain of thousands of stages.
  for (const { name: start } of stages) {
    const open = [start]
    while (open.length > 0) {
      const name = open.at(-1) ?? ''
      const needs = (byName.get(name)?.needs ?? []).filter((each) => byName.has(each))
      // -1 marks an open node, so that a cycle ends.
      const waiting = depths.has(name) ? [] : needs.filter((each) => !depths.has(each))
      if (!depths.has(name)) depths.set(name, -1)
      if (waiting.length > 0) open.push(...waiting)
      else {
        depths.set(name, Math.max(-1, ...needs.map((each) => depths.get(each) ?? -1)) + 1)
        open.pop()
      }
    }
  }
  return [...byName.values()].map((stage) => ({
    ...stage,
    kind: stageState(stage).kind,
    depth: depths.get(stage.name) ?? 0,
    loud: stage.verdict === 'failed' || (stage.verdict !== 'skipped' && stageSeverity(stage) === 'error'),
  }))
}

/** Instances of one stage at one depth: edges go from one depth to the next, so that grouping makes no cycle. */
function family(item: Item): string {
  const at = item.name.indexOf('@')
  return at < 0 ? `=${item.name}` : `@${item.name.slice(0, at)}\0${item.kind}\0${item.depth}`
}

/**
 * Quiet stages with the same failed and stale ones before and after them. Both sets only grow or shrink along an edge, so all stages
 * between two stages of a group are in it: grouping makes no cycle.
 */
function betweenLoud(items: readonly Item[]): (item: Item) => string {
  const order = [...items].sort((a, b) => a.depth - b.depth)
  const number = new Map(items.filter(({ loud }) => loud).map(({ name }, index) => [name, index]))
  const known = new Set(items.map(({ name }) => name))
  const sets = (list: readonly Item[], next: (item: Item) => readonly string[]) => {
    const reached = new Map<string, bigint>()
    for (const item of list) {
      let set = 0n
      for (const name of next(item)) {
        const own = number.get(name)
        set |= (reached.get(name) ?? 0n) | (own === undefined ? 0n : 1n << BigInt(own))
      }
      reached.set(item.name, set)
    }
    return reached
  }
  const neededBy = new Map<string, string[]>()
  for (const { name, needs = [] } of items)
    for (const need of needs) if (known.has(need)) appendTo(neededBy, need, name)
  const before = sets(order, ({ needs = [] }) => needs)
  const after = sets(order.reverse(), ({ name }) => neededBy.get(name) ?? [])
  return ({ name, loud }) =>
    loud ? `=${name}` : `~${(before.get(name) ?? 0n).toString(36)}\0${(after.get(name) ?? 0n).toString(36)}`
}

/** @returns undefined where the drawing would have more than `most` nodes, or more edges than GitHub draws */
function grouped(items: readonly Item[], key: (item: Item) => string): Outline
function grouped(items: readonly Item[], key: (item: Item) => string, most: number): Outline | undefined
function grouped(items: readonly Item[], key: (item: Item) => string, most = Infinity): Outline | undefined {
  const groups = groupedBy(items, key)
  if (groups.size > most) return undefined
  const outline = linkedGroups(items, groups)
  return most === Infinity ? outline : small(outline)
}

function small(outline: Outline): Outline | undefined {
  return outline.edges.length <= MOST_EDGES ? outline : undefined
}

function groupedBy(items: readonly Item[], key: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>()
  for (const item of items) {
    const name = key(item)
    const group = groups.get(name)
    if (group) group.push(item)
    else groups.set(name, [item])
  }
  return groups
}

function linkedGroups(
  items: readonly Item[],
  groups: ReadonlyMap<string, Item[]>,
  linked: (from: Item, to: Item) => boolean = () => true,
): Outline {
  const nodes = [...groups.values()].map(nodeOf)
  const place = new Map<string, number>()
  for (const [index, group] of [...groups.values()].entries()) for (const { name } of group) place.set(name, index)
  const byName = new Map(items.map((item) => [item.name, item]))
  const edges = new Map<string, [number, number]>()
  for (const item of items) {
    const to = place.get(item.name)
    for (const need of item.needs ?? []) {
      const [from, needed] = [place.get(need), byName.get(need)]
      if (from !== undefined && to !== undefined && needed && from !== to && linked(needed, item))
        edges.set(`${from},${to}`, [from, to])
    }
  }
  return measured(nodes, [...edges.values()])
}

/** With the depth of each node among the drawn ones. */
function measured(nodes: readonly Omit<OutlineNode, 'depth'>[], edges: [number, number][]): Outline {
  const depths = nodes.map(() => 0)
  const waiting = nodes.map(() => 0)
  const next = nodes.map((): number[] => [])
  for (const [from, to] of edges) {
    next[from]?.push(to)
    waiting[to] = (waiting[to] ?? 0) + 1
  }
  const ready = waiting.flatMap((count, index) => (count === 0 ? [index] : []))
  for (let from = ready.pop(); from !== undefined; from = ready.pop()) {
    for (const to of next[from] ?? []) {
      depths[to] = Math.max(depths[to] ?? 0, (depths[from] ?? 0) + 1)
      waiting[to] = (waiting[to] ?? 0) - 1
      if (waiting[to] === 0) ready.push(to)
    }
  }
  return { nodes: nodes.map((node, index) => ({ ...node, depth: depths[index] ?? 0 })), edges }
}

function nodeOf(group: readonly Item[]): Omit<OutlineNode, 'depth'> {
  const [first] = group
  const kinds = new Set(group.map(({ kind }) => kind))
  const families = new Set(group.map(({ name }) => (name.includes('@') ? name.slice(0, name.indexOf('@')) : undefined)))
  const [declared] = families
  const ran = group.flatMap(({ seconds }) => (seconds === undefined ? [] : [seconds]))
  return {
    names: group.map(({ name }) => name),
    kind: kinds.size === 1 && first ? first.kind : 'mixed',
    ...(group.length > 1 && families.size === 1 && declared !== undefined ? { family: declared } : {}),
    ...(ran.length > 0 ? { seconds: ran.reduce((sum, seconds) => sum + seconds, 0) } : {}),
  }
}

/**
 * Ten bands of depth, linked from band to band.
 * @param alone true for one node of quiet stages in each, with every failed and stale one by itself; false for one node for each kind
 */
function inBands(items: readonly Item[], alone: boolean): Outline {
  const deepest = Math.max(...items.map(({ depth }) => depth)) + 1
  const band = ({ depth }: Item) => (deepest <= BANDS ? depth : Math.floor((depth * BANDS) / deepest))
  return linkedGroups(
    items,
    groupedBy(items, (item) =>
      !alone ? `${item.kind}\0${band(item)}` : item.loud ? `=${item.name}` : `~${band(item)}`,
    ),
    (from, to) => band(from) < band(to) || (alone && from.loud && to.loud && from.depth < to.depth),
  )
}

/** `.dvc` files as nodes before everything else. */
function withSources({ nodes, edges }: Outline, items: readonly Item[], sources: readonly string[]): Outline {
  const shift = sources.length
  return measured(
    [...sources.map((name) => ({ names: [name], kind: 'data' as const })), ...nodes],
    [
      ...items.flatMap(({ needs = [] }, index) =>
        sources.flatMap((name, at): [number, number][] => (needs.includes(name) ? [[at, index + shift]] : [])),
      ),
      ...edges.map(([from, to]): [number, number] => [from + shift, to + shift]),
    ],
  )
}
