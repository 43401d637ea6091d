import { count } from '../text/words.js'
import { shorten, singleLine } from './escape.js'
import { formatSeconds } from './numbers.js'
import { type Outline, type OutlineNode, outlineOf } from './outline.js'
import type { Report } from './report.js'
import { kindWord } from './stage-state.js'

/** A longer name makes a node wider than a phone. */
const LONGEST_LABEL = 48
/** A deeper pipeline is drawn from the top down, because a wide one would be too small. */
const DEEPEST_SIDEWAYS = 8
/** GitHub rejects diagrams of more characters (Mermaid's `maxTextSize`). */
const LARGEST_DIAGRAM = 50_000

/** Fill, border and text together, so that a dark page stays readable. */
const CLASSES: Record<OutlineNode['kind'], string> = {
  failed: 'fill:#ffebe9,stroke:#cf222e,stroke-width:3px,color:#82071e',
  stale: 'fill:#fff1e5,stroke:#bc4c00,stroke-width:3px,color:#762c00',
  restored: 'fill:#fff8c5,stroke:#9a6700,color:#4d2d00',
  ran: 'fill:#dafbe1,stroke:#1a7f37,color:#044f1e',
  reproduced: 'fill:#d2f4f5,stroke:#1b7c83,color:#0b4044',
  held: 'fill:#f6f8fa,stroke:#8c959f,stroke-dasharray:4 3,color:#24292f',
  skipped: 'fill:#f6f8fa,stroke:#8c959f,stroke-dasharray:4 3,color:#57606a',
  frozen: 'fill:#ddf4ff,stroke:#0969da,color:#0a3069',
  unchanged: 'fill:#f6f8fa,stroke:#8c959f,color:#24292f',
  mixed: 'fill:#f6f8fa,stroke:#8c959f,color:#24292f',
  data: 'fill:#fbefff,stroke:#8250df,color:#3e1f79',
}

/** The pipeline as a Mermaid flowchart whose stages have the colour of their state; undefined where there is nothing to draw. */
export function mermaidPipeline(report: Pick<Report, 'stages' | 'mode' | 'rollback'>): string | undefined {
  if (report.stages.length === 0) return undefined
  const outline = outlineOf(report)
  const deepest = Math.max(...outline.nodes.map(({ depth }) => depth)) + 1
  const lines = [
    `flowchart ${deepest > DEEPEST_SIDEWAYS ? 'TB' : 'LR'}`,
    '  accTitle: The pipeline',
    `  accDescr: ${count(report.stages.length, 'stage')} and their dependencies, coloured by state`,
    ...outline.nodes.map((node, index) => `  n${index}${shape(node, report.rollback)}`),
    ...outline.edges.map(([from, to]) => `  n${from} --> n${to}`),
    ...classes(outline),
  ]
  const text = lines.join('\n')
  return text.length < LARGEST_DIAGRAM ? text : undefined
}

function shape(node: OutlineNode, rollback: Report['rollback']): string {
  const label = `"${nodeLines(node, { rollback })
    .map((line) => mermaidText(line))
    .join('<br/>')}"`
  return node.kind === 'data' ? `[(${label})]` : node.names.length > 1 ? `[[${label}]]` : `(${label})`
}

/** The label of a node: its name, and its state unless it is unchanged. */
export function nodeLines(
  node: OutlineNode,
  { rollback, longest = LONGEST_LABEL }: { rollback?: Report['rollback']; longest?: number } = {},
): string[] {
  const { names, kind, family, seconds } = node
  const [name = ''] = names
  const title = family !== undefined ? `${family}@…` : names.length > 1 ? `${names.length} stages` : name
  const told =
    kind === 'data' || (kind === 'unchanged' && names.length === 1)
      ? ''
      : kind === 'mixed'
        ? 'none of note'
        : kindWord(kind, rollback)
  const facts = [
    family !== undefined ? `${names.length} ${told}` : told,
    seconds === undefined ? '' : formatSeconds(seconds),
  ].filter((fact) => fact !== '')
  return [shorten(singleLine(title), longest), ...(facts.length > 0 ? [facts.join(', ')] : [])]
}

function classes({ nodes }: Outline): string[] {
  const lines: string[] = []
  for (const [kind, style] of Object.entries(CLASSES)) {
    const ids = nodes.flatMap((node, index) => (node.kind === kind ? [`n${index}`] : []))
    if (ids.length > 0) lines.push(`  classDef ${kind} ${style}`, `  class ${ids.join(',')} ${kind}`)
  }
  return lines
}

/**
 * Text in a quoted label of Mermaid. All ASCII but letters, digits and plain marks becomes Mermaid's own entity
 * (`#35;`): no quote ends the label, and there is no `%%{init}%%` directive, no HTML and no Markdown in it.
 */
export function mermaidText(text: string): string {
  return singleLine(text).replace(
    /[^A-Za-z0-9 .,/_\u0080-\u{10ffff}-]/gu,
    (character) => `#${character.codePointAt(0)};`,
  )
}
