import { count } from '../../text/words.js'
import {
  type BuildDataReport,
  type BuildMetricReport,
  type BuildsReport,
  changeAt,
  standingBuild,
} from '../builds-report.js'
import { buildsTable, valueText } from '../builds-section.js'
import { shorten } from '../escape.js'
import { buildName, historySummary } from '../history-summary.js'
import { commitAddress } from '../links.js'
import { formatBytes, formatCount, formatNumber, formatSeconds } from '../numbers.js'
import type { Source } from '../report.js'
import { code, number, type Section, text } from '../section.js'
import { type Course, courseSvg, marksLegend, sharedMarks } from './builds-chart.js'
import { buildsData } from './builds-data.js'
import { renderDocument } from './document.js'
import { escapeHtml, proseHtml } from './escape.js'
import { anchor } from './links.js'
import { pill, renderSection } from './tables.js'

/** The parts of the page of all builds that the build of dvc-ci makes. */
export interface HistoryAssets {
  style: string
  /** The script that folds and filters. */
  script: string
  /** The script that compares two builds. */
  history: string
}

export interface HistoryPage {
  builds: BuildsReport
  source: Pick<Source, 'repository' | 'directory'>
  /** Version of dvc-ci. */
  version: string
  assets: HistoryAssets
}

const LONGEST_NAME = 100
/** Charts that are shown at first; the others are folded. */
const CHARTS_AT_FIRST = 12
/** Data with a chart: those that changed most often. */
const MOST_DATA = 12

/** All official builds as one HTML file without dependencies. Charts and tables need no script. */
export function renderHistoryPage({ builds, source, version, assets }: HistoryPage): string {
  const { repository, directory } = source
  const standing = standingBuild(builds)
  const last = standing === undefined ? undefined : builds.list[standing]
  const name = [repository?.replace(/^https?:\/\/[^/]*\//i, ''), directory].filter(Boolean).join(': ')
  const facts = [
    ...(name === '' ? [] : [anchor(repository, escapeHtml(shorten(name, LONGEST_NAME)))]),
    ...(last === undefined
      ? []
      : [`last build: ${anchor(commitAddress(repository, last.sha), `<code>${escapeHtml(buildName(last))}</code>`)}`]),
    ...omissions(builds),
  ]
  return renderDocument({
    title: `Official builds${name === '' ? '' : ` of ${name}`}`,
    style: assets.style,
    tone: 'plain',
    header: [
      `<p class="mode"><strong>dvc-ci</strong> history</p>`,
      `<h1>${pill('Official builds', 'plain')} <span class="message">${proseHtml(historySummary(builds).replaceAll('`', ''))}</span></h1>`,
      `<ul class="facts">${facts.map((fact) => `<li>${fact}</li>`).join('')}</ul>`,
    ],
    main: builds.list.length === 0 ? [] : sections(builds, source),
    footer: `Made by dvc-ci ${escapeHtml(version)} from the commits, tags and trailers of Git. This page works offline and loads nothing.`,
    data: [buildsData(builds)],
    scripts: [assets.script, assets.history],
  })
}

function omissions({ omitted = {} }: BuildsReport): string[] {
  return Object.entries(omitted).map(([what, left]) => `${formatCount(left)} ${what} left out`)
}

function sections(builds: BuildsReport, { repository }: HistoryPage['source']): string[] {
  const metrics = builds.metrics.map((metric, index) => ({ metric, index }))
  const ended = ({ metric }: (typeof metrics)[number]) =>
    metric.limits === undefined && metric.values[standingBuild(builds) ?? 0] === null
  const charts = (some: typeof metrics) => some.map(({ metric, index }) => metricFigure(metric, index, builds))
  return [
    sharedMarks(builds),
    figures('Metrics', charts(metrics.filter((each) => !ended(each))), marksLegend(builds)),
    figures('Metrics that the last build does not have', charts(metrics.filter(ended))),
    '<section id="compare" aria-labelledby="compare-title" hidden><h2 id="compare-title">Two builds side by side</h2></section>',
    renderSection(linkedTable(builds), (sha) => commitAddress(repository, sha)),
    figures('Time and data', [...timeFigure(builds), ...dataFigures(builds)]),
    paramsTable(builds),
  ]
}

/** A section with charts; empty without one. */
function figures(title: string, charts: readonly string[], above = ''): string {
  if (charts.length === 0) return ''
  const id = title.toLowerCase().replaceAll(' ', '-')
  const grid = (some: readonly string[]) => `<div class="histories">${some.join('')}</div>`
  const rest = charts.slice(CHARTS_AT_FIRST)
  return (
    `<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title} <span class="count">${charts.length}</span></h2>${above}` +
    grid(charts.slice(0, CHARTS_AT_FIRST)) +
    (rest.length > 0 ? `<details><summary>${rest.length} more</summary>${grid(rest)}</details>` : '') +
    '</section>\n'
  )
}

function figure(course: Course, now: string, builds: BuildsReport): string {
  return `<figure class="history"><figcaption><h3><code>${escapeHtml(shorten(course.label, LONGEST_NAME))}</code></h3><span>${now}</span></figcaption>${courseSvg(course, builds)}</figure>`
}

function metricFigure({ name, path, values, limits }: BuildMetricReport, index: number, builds: BuildsReport): string {
  const value = values[standingBuild(builds) ?? values.length - 1]
  const shared = builds.metrics.filter((other) => other.name === name).length > 1
  return figure(
    {
      label: shared ? `${path}:${name}` : name,
      values,
      ...(limits === undefined ? {} : { limits }),
      format: formatNumber,
      pulls: (builds.pulls ?? []).map((pull) => pull.values[index] ?? null),
      key: `m${index}`,
    },
    value === undefined || value === null ? '' : `<b>${formatNumber(value)}</b>`,
    builds,
  )
}

function timeFigure(builds: BuildsReport): string[] {
  const values = builds.list.map(({ seconds }) => seconds ?? null)
  const last = values.findLast((value) => value !== null)
  return last === undefined
    ? []
    : [
        figure(
          { label: 'time of the stages', values, format: formatSeconds, key: 't' },
          `<b>${formatSeconds(last)}</b>`,
          builds,
        ),
      ]
}

/** The bytes of data over the builds, for the data that changed most often. */
function dataFigures(builds: BuildsReport): string[] {
  return builds.data
    .map((data, index) => ({ data, index }))
    .filter(({ data }) => new Set(data.changes.map(({ size }) => size)).size > 1)
    .sort((one, other) => other.data.changes.length - one.data.changes.length)
    .slice(0, MOST_DATA)
    .map(({ data, index }) => {
      const last = data.changes.at(-1)
      const now =
        last?.size === undefined
          ? ''
          : `<b>${formatBytes(last.size)}</b>${last.files === undefined ? '' : ` in ${count(last.files, 'file')}`}`
      return figure(
        { label: data.path, values: sizesOf(data, builds), format: formatBytes, key: `d${index}` },
        now,
        builds,
      )
    })
}

function sizesOf({ changes }: BuildDataReport, { list }: BuildsReport): (number | null)[] {
  const values: (number | null)[] = []
  let at = 0
  for (const build of list.keys()) {
    while ((changes[at + 1]?.build ?? Infinity) <= build) at++
    const change = changes[at]
    values.push(change === undefined || change.build > build ? null : (change.size ?? null))
  }
  return values
}

/** The table of all builds, each with a link to its commit. */
function linkedTable(builds: BuildsReport): Section {
  const table = buildsTable(builds, builds.list.length)
  const newestFirst = [...builds.list].reverse()
  const rows = table.rows.map((row, index) => ({
    ...row,
    cells: row.cells.map((cell, at) => (at === 1 ? { ...cell, place: { path: newestFirst[index]?.sha ?? '' } } : cell)),
  }))
  return { ...table, rows }
}

function paramsTable(builds: BuildsReport): string {
  const standing = standingBuild(builds) ?? 0
  const nameOf = (build: number | undefined) => {
    const found = build === undefined || build === 0 ? undefined : builds.list[build]
    return found === undefined ? '' : buildName(found)
  }
  const rows = builds.params.map(({ name, path, changes }) => {
    const now = changeAt(changes, standing)
    const before = changes.findLast(({ build }) => build < (now?.build ?? 0))
    return {
      tone: 'plain' as const,
      quiet: changes.length < 2,
      cells: [
        code(name),
        code(path),
        code(now === undefined || now.value === undefined ? '' : shorten(valueText(now.value), LONGEST_NAME)),
        code(before?.value === undefined ? '' : shorten(valueText(before.value), LONGEST_NAME)),
        text(nameOf(now?.build)),
        number(formatCount(changes.filter(({ build }) => build > 0).length)),
      ],
    }
  })
  return rows.length === 0
    ? ''
    : renderSection(
        {
          title: 'Parameters',
          columns: ['Parameter', 'File', 'Value', 'Before', 'Since', 'Changes'],
          quietly: 'never changed',
          rows,
        },
        () => undefined,
      )
}
