import { type BadgeTone, badgeSvg } from './badge.js'
import { type BuildMetricReport, type BuildsReport, standingBuild } from './builds-report.js'
import { dayOf, shortSha } from './history-summary.js'
import { formatNumber } from './numbers.js'

/** The badges of a history by the name of their file: `build.svg`, and `METRIC.svg` for each metric with a limit. */
export function historyBadges(builds: BuildsReport): Map<string, string> {
  const index = standingBuild(builds)
  const last = index === undefined ? undefined : builds.list[index]
  const build = last === undefined ? 'none' : `${last.tags?.[0] ?? shortSha(last.sha)}, ${dayOf(last)}`
  const badges = new Map([['build.svg', badgeSvg('official build', build, 'plain')]])
  for (const metric of builds.metrics.filter(({ limits }) => limits !== undefined)) {
    const value = index === undefined ? undefined : (metric.values[index] ?? undefined)
    const names = [metric.name, `${metric.path}-${metric.name}`].map((name) => `${name.replace(/[^\w.-]+/g, '-')}.svg`)
    const free = names.find((name) => !badges.has(name) && !name.startsWith('.'))
    if (free !== undefined)
      badges.set(free, badgeSvg(metric.name, value === undefined ? 'none' : formatNumber(value), toneOf(metric, value)))
  }
  return badges
}

/** Limits against the baseline are those of the next change; the last build has only to keep `min` and `max`. */
function toneOf({ limits = [] }: BuildMetricReport, value: number | undefined): BadgeTone {
  if (value === undefined) return 'plain'
  const fails = limits.some(
    ({ rule, level }) => (rule.startsWith('min:') && value < level) || (rule.startsWith('max:') && value > level),
  )
  return fails ? 'bad' : 'good'
}
