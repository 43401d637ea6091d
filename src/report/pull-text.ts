import { markdownCode, markdownText } from './escape.js'
import { formatChange, formatNumber } from './numbers.js'
import type { Report } from './report.js'
import { wholeMetrics } from './slices.js'

const MOST_METRICS = 30

/**
 * The description of our pull request. It ends with the commit's trailers, because a squash merge may use the description as
 * its message.
 * @param what the content of the pull request, in one sentence
 */
export function renderPullText(
  report: Pick<Report, 'metrics' | 'source'>,
  what: string,
  changed: readonly string[],
  trailers: Readonly<Record<string, string>>,
): string {
  const rows = wholeMetrics(report.metrics)
    .filter(({ value }) => value !== undefined)
    .slice(0, MOST_METRICS)
    .map(
      ({ name, value = 0, baseline, change }) =>
        `| ${markdownCode(name)} | ${formatNumber(value, baseline)} | ${baseline === undefined ? '' : formatNumber(baseline, value)} | ${change === undefined ? '' : formatChange(change)} |`,
    )
  return [
    markdownText(what),
    ...(rows.length > 0
      ? [['| Metric | Value | Before | Change |', '| --- | ---: | ---: | ---: |', ...rows].join('\n')]
      : []),
    `Its data are in the DVC remote and verified. Changed: ${changed.map(markdownCode).join(', ')}.`,
    'Merge it unchanged: after a merge, squash or rebase, the run on the branch recognises it and builds nothing again.',
    Object.entries(trailers)
      .map(([key, value]) => `${key}: ${value}`)
      .join('\n'),
  ].join('\n\n')
}
