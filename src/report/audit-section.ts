import type { AuditedOutput, AuditedStage } from './audit-report.js'
import { differenceText, filesText } from './audit-words.js'
import type { Report } from './report.js'
import { code, type Row, type Section, text } from './section.js'

/** The most differences and metrics of an output in a table. */
const MOST = 3

/** The outputs of stages that ran twice. */
export function auditSection({ audit }: Pick<Report, 'audit'>): Section {
  return {
    title: 'Audit',
    columns: ['Stage', 'Output', 'Both runs', 'First difference', 'Evidence for a cause'],
    quietly: 'bit for bit the same',
    below: [3, 4],
    rows: (audit?.stages ?? []).flatMap(rowsOf),
  }
}

function rowsOf({ name, state, why = '', outputs }: AuditedStage): Row[] {
  if (state === 'failed' || state === 'skipped')
    return [
      {
        tone: state === 'failed' ? 'bad' : 'plain',
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
    tone: output.same ? 'plain' : 'bad',
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
  const moved = metrics.map(({ name, first, second }) => `${name} ${first ?? 'absent'} → ${second ?? 'absent'}`)
  const places = differences.map(differenceText)
  return [
    ...(files === undefined ? [] : [filesText(files)]),
    ...(moved.length > 0 ? moved : places).slice(0, MOST),
    ...(Math.max(moved.length, moved.length > 0 ? 0 : places.length) > MOST ? ['…'] : []),
  ].join('; ')
}
