import { formatBeside } from '../text/numbers.js'
import { capitalized } from '../text/words.js'
import { singleLine } from './escape.js'
import { formatNumber } from './numbers.js'
import type { MetricReport, PolicyReport } from './report.js'

/**
 * The state of a policy: it holds, it holds for an older model than that of the change, it failed, it failed and only
 * warns, or it failed and a user accepted it.
 */
export type PolicyState = 'held' | 'older' | 'failed' | 'warned' | 'accepted'

export function policyState({ passed, severity, accepted, stale }: PolicyReport): PolicyState {
  if (passed) return stale ? 'older' : 'held'
  if (severity === 'warning') return 'warned'
  return accepted === undefined ? 'failed' : 'accepted'
}

/** Who accepted a policy and why, as a clause: `accepted by @alice: we change the test set`; empty without an acceptance. */
export function acceptedText({ accepted }: PolicyReport): string {
  return accepted === undefined ? '' : `accepted by @${accepted.by}: ${singleLine(accepted.reason)}`
}

/** The message of a policy, with its acceptance. */
export function policyReason(policy: PolicyReport): string {
  // It says nothing about the change, whether it passed or failed.
  if (policy.stale === true && policy.accepted === undefined)
    return `${policy.message.replace(/[.\s]*$/, '')}: that is the model of dvc.lock, not the one of this change.`
  const accepted = acceptedText(policy)
  return accepted === '' ? policy.message : `${policy.message} ${capitalized(accepted).replace(/[.\s]*$/, '')}.`
}

/** A closed metrics gate as a clause, with the message of every policy that failed. */
export function closedGate(policies: readonly PolicyReport[]): string {
  const failed = policies.filter((policy) => policyState(policy) === 'failed')
  return `the gate is closed: ${failed.map(({ message }) => message).join(' ')}`
}

/**
 * A metric's value in the gate's table. It never looks equal to a bound that it misses, by however little.
 * @param policies the rules that it is judged by
 * @param baseline the number beside it
 */
export function gateNumber(value: number, policies: readonly PolicyReport[], baseline?: number): string {
  const bounds = policies.flatMap(({ rule }) => {
    const [, bound] = /^(?:min|max): (\S+)$/.exec(rule) ?? []
    return bound === undefined || Number(bound) === value ? [] : [Number(bound)]
  })
  const near = bounds.filter((bound) => formatNumber(bound) === formatNumber(value, baseline))
  return near.length === 0 ? formatNumber(value, baseline) : formatBeside(value, ...near)
}

/** The metric that a policy reports; of a policy `worst(…)` that of the slice. @param known `metricsByLabel` */
export function metricOf(
  { metric, slice }: Pick<PolicyReport, 'metric' | 'slice'>,
  known: ReadonlyMap<string, MetricReport>,
): MetricReport | undefined {
  return known.get(slice === undefined ? metric : `${slice.path}:${slice.name}`)
}

/** The metrics by the names that policies give them: alone, and after the file. */
export function metricsByLabel(metrics: readonly MetricReport[]): ReadonlyMap<string, MetricReport> {
  const labelled = new Map<string, MetricReport>()
  for (const metric of metrics)
    for (const label of [metric.name, `${metric.path}:${metric.name}`])
      if (!labelled.has(label)) labelled.set(label, metric)
  return labelled
}
