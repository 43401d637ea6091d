import { formatSeconds } from '../numbers.js'
import type { Report, StepReport } from '../report.js'
import type { Section } from '../section.js'
import { escapeHtml } from './escape.js'
import type { HtmlSection } from './tables.js'

/** The least width of a bar, in percent of the axis: a step of a millisecond is visible. */
const LEAST = 0.6

/**
 * The section of the steps as a timeline: beside the name of each step a bar on the axis of the run, and the second at
 * which the step started. A report whose steps have no `started` keeps its list.
 */
export function timelineOf(section: Section, { steps, seconds = 0 }: Pick<Report, 'steps' | 'seconds'>): HtmlSection {
  const placed = steps.flatMap((step) => (step.started === undefined ? [] : [{ ...step, started: step.started }]))
  if (placed.length < steps.length || section.rows.length !== steps.length) return section
  const total = Math.max(seconds, ...placed.map((step) => step.started + step.seconds))
  const at = section.columns.indexOf('Step') + 1
  const insert = <T>(items: readonly T[], ...added: T[]) => [...items.slice(0, at), ...added, ...items.slice(at)]
  const { title, columns } = section
  return {
    title,
    columns: insert(columns, 'Timeline', 'Start'),
    axis: `<span aria-hidden="true">${escapeHtml(formatSeconds(total))}</span>`,
    rows: section.rows.map((row, index) => {
      const step = placed[index]
      return {
        ...row,
        cells: insert<HtmlSection['rows'][number]['cells'][number]>(
          row.cells,
          { kind: 'drawing', text: '', html: step === undefined ? '' : bar(step, total) },
          { kind: 'number', text: step === undefined ? '' : formatSeconds(step.started) },
        ),
      }
    }),
  }
}

/** The bar of one step as SVG, whose lengths are in percent of the axis. The style sheet has the colours. */
function bar({ started, seconds, conclusion }: StepReport & { started: number }, total: number): string {
  const percent = (length: number) => (total === 0 ? 0 : (length / total) * 100)
  const width = Math.min(100, Math.max(LEAST, percent(seconds)))
  const x = Math.min(100 - width, percent(started))
  return `<svg class="span" width="100%" height="14" aria-hidden="true"><rect class="${conclusion}" x="${x.toFixed(2)}%" width="${width.toFixed(2)}%" height="100%" rx="3"/></svg>`
}
