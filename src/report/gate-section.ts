import { formatNumber } from './numbers.js'
import { gateNumber, type PolicyState, policyReason, policyState, policyTone } from './policy-state.js'
import type { Report } from './report.js'
import { code, number, type Section, text } from './section.js'

const GATE_WORDS: Record<PolicyState, string> = {
  held: 'passed',
  older: 'older model',
  uncompared: 'not compared',
  failed: 'failed',
  unjudged: 'not judged',
  warned: 'warning',
  accepted: 'accepted',
}

/** The policies with their states, one a row. */
export function gateSection({ policies }: Pick<Report, 'policies'>): Section {
  return {
    title: 'Gate',
    columns: ['', 'Metric', 'Rule', 'Value', 'Baseline', 'Why'],
    rows: policies.map((policy) => ({
      tone: policyTone(policy),
      cells: [
        text(GATE_WORDS[policyState(policy)]),
        code(policy.metric),
        code(policy.rule),
        // A value that misses its bound never looks equal to it.
        number(policy.value === undefined ? '' : gateNumber(policy.value, [policy], policy.baseline)),
        number(policy.baseline === undefined ? '' : formatNumber(policy.baseline, policy.value)),
        text(policyReason(policy)),
      ],
    })),
  }
}
