import { capitalized } from '../text/words.js'
import { singleLine } from './escape.js'
import type { PolicyReport } from './report.js'

/** What became of a policy: it was held, it failed, it failed and only warns, or it failed and somebody lets it pass. */
export type PolicyState = 'held' | 'failed' | 'warned' | 'accepted'

export function policyState({ passed, severity, accepted }: PolicyReport): PolicyState {
  if (passed) return 'held'
  if (severity === 'warning') return 'warned'
  return accepted === undefined ? 'failed' : 'accepted'
}

/** Who accepted a policy and why, a clause: `accepted by @alice: we change the test set`; empty where nobody did. */
export function acceptedText({ accepted }: PolicyReport): string {
  return accepted === undefined ? '' : `accepted by @${accepted.by}: ${singleLine(accepted.reason)}`
}

/** Why a policy is as it is, with who accepted it. */
export function policyReason(policy: PolicyReport): string {
  const accepted = acceptedText(policy)
  return accepted === '' ? policy.message : `${policy.message} ${capitalized(accepted).replace(/[.\s]*$/, '')}.`
}

/** A closed metrics gate as a clause, with the message of every policy that failed. */
export function closedGate(policies: readonly PolicyReport[]): string {
  const failed = policies.filter((policy) => policyState(policy) === 'failed')
  return `the gate is closed: ${failed.map(({ message }) => message).join(' ')}`
}
