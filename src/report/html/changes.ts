import { changeOf, changeText, type MetricChange } from '../change.js'
import type { MetricReport } from '../report.js'
import type { Section, Tone } from '../section.js'
import { escapeHtml } from './escape.js'
import type { HtmlSection } from './tables.js'

const TONES: Record<MetricChange['verdict'], Tone> = { better: 'good', worse: 'bad', same: 'plain', unknown: 'plain' }

/** The change as HTML, in the colour of better or worse; an unknown direction stays grey. Empty where there is none. */
export function changeHtml(change: MetricChange): string {
  const text = changeText(change)
  return text === '' ? '' : `<span class="change ${TONES[change.verdict]}">${escapeHtml(text)}</span>`
}

/** A section whose changes are better or worse. @param metrics those of its rows */
export function withChanges(section: Section, metrics: readonly MetricReport[]): HtmlSection {
  const at = section.columns.indexOf('Change')
  if (at < 0 || section.rows.length !== metrics.length) return section
  return {
    ...section,
    rows: section.rows.map((row, index) => {
      const metric = metrics[index]
      if (metric === undefined) return row
      const change = changeOf(metric)
      return {
        ...row,
        cells: row.cells.map((cell, column) =>
          column === at ? { kind: 'change' as const, text: changeText(change), html: changeHtml(change) } : cell,
        ),
      }
    }),
  }
}
