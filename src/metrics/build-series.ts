import type { BuildMetricReport, LimitReport } from '../report/builds-report.js'
import type { Policy } from '../settings/settings.js'
import { appendTo } from '../text/append-to.js'
import { numberOf, readingOf } from './compare.js'
import { limitsOf } from './limits.js'
import { compareText } from './order.js'
import type { MetricFiles } from './parsed-file.js'
import { compileSelector } from './selector.js'

/** The metrics of builds, and the limits that the policies set for the next one. */
export interface SeriesRequest {
  /** The metrics files of each build, oldest first. */
  builds: readonly MetricFiles[]
  policies: readonly Policy[]
  /** The number of the build that a change is compared with; undefined without one. */
  baseline: number | undefined
}

/**
 * Each metric over the builds: those with a policy first, then those that the last build has, then by name. Metrics of
 * slices are left out. A metric that moved to another file is one metric, with its last file.
 */
export function metricSeries({ builds, policies, baseline }: SeriesRequest): BuildMetricReport[] {
  const series = new Map<string, BuildMetricReport>()
  for (const [index, files] of builds.entries()) {
    for (const [path, file] of files) {
      for (const [name, leaf] of file.leaves) {
        const value = numberOf(readingOf(file, name))
        if (value === undefined || leaf.slice !== undefined) continue
        const key = JSON.stringify([path, name])
        const known = series.get(key) ?? { name, path, values: builds.map(() => null) }
        known.values[index] = value
        series.set(key, known)
      }
    }
  }
  const selectors = policies.map((policy) => ({ policy, selector: compileSelector(policy.metric) }))
  const all = moved([...series.values()]).map((metric) => {
    const own = selectors.filter(({ selector }) => selector.match(metric.path, metric.name) !== 'none')
    const reference = baseline === undefined ? undefined : (metric.values[baseline] ?? undefined)
    const limits = own.flatMap(({ policy }) => levelsOf(policy, reference))
    return { metric: { ...metric, ...(limits.length === 0 ? {} : { limits }) }, isGated: own.length > 0 }
  })
  const rank = ({ isGated, metric }: (typeof all)[number]) =>
    (isGated ? 0 : 2) + (metric.values.at(-1) === null ? 1 : 0)
  return all
    .sort(
      (one, other) =>
        rank(one) - rank(other) ||
        compareText(one.metric.name, other.metric.name) ||
        compareText(one.metric.path, other.metric.path),
    )
    .map(({ metric }) => metric)
}

/** Joins metrics of one name that no build has twice, as those of a file that was renamed. */
function moved(series: readonly BuildMetricReport[]): BuildMetricReport[] {
  const joined: BuildMetricReport[] = []
  const byName = new Map<string, BuildMetricReport[]>()
  for (const metric of series) appendTo(byName, metric.name, metric)
  for (const same of byName.values()) {
    const isOnce = same[0]?.values.every((_, index) => same.filter(({ values }) => values[index] !== null).length <= 1)
    if (isOnce !== true) {
      joined.push(...same)
      continue
    }
    const [last] = [...same].sort((one, other) => lastOf(other) - lastOf(one))
    if (last === undefined) continue
    const values = last.values.map(
      (_, index) => same.map((each) => each.values[index]).find((value) => value !== null) ?? null,
    )
    joined.push({ ...last, values })
  }
  return joined
}

function lastOf({ values }: BuildMetricReport): number {
  return values.findLastIndex((value) => value !== null)
}

/** The limits of a policy as levels; one against an absent baseline has none. */
function levelsOf(policy: Policy, baseline: number | undefined): LimitReport[] {
  return limitsOf(policy).flatMap((limit): LimitReport[] => {
    if (limit.against === 'value') return [{ rule: limit.rule, level: limit.bound }]
    if (baseline === undefined) return []
    if (limit.kind === 'unchanged') return [{ rule: limit.rule, level: baseline }]
    const { amount, unit } = limit.limit
    const allowed = unit === 'share' ? amount * Math.abs(baseline) : amount
    return [{ rule: limit.rule, level: limit.kind === 'max_drop' ? baseline - allowed : baseline + allowed }]
  })
}
