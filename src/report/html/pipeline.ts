import { nodeLines } from '../mermaid.js'
import { type Outline, outlineOf } from '../outline.js'
import type { Report } from '../report.js'
import { stageWord } from '../stage-state.js'
import { displayWidth } from '../width.js'
import { escapeHtml } from './escape.js'
import { type GraphPoint, type Layout, layOut } from './layout.js'

/** Pixels at the text size of the style sheet. */
const CHARACTER = 7.4
const LINE = 18
const PADDING = { x: 14, y: 9 }
const MARGIN = 8
const LONGEST_LABEL = 30
/** A wider drawing runs from the top down. */
const WIDEST = 1080

/**
 * The pipeline as SVG whose stages have the colour of their state; empty where there is nothing to draw. A sideways drawing has
 * a second, downward one for phones; the style sheet shows one of them, and has the colours.
 */
export function pipelineSvg(report: Pick<Report, 'stages' | 'mode' | 'rollback'>): string {
  if (report.stages.length === 0) return ''
  const outline = outlineOf(report)
  const boxes = outline.nodes.map((node): Box => {
    const lines = nodeLines(node, { rollback: report.rollback, longest: LONGEST_LABEL })
    return {
      lines,
      width: Math.max(...lines.map(displayWidth)) * CHARACTER + 2 * PADDING.x,
      height: lines.length * LINE + 2 * PADDING.y,
    }
  })
  const [along, across] = [boxes.map(({ width }) => width), boxes.map(({ height }) => height)]
  const label = description(report, outline)
  const sideways = layOut(outline, { along, across, gapAlong: 44, gapAcross: 14 })
  const down = drawn(
    outline,
    boxes,
    layOut(outline, { along: across, across: along, gapAlong: 34, gapAcross: 22 }),
    false,
    label,
  )
  return sideways.along > WIDEST
    ? down
    : `<div class="sideways">${drawn(outline, boxes, sideways, true, label)}</div><div class="down">${down}</div>`
}

interface Box {
  lines: string[]
  width: number
  height: number
}

function drawn(outline: Outline, boxes: readonly Box[], layout: Layout, isSideways: boolean, label: string): string {
  const point = ({ along, across }: GraphPoint) => (isSideways ? { x: along, y: across } : { x: across, y: along })
  const size = point(layout)
  const arrow = isSideways ? 'arrow-sideways' : 'arrow-down'
  const links = outline.edges.map(([from, to], index) => {
    const inset = (node: number) => ((isSideways ? boxes[node]?.width : boxes[node]?.height) ?? 0) / 2
    return `<path d="${route((layout.routes[index] ?? []).map(point), isSideways, inset(from), inset(to))}" marker-end="url(#${arrow})"/>`
  })
  const nodes = outline.nodes.map(({ kind, names }, index) => {
    const { x, y } = point(layout.places[index] ?? { along: 0, across: 0 })
    const { lines, width, height } = boxes[index] ?? { lines: [], width: 0, height: 0 }
    const texts = lines.map(
      (line, at) =>
        `<text x="${round(x)}" y="${round(y + (at - (lines.length - 1) / 2) * LINE + 4.5)}"${at > 0 ? ' class="fact"' : ''}>${escapeHtml(line)}</text>`,
    )
    const box = (shift: number) =>
      `<rect x="${round(x - width / 2 + shift)}" y="${round(y - height / 2 - shift)}" width="${round(width)}" height="${round(height)}" rx="${kind === 'data' ? round(height / 2) : 7}"/>`
    return `<g class="node ${kind}">${names.length > 1 ? box(4) : ''}${box(0)}${texts.join('')}</g>`
  })
  const [width, height] = [Math.ceil(size.x + 2 * MARGIN), Math.ceil(size.y + 2 * MARGIN)]
  return (
    `<svg class="pipeline" role="img" aria-label="${escapeHtml(label)}" viewBox="${-MARGIN} ${-MARGIN} ${width} ${height}" width="${width}" height="${height}">` +
    `<defs><marker id="${arrow}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z"/></marker></defs>` +
    `<g class="links">${links.join('')}</g>${nodes.join('')}</svg>`
  )
}

interface Point {
  x: number
  y: number
}

/** A curve through the points of an edge, which starts and ends along the direction of the pipeline. */
function route(points: readonly Point[], isSideways: boolean, leave: number, enter: number): string {
  const moved = points.map((point, index) => {
    const shift = index === 0 ? leave : index === points.length - 1 ? -enter : 0
    return isSideways ? { x: point.x + shift, y: point.y } : { x: point.x, y: point.y + shift }
  })
  return moved
    .map((point, index) => {
      const previous = moved[index - 1]
      if (!previous) return `M${round(point.x)} ${round(point.y)}`
      const [a, b] = isSideways
        ? [
            { x: (previous.x + point.x) / 2, y: previous.y },
            { x: (previous.x + point.x) / 2, y: point.y },
          ]
        : [
            { x: previous.x, y: (previous.y + point.y) / 2 },
            { x: point.x, y: (previous.y + point.y) / 2 },
          ]
      return `C${round(a.x)} ${round(a.y)} ${round(b.x)} ${round(b.y)} ${round(point.x)} ${round(point.y)}`
    })
    .join('')
}

function description({ stages, rollback }: Pick<Report, 'stages' | 'rollback'>, { nodes }: Outline): string {
  const counts = new Map<string, number>()
  for (const stage of stages) counts.set(stageWord(stage, rollback), (counts.get(stageWord(stage, rollback)) ?? 0) + 1)
  const told = [...counts].map(([word, number]) => `${number} ${word}`).join(', ')
  return `Drawing of the pipeline: ${told}.${nodes.some(({ names }) => names.length > 1) ? ' Stages of the same state are drawn as one.' : ''} The table has all stages.`
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
