import type { BuildsReport } from '../builds-report.js'
import { changesOfBuilds } from '../builds-section.js'
import { dayOf, shortSha } from '../history-summary.js'
import { escapeHtml } from './escape.js'
import { INSET, limitLines, PLOT, round, scaleOf, WIDTH } from './history-chart.js'

const HEIGHT = 182
/** The rows of marks below the numbers, from the top. */
const MARKS = { tag: 138, params: 144, data: 150, environment: 156 }
const MARK = 4
/** The most builds whose points are drawn as circles. */
const MOST_CIRCLES = 60
/** The element with the marks, which all charts share. */
const MARKS_ID = 'marks'

/** A number of each build; null where the build has none. */
export interface Course {
  label: string
  values: readonly (number | null)[]
  limits?: readonly { rule: string; level: number }[]
  format: (value: number, beside?: number) => string
  /** One for each pull request of the report; null where its run has no such number. */
  pulls?: readonly (number | null)[]
  /** What the script shows at the place of the pointer: `m3` is the fourth metric. */
  key: string
}

/** A number over the builds, with limits and marks, as SVG. Builds without the number are gaps. */
export function courseSvg(
  { label, values, limits = [], format, pulls = [], key }: Course,
  builds: BuildsReport,
): string {
  const known = values.filter((value) => value !== null)
  const [first, last] = [known[0], known.at(-1)]
  if (first === undefined || last === undefined) return ''
  const lines = limits.map(({ rule, level }) => ({ label: rule.replace(':', ''), level }))
  const scale = scaleOf(known, lines)
  const x = placeOf(values.length)
  let path = ''
  let circles = ''
  let isOpen = false
  for (const [index, value] of values.entries()) {
    if (value === null) {
      isOpen = false
      continue
    }
    const [at, height] = [x(index), round(scale(value))]
    // A point between gaps is a line without a length, whose round ends are seen.
    path += isOpen ? `L${at} ${height}` : `M${at} ${height}h0`
    isOpen = true
    if (values.length <= MOST_CIRCLES) circles += `<circle class="build" cx="${at}" cy="${height}" r="2.5"/>`
  }
  const [low, high] = [Math.min(...known), Math.max(...known)]
  const told = `${label}: from ${format(first, last)} to ${format(last, first)} in ${known.length} builds, lowest ${format(low, high)}, highest ${format(high, low)}${lines.length === 0 ? '' : `; limits: ${lines.map((line) => line.label).join(', ')}`}`
  return (
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" data-course="${key}" aria-label="${escapeHtml(told)}">` +
    limitLines(lines, scale) +
    `<path class="course" d="${path}"/>${pullPoints(pulls, builds, scale, format)}${circles}<use href="#${MARKS_ID}"/>` +
    `<text class="value" x="${PLOT.left}" y="12">${escapeHtml(high === low ? '' : `${format(low, high)} to ${format(high, low)}`)}</text>` +
    axis(builds) +
    '</svg>'
  )
}

/** Points of pull requests, each between the builds before and after its run. */
function pullPoints(
  values: readonly (number | null)[],
  { list, pulls = [] }: BuildsReport,
  scale: (value: number) => number,
  format: Course['format'],
): string {
  const [x, times] = [placeOf(list.length), list.map(({ at }) => Date.parse(at))]
  return pulls
    .map((pull, index) => {
      const value = values[index] ?? null
      if (value === null) return ''
      const place = placeInTime(times, Date.parse(pull.at))
      const at = place === undefined ? x(list.length - 1) + INSET / 2 : x(place)
      return `<circle class="pull" cx="${at}" cy="${round(scale(value))}" r="2.5"><title>#${pull.number} ${escapeHtml(shortSha(pull.head))}, ${dayOf(pull)}: ${escapeHtml(format(value))}</title></circle>`
    })
    .join('')
}

/** The place of a time among those of builds: 1.5 is in the middle of the second and the third. Undefined after the last. */
export function placeInTime(times: readonly number[], time: number): number | undefined {
  const after = times.findIndex((each) => each > time)
  const [from, to] = [times[after - 1], times[after]]
  if (to === undefined) return undefined
  return from === undefined ? 0 : after - 1 + (time - from) / (to - from)
}

/** The marks of all charts: tags, changed inputs, the baseline, and builds that do not stand. Once in a page. */
export function sharedMarks(builds: BuildsReport): string {
  const x = placeOf(builds.list.length)
  const rows = { tag: '', params: '', data: '', environment: '' }
  let undone = ''
  const changed = changesOfBuilds(builds)
  for (const [index, { tags = [], reverted, kind }] of builds.list.entries()) {
    const has = {
      tag: tags.length > 0,
      params: (changed[index]?.params.length ?? 0) > 0,
      data: (changed[index]?.data.length ?? 0) > 0,
      environment: changed[index]?.environment === true,
    }
    for (const row of Object.keys(rows) as (keyof typeof rows)[])
      if (has[row]) rows[row] += `M${x(index)} ${MARKS[row]}v${MARK}`
    if (reverted !== undefined || kind === 'rollback') undone += `M${round(x(index) - 2.5)} 129l5 5m0-5l-5 5`
  }
  const { baseline } = builds
  const line =
    baseline === undefined ? '' : `<path class="reference" d="M${x(baseline.build)} ${PLOT.top}V${PLOT.bottom}"/>`
  return `<svg class="unseen" aria-hidden="true"><defs><g id="${MARKS_ID}">${line}${Object.entries(rows)
    .map(([row, d]) => (d === '' ? '' : `<path class="mark ${row}" d="${d}"/>`))
    .join('')}${undone === '' ? '' : `<path class="mark undone" d="${undone}"/>`}</g></defs></svg>`
}

/** The meaning of the marks, in their order. */
export function marksLegend({ baseline, pulls = [] }: BuildsReport): string {
  const entry = (row: string, words: string) => `<li><span class="mark ${row}" aria-hidden="true"></span>${words}</li>`
  return `<ul class="legend">${[
    entry('undone', 'reverted, or a rollback'),
    entry('tag', 'tag'),
    entry('params', 'parameters changed'),
    entry('data', 'data changed'),
    entry('environment', 'environment changed'),
    ...(pulls.length === 0 ? [] : [entry('pull', 'pull request')]),
    ...(baseline === undefined ? [] : [entry('reference', `baseline: ${escapeHtml(baseline.label)}`)]),
  ].join('')}</ul>`
}

/** From the number of a build to its place. */
function placeOf(builds: number): (index: number) => number {
  const width = PLOT.right - PLOT.left - 2 * INSET
  return (index) => round(PLOT.left + INSET + (builds === 1 ? width / 2 : (index * width) / (builds - 1)))
}

function axis({ list }: BuildsReport): string {
  const [first, last] = [list[0], list.at(-1)]
  if (first === undefined || last === undefined) return ''
  const text = (x: number, day: string, more = '') =>
    `<text class="axis" x="${x}" y="${HEIGHT - 4}"${more}>${escapeHtml(day)}</text>`
  return text(PLOT.left, dayOf(first)) + (list.length > 1 ? text(PLOT.right, dayOf(last), ' text-anchor="end"') : '')
}
