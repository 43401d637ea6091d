import type { ProjectErrorId } from '../../errors/catalogue.js'
import { closesGate } from '../../report/policy-state.js'
import type { Report } from '../../report/report.js'
import { RULES } from '../../settings/rules.js'

/** Findings about a failed measurement. */
const MEASUREMENT = ['metric-unreadable', 'metric-not-measured', 'evaluation-failed', 'evaluation-inputs']

/** The error identifier of a failed validation: that of the first failure in the order of the summary. */
export function failureId({ lint, remote, checks, policies }: Report): ProjectErrorId {
  const rules = lint.filter(({ severity }) => severity === 'error').map(({ rule }) => rule)
  const isOther = (name: string) => name !== 'metric-claim' && !Object.hasOwn(RULES, name)
  if (remote.missing.length > 0) return 'remote-data-missing'
  if (rules.includes('stale-stage')) return 'pipeline-stale'
  const other = rules.find((rule) => isOther(rule) && rule !== 'stage-data-missing') ?? rules.find(isOther)
  if (other === 'stage-failed') return 'stage-command-failed'
  if (other !== undefined) return MEASUREMENT.includes(other) ? 'measurement-failed' : 'validation-failed'
  if (rules.some((rule) => Object.hasOwn(RULES, rule))) return 'lint-failed'
  if (checks.some(({ conclusion }) => conclusion === 'failure')) return 'check-failed'
  if (rules.includes('metric-claim')) return 'metric-mismatch'
  return policies.some(closesGate) ? 'gate-closed' : 'validation-failed'
}
