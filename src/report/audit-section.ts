import type { AuditedOutput, AuditedStage } from './audit-report.js'
import { differenceText, filesText, metricText } from './audit-words.js'
import type { Report } from './report.js'
import { code, type Row, type Section, type Tone, text } from './section.js'

/** The most differences and metrics of an output in a table. */
const MOST = 3

/** The outputs of stages that ran twice. */
export function auditSection({ audit, lint }: Pick<Report, 'audit' | 'lint'>): Section {
  const fails = lint.some(({ rule, severity }) => rule === 'not-reproducible' && severity === 'error')
  return {
    title: 'Audit',
    columns: ['Stage', 'Output', 'Both runs', 'First difference', 'Evidence for a cause'],
    quietly: 'bit for bit the same',
    below: [3, 4],
    rows: (audit?.stages ?? []).flatMap((stage) => rowsOf(stage, fails ? 'bad' : 'warn')),
  }
}

function rowsOf({ name, state, why = '', outputs }: AuditedStage, tone: Tone): Row[] {
  if (state === 'failed' || state === 'skipped')
    return [
      {
        tone: state === 'failed' ? tone : 'plain',
        cells: [
          code(name),
          code(''),
          text(state === 'failed' ? 'the second run failed' : `not run: ${why}`),
          text(state === 'failed' ? why : ''),
          text(''),
        ],
      },
    ]
  return outputs.map((output) => ({
    tone: output.same ? 'plain' : tone,
    quiet: output.same,
    cells: [
      code(name),
      code(output.path),
      text(output.same ? 'bit for bit the same' : 'differ'),
      text(placesText(output)),
      text((output.causes ?? []).map(({ evidence }) => evidence).join(' ')),
    ],
  }))
}

function placesText({ differences = [], files, metrics = [] }: AuditedOutput): string {
  const moved = metrics.map(metricText)
  const places = differences.map(differenceText)
  return [
    ...(files === undefined ? [] : [filesText(files)]),
    ...(moved.length > 0 ? moved : places).slice(0, MOST),
    ...(Math.max(moved.length, moved.length > 0 ? 0 : places.length) > MOST ? ['…'] : []),
  ].join('; ')
}
