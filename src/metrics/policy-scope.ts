import type { Policy } from '../settings/settings.js'
import { metricKey } from './measured-again.js'
import type { SliceEntry } from './parsed-file.js'
import { compileSelector } from './selector.js'

/** What the policies are about. Metrics and files outside of it are reported, and block no run. */
export interface PolicyScope {
  /** True for a metric that a policy names or matches. */
  metric: (path: string, name: string) => boolean
  /**
   * True for a file that a policy names, that has a metric of a policy on some side, or in which a policy's metric may
   * be because no other file has it.
   */
  file: (path: string) => boolean
}

/** @param known every metric of any side, the baseline's too */
export function policyScope(
  policies: readonly Policy[],
  known: readonly { path: string; name: string; slice?: SliceEntry }[],
): PolicyScope {
  const selectors = policies.map(({ metric }) => compileSelector(metric))
  const slices = new Map(
    known.flatMap(({ path, name, slice }) => (slice === undefined ? [] : [[metricKey(path, name), slice] as const])),
  )
  const homeless = selectors.filter(
    ({ match }) => !known.some(({ path, name, slice }) => match(path, name, slice) !== 'none'),
  )
  const metric = (path: string, name: string) => {
    const slice = slices.get(metricKey(path, name))
    return selectors.some(({ match }) => match(path, name, slice) !== 'none')
  }
  return {
    metric,
    file: (path) =>
      selectors.some(({ namesFile }) => namesFile(path)) ||
      homeless.some(({ mayBeIn }) => mayBeIn(path)) ||
      known.some((each) => each.path === path && metric(path, each.name)),
  }
}
