import { count } from '../../text/words.js'
import { changeOf } from '../change.js'
import { shorten } from '../escape.js'
import { timeOf } from '../identity.js'
import { commitAddress } from '../links.js'
import { formatNumber } from '../numbers.js'
import type { HistoryReport, Report } from '../report.js'
import { runPoint } from '../sparkline.js'
import { changeHtml } from './changes.js'
import { escapeHtml } from './escape.js'
import { historySvg } from './history-chart.js'
import { anchor } from './links.js'

const LONGEST_NAME = 100
const SHORT = 7
/** Charts that are shown at first; the others are folded. */
const CHARTS_AT_FIRST = 12

/** The metrics with a policy in the last official builds, each as a chart with its limits; empty without a build. */
export function renderHistory(report: Report): string {
  const { history = [] } = report
  if (history.length === 0) return ''
  const part = history.some(({ shallow }) => shallow)
    ? ' This clone has a part of the history: <code>fetch-depth: 0</code> of actions/checkout gives all of it.'
    : ''
  const most = Math.max(...history.map(({ points }) => points.length))
  const figures = (entries: readonly HistoryReport[]) =>
    `<div class="histories">${entries.map((entry) => figure(entry, report)).join('')}</div>`
  const rest = history.slice(CHARTS_AT_FIRST)
  return (
    `<section id="history" aria-labelledby="history-title"><h2 id="history-title">History <span class="count">${history.length}</span></h2>` +
    `<p class="hint">${most === 1 ? 'The last official build' : `The last ${count(most, 'official build')}, oldest first`}, and this run.${part}</p>` +
    figures(history.slice(0, CHARTS_AT_FIRST)) +
    (rest.length > 0 ? `<details><summary>${rest.length} more</summary>${figures(rest)}</details>` : '') +
    '</section>\n'
  )
}

function figure(entry: HistoryReport, report: Report): string {
  const { metrics, policies, source } = report
  const metric = metrics.find(({ name, path }) => name === entry.metric && path === entry.path)
  const own = policies.filter(({ metric: name, slice }) =>
    slice === undefined
      ? name === entry.metric || name === `${entry.path}:${entry.metric}`
      : slice.name === entry.metric && slice.path === entry.path,
  )
  const name = escapeHtml(shorten(entry.metric, LONGEST_NAME))
  const now =
    metric?.value === undefined
      ? ''
      : `<b>${escapeHtml(formatNumber(metric.value, entry.points.at(-1)?.value))}</b> ${changeHtml(changeOf(metric))}`
  const address = (sha: string) => commitAddress(source.repository, sha)
  return (
    `<figure class="history"><figcaption><h3><code>${name}</code></h3><span>${now}</span></figcaption>` +
    historySvg(entry, { now: runPoint(entry, report), policies: own, address }) +
    builds(entry, name, address) +
    '</figure>'
  )
}

/** The same numbers as a table, newest first, with a link to each build. */
function builds({ points }: HistoryReport, name: string, address: (sha: string) => string | undefined): string {
  const tagged = points.some(({ tag }) => tag !== undefined)
  const rows = [...points].reverse().map(({ sha, at, value, tag = '' }) => {
    const commit = anchor(address(sha), `<code>${escapeHtml(sha.slice(0, SHORT))}</code>`)
    const day = escapeHtml(timeOf(at).slice(0, 10))
    return `<tr><th scope="row">${commit}</th><td>${day}</td>${tagged ? `<td>${escapeHtml(shorten(tag, LONGEST_NAME))}</td>` : ''}<td class="number">${formatNumber(value)}</td></tr>`
  })
  return `<details><summary>${count(points.length, 'build')}</summary><table class="plain"><caption class="unseen">${name} of the last builds</caption><thead><tr><th scope="col">Build</th><th scope="col">Day</th>${tagged ? '<th scope="col">Tag</th>' : ''}<th scope="col" class="number">Value</th></tr></thead><tbody>${rows.join('')}</tbody></table></details>`
}
