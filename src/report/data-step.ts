import { count } from '../text/words.js'
import type { DataReport } from './data-report.js'
import { policyReason } from './policy-state.js'
import type { PolicyReport } from './report.js'

/** The message of the step `data`. */
export function dataStepText(data: readonly DataReport[], policies: readonly PolicyReport[]): string {
  const failed = policies.filter(({ passed }) => !passed)
  const unread = data.flatMap(({ path, unread: parts = [] }) =>
    parts.map((part) => `${part.path ?? path} was not read: ${part.reason}.`),
  )
  const changed = data.length === 0 ? 'no data has changed' : `${count(data.length, 'data set')} changed`
  const held = policies.length === failed.length ? '' : `, ${count(policies.length - failed.length, 'rule')} held`
  return [
    ...failed.map(policyReason),
    ...(failed.length > 0 ? [] : unread.slice(0, 3)),
    ...(failed.length + unread.length > 0 ? [] : [`${changed}${held}`]),
  ].join(' ')
}
