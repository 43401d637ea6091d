import { markdownCode, markdownText } from './escape.js'
import { formatChange, formatNumber } from './numbers.js'
import type { Report } from './report.js'

const MOST_METRICS = 30

/**
 * The description of a pull request with a commit of ours. It ends in the commit's trailers, because a squash merge may take the description for
 * its message.
 * @param what one sentence on what it brings
 */
export function renderPullText(
  report: Pick<Report, 'metrics' | 'source'>,
  what: string,
  changed: readonly string[],
  trailers: Readonly<Record<string, string>>,
): string {
  const rows = report.metrics
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
    `Its data are in the DVC remote, and were verified there. Changed: ${changed.map(markdownCode).join(', ')}.`,
    'Merge it as it is: with a merge, squashed or rebased, the run on the branch recognises it and builds nothing again.',
    Object.entries(trailers)
      .map(([key, value]) => `${key}: ${value}`)
      .join('\n'),
  ].join('\n\n')
}
