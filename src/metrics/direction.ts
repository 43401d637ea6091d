import type { MetricReport } from '../report/report.js'
import type { Policy } from '../settings/settings.js'
import { compileSelector } from './selector.js'

/**
 * The metrics with the direction that is better, as far as the policies tell: `min` and `max_drop` ask for more, `max`
 * and `max_rise` for less. A metric that policies ask both of has none, nor one that no policy names.
 */
export function withDirections(metrics: readonly MetricReport[], policies: readonly Policy[]): MetricReport[] {
  const asked = policies.map((policy) => ({
    match: compileSelector(policy.metric).match,
    up: policy.min !== undefined || policy.maxDrop !== undefined,
    down: policy.max !== undefined || policy.maxRise !== undefined,
  }))
  return metrics.map((metric) => {
    const own = asked.filter(({ match }) => match(metric.path, metric.name, metric.slice) !== 'none')
    const [up, down] = [own.some((policy) => policy.up), own.some((policy) => policy.down)]
    return up === down ? metric : { ...metric, direction: up ? 'up' : 'down' }
  })
}
