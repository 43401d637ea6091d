import { count } from '../text/words.js'
import { shorten, singleLine } from './escape.js'
import { formatSeconds } from './numbers.js'
import { type Outline, type OutlineNode, outlineOf } from './outline.js'
import type { Report } from './report.js'

/** A longer name makes a node wider than a phone. */
const LONGEST_LABEL = 48
/** A pipeline that is deeper is drawn from the top down, so that it is not squeezed. */
const DEEPEST_SIDEWAYS = 8
/** GitHub refuses diagrams of more characters (Mermaid's `maxTextSize`). */
const LARGEST_DIAGRAM = 50_000

/** Fill, border and text together, so that a dark page does not make them unreadable. */
const CLASSES: Record<OutlineNode['verdict'], string> = {
  failed: 'fill:#ffebe9,stroke:#cf222e,stroke-width:3px,color:#82071e',
  stale: 'fill:#fff1e5,stroke:#bc4c00,stroke-width:3px,color:#762c00',
  restored: 'fill:#fff8c5,stroke:#9a6700,color:#4d2d00',
  ran: 'fill:#dafbe1,stroke:#1a7f37,color:#044f1e',
  skipped: 'fill:#f6f8fa,stroke:#8c959f,stroke-dasharray:4 3,color:#57606a',
  frozen: 'fill:#ddf4ff,stroke:#0969da,color:#0a3069',
  unchanged: 'fill:#f6f8fa,stroke:#8c959f,color:#24292f',
  mixed: 'fill:#f6f8fa,stroke:#8c959f,color:#24292f',
  data: 'fill:#fbefff,stroke:#8250df,color:#3e1f79',
}

/** The pipeline as a Mermaid flowchart whose stages have the colour of their verdict; undefined where there is nothing to draw. */
export function mermaidPipeline(report: Pick<Report, 'stages' | 'mode'>): string | undefined {
  if (report.stages.length === 0) return undefined
  const outline = outlineOf(report)
  const deepest = Math.max(...outline.nodes.map(({ depth }) => depth)) + 1
  const lines = [
    `flowchart ${deepest > DEEPEST_SIDEWAYS ? 'TB' : 'LR'}`,
    '  accTitle: The pipeline',
    `  accDescr: ${count(report.stages.length, 'stage')} and how they need each other, coloured by verdict`,
    ...outline.nodes.map((node, index) => `  n${index}${shape(node)}`),
    ...outline.edges.map(([from, to]) => `  n${from} --> n${to}`),
    ...classes(outline),
  ]
  const text = lines.join('\n')
  return text.length < LARGEST_DIAGRAM ? text : undefined
}

function shape(node: OutlineNode): string {
  const label = `"${nodeLines(node)
    .map((line) => mermaidText(line))
    .join('<br/>')}"`
  return node.verdict === 'data' ? `[(${label})]` : node.names.length > 1 ? `[[${label}]]` : `(${label})`
}

/** What a node says: its name, and its verdict unless nothing happened. */
export function nodeLines(node: OutlineNode, longest = LONGEST_LABEL): string[] {
  const { names, verdict, family, seconds } = node
  const [name = ''] = names
  const title = family !== undefined ? `${family}@…` : names.length > 1 ? `${names.length} stages` : name
  const told =
    verdict === 'data' || (verdict === 'unchanged' && names.length === 1)
      ? ''
      : verdict === 'mixed'
        ? 'none of note'
        : verdict
  const facts = [
    family !== undefined ? `${names.length} ${told}` : told,
    seconds === undefined ? '' : formatSeconds(seconds),
  ].filter((fact) => fact !== '')
  return [shorten(singleLine(title), longest), ...(facts.length > 0 ? [facts.join(', ')] : [])]
}

function classes({ nodes }: Outline): string[] {
  const lines: string[] = []
  for (const [verdict, style] of Object.entries(CLASSES)) {
    const ids = nodes.flatMap((node, index) => (node.verdict === verdict ? [`n${index}`] : []))
    if (ids.length > 0) lines.push(`  classDef ${verdict} ${style}`, `  class ${ids.join(',')} ${verdict}`)
  }
  return lines
}

/**
 * Text inside a quoted label of Mermaid's. Everything of ASCII that is no letter, digit or plain mark is written as Mermaid's own entity
 * (`#35;`): no quote ends the label, no `%%{init}%%` is a directive, no HTML and no Markdown is read.
 */
export function mermaidText(text: string): string {
  return singleLine(text).replace(
    /[^A-Za-z0-9 .,/_\u0080-\u{10ffff}-]/gu,
    (character) => `#${character.codePointAt(0)};`,
  )
}
