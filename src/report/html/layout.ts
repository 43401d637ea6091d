import type { Outline } from '../outline.js'

/** A point in the drawing: the middle of a node, along the direction of the pipeline and across it. */
export interface GraphPoint {
  along: number
  across: number
}

export interface Layout {
  /** One for each node of the outline. */
  places: GraphPoint[]
  /** For each edge its points, the two ends included. */
  routes: GraphPoint[][]
  along: number
  across: number
}

export interface Sizes {
  /** Of each node, along and across the direction of the pipeline. */
  along: readonly number[]
  across: readonly number[]
  /** Between layers, and between nodes of a layer. */
  gapAlong: number
  gapAcross: number
}

/** A node of a layer, or the point where a longer edge crosses it. */
interface Vertex {
  node?: number
  layer: number
  size: number
  before: number[]
  after: number[]
  across: number
}

const SWEEPS = 8
/** The size of an edge that crosses a layer. */
const PASSING = 12

/**
 * Places the nodes of an outline in layers by depth (Sugiyama), in an order with few crossings, near the nodes that they are linked to.
 * Edges over several layers get a point in each, so that they run between the nodes.
 */
export function layOut({ nodes, edges }: Outline, sizes: Sizes): Layout {
  const vertices: Vertex[] = nodes.map(({ depth }, node) => ({
    node,
    layer: depth,
    size: sizes.across[node] ?? 0,
    before: [],
    after: [],
    across: 0,
  }))
  const chains = edges.map(([from, to]) => chainOf(vertices, from, to))
  const layers: number[][] = []
  for (const [index, { layer }] of vertices.entries()) (layers[layer] ??= []).push(index)
  orderLayers(vertices, layers)
  const extent = placeAcross(vertices, layers, sizes.gapAcross)
  const depths = layers.map((layer) =>
    Math.max(0, ...layer.map((index) => sizes.along[vertices[index]?.node ?? -1] ?? 0)),
  )
  const starts: number[] = []
  let along = 0
  for (const depth of depths) {
    starts.push(along + depth / 2)
    along += depth + sizes.gapAlong
  }
  const placeOf = (index: number): GraphPoint => ({
    along: starts[vertices[index]?.layer ?? 0] ?? 0,
    across: vertices[index]?.across ?? 0,
  })
  // An edge that crosses a layer is level there, so that it does not touch a node.
  const passed = (index: number): GraphPoint[] => {
    const { along: middle, across } = placeOf(index)
    const half = (depths[vertices[index]?.layer ?? 0] ?? 0) / 2
    return vertices[index]?.node === undefined
      ? [
          { along: middle - half, across },
          { along: middle + half, across },
        ]
      : [{ along: middle, across }]
  }
  return {
    places: nodes.map((_, index) => placeOf(index)),
    routes: chains.map((chain) => chain.flatMap(passed)),
    along: Math.max(0, along - sizes.gapAlong),
    across: extent,
  }
}

/** Links two vertices through one new vertex in each layer between them. @returns all of them */
function chainOf(vertices: Vertex[], from: number, to: number): number[] {
  const chain = [from]
  for (let layer = (vertices[from]?.layer ?? 0) + 1; layer < (vertices[to]?.layer ?? 0); layer++) {
    chain.push(vertices.push({ layer, size: PASSING, before: [], after: [], across: 0 }) - 1)
  }
  chain.push(to)
  for (let at = 1; at < chain.length; at++) {
    const [before, after] = [chain[at - 1] ?? 0, chain[at] ?? 0]
    vertices[before]?.after.push(after)
    vertices[after]?.before.push(before)
  }
  return chain
}

/** Sorts each layer by the mean position of its neighbours, forwards and backwards, until few edges cross. */
function orderLayers(vertices: readonly Vertex[], layers: number[][]): void {
  const rank = new Map<number, number>()
  const note = (layer: readonly number[]) => {
    for (const [at, index] of layer.entries()) rank.set(index, at / Math.max(1, layer.length - 1))
  }
  layers.forEach(note)
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const forth = sweep % 2 === 0
    for (const layer of forth ? layers : [...layers].reverse()) {
      const mean = new Map(
        layer.map((index) => {
          const neighbours = (forth ? vertices[index]?.before : vertices[index]?.after) ?? []
          return [
            index,
            neighbours.length === 0
              ? (rank.get(index) ?? 0)
              : neighbours.reduce((sum, each) => sum + (rank.get(each) ?? 0), 0) / neighbours.length,
          ] as const
        }),
      )
      layer.sort((a, b) => (mean.get(a) ?? 0) - (mean.get(b) ?? 0))
      note(layer)
    }
  }
}

/** Moves every vertex towards the middle of its neighbours without changing the order. @returns the extent */
function placeAcross(vertices: readonly Vertex[], layers: readonly (readonly number[])[], gap: number): number {
  for (const layer of layers) {
    let at = 0
    for (const index of layer) {
      const vertex = vertices[index]
      if (!vertex) continue
      vertex.across = at + vertex.size / 2
      at += vertex.size + gap
    }
    for (const index of layer) if (vertices[index]) vertices[index].across -= at / 2
  }
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (const layer of sweep % 2 === 0 ? layers : [...layers].reverse()) {
      const wanted = layer.map((index) => {
        const vertex = vertices[index]
        const neighbours = [...(vertex?.before ?? []), ...(vertex?.after ?? [])]
        return neighbours.length === 0
          ? (vertex?.across ?? 0)
          : neighbours.reduce((sum, each) => sum + (vertices[each]?.across ?? 0), 0) / neighbours.length
      })
      settle(vertices, layer, wanted, gap)
    }
  }
  const [low, high] = vertices.reduce(
    ([least, most], { across, size }) => [Math.min(least, across - size / 2), Math.max(most, across + size / 2)],
    [Infinity, -Infinity],
  )
  for (const vertex of vertices) vertex.across -= low
  return vertices.length > 0 ? high - low : 0
}

/** Moves a layer as near to the wanted positions as its order and the gaps allow: overlapping nodes form a block around their mean. */
function settle(vertices: readonly Vertex[], layer: readonly number[], wanted: readonly number[], gap: number): void {
  const blocks: { members: number[]; offsets: number[]; sum: number; extent: number; start: number }[] = []
  for (const [at, index] of layer.entries()) {
    const size = vertices[index]?.size ?? 0
    let block = {
      members: [index],
      offsets: [size / 2],
      sum: (wanted[at] ?? 0) - size / 2,
      extent: size + gap,
      start: (wanted[at] ?? 0) - size / 2,
    }
    for (
      let previous = blocks.at(-1);
      previous && previous.start + previous.extent > block.start;
      previous = blocks.at(-1)
    ) {
      blocks.pop()
      const count = previous.members.length + block.members.length
      const sum = previous.sum + block.sum - block.members.length * previous.extent
      block = {
        members: [...previous.members, ...block.members],
        offsets: [...previous.offsets, ...block.offsets.map((offset) => offset + previous.extent)],
        sum,
        extent: previous.extent + block.extent,
        start: sum / count,
      }
    }
    blocks.push(block)
  }
  for (const { members, offsets, start } of blocks) {
    for (const [at, index] of members.entries()) {
      const vertex = vertices[index]
      if (vertex) vertex.across = start + (offsets[at] ?? 0)
    }
  }
}
