import { formatBeside } from '../text/numbers.js'
import { capitalized, count } from '../text/words.js'
import { singleLine } from './escape.js'
import { formatNumber } from './numbers.js'
import type { MetricReport, PolicyReport } from './report.js'
import type { Tone } from './section.js'

/**
 * The state of a policy: it holds, it holds for an older model than that of the change, it passes because the metric has
 * no baseline yet (`uncompared`), it failed, it fails because a number to judge is absent (`unjudged`), it failed and
 * only warns, or it failed and a user accepted it.
 */
export type PolicyState = 'held' | 'older' | 'uncompared' | 'failed' | 'unjudged' | 'warned' | 'accepted'

export function policyState(policy: PolicyReport): PolicyState {
  const { passed, severity, accepted, stale, value, hidden } = policy
  if (passed) return stale ? 'older' : value !== undefined && lacksBaseline(policy) ? 'uncompared' : 'held'
  if (severity === 'warning') return 'warned'
  if (accepted !== undefined) return 'accepted'
  if (hidden) return 'failed'
  return value === undefined || lacksBaseline(policy) ? 'unjudged' : 'failed'
}

/** True for a rule on the change of a metric that has no number before it. */
function lacksBaseline({ rule, baseline }: PolicyReport): boolean {
  return baseline === undefined && /^max_(?:drop|rise): /.test(rule)
}

/** True for a policy that closes the gate. */
export function closesGate(policy: PolicyReport): boolean {
  const state = policyState(policy)
  return state === 'failed' || state === 'unjudged'
}

const TONES: Record<PolicyState, Tone> = {
  held: 'good',
  older: 'warn',
  uncompared: 'plain',
  failed: 'bad',
  unjudged: 'bad',
  warned: 'warn',
  accepted: 'warn',
}

/** A rule that had nothing to compare with is neither green nor red. */
export function policyTone(policy: PolicyReport): Tone {
  return TONES[policyState(policy)]
}

/** What the rules of a gate did, in the order of their first state: `2 failed, 1 held`, `6 rules judged the older model`. */
export function rulesJudged(policies: readonly PolicyReport[]): string {
  const numbers = new Map<PolicyState, number>()
  for (const policy of policies) {
    const state = policyState(policy)
    numbers.set(state, (numbers.get(state) ?? 0) + 1)
  }
  return [...numbers]
    .map(([state, number]) => {
      if (state === 'older') return `${count(number, 'rule')} judged the older model`
      if (state === 'uncompared') return `${count(number, 'rule')} with nothing to compare with yet`
      return state === 'unjudged' ? `${number} not judged` : `${number} ${state}`
    })
    .join(', ')
}

/** `3 rules held, 1 rule has nothing to compare with yet`; a rule that warned or that a user accepted is in neither. */
export function rulesHeld(policies: readonly PolicyReport[]): string {
  const passed = policies.filter((policy) => policy.passed)
  const uncompared = passed.filter((policy) => policyState(policy) === 'uncompared').length
  const held = passed.length - uncompared
  return [
    ...(held > 0 || uncompared === 0 ? [`${count(held, 'rule')} held`] : []),
    ...(uncompared > 0
      ? [`${count(uncompared, 'rule')} ${uncompared === 1 ? 'has' : 'have'} nothing to compare with yet`]
      : []),
  ].join(', ')
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
  const failed = policies.filter(closesGate)
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
