import { count, joined } from '../text/words.js'
import type { ExaminationReport } from './report.js'

/** The result of `doctor` in one sentence. */
export function doctorSummary(rows: readonly ExaminationReport[]): string {
  const of = (state: ExaminationReport['state']) => rows.filter((row) => row.state === state).length
  const [errors, warnings] = [of('error'), of('warning')]
  if (errors + warnings === 0) return `All ${of('ok')} parts are in order.`
  return `${joined([...(errors > 0 ? [count(errors, 'error')] : []), ...(warnings > 0 ? [count(warnings, 'warning')] : [])])}; ${of('ok')} of ${rows.length} parts are in order.`
}
