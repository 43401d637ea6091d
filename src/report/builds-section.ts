import { count } from '../text/words.js'
import type { BuildReport, BuildsReport } from './builds-report.js'
import { shorten, singleLine } from './escape.js'
import { dayOf, shortSha } from './history-summary.js'
import { formatNumber, formatSeconds } from './numbers.js'
import type { Report } from './report.js'
import { code, number, type Section, text } from './section.js'

/** The builds of a table on a terminal, newest first. */
const MOST_BUILDS = 10
/** The metrics of a table: more of them are too wide for a terminal. */
const MOST_METRICS = 4
const MOST_CHANGES = 3
const LONGEST_COLUMN = 24
const LONGEST_CHANGE = 100

/** The last official builds with their first metrics and their changes. */
export function buildsSection({ builds }: Pick<Report, 'builds'>): Section {
  return builds === undefined ? { title: 'Builds', columns: [], rows: [] } : buildsTable(builds, MOST_BUILDS)
}

/** The newest builds as a table. */
export function buildsTable(builds: BuildsReport, most: number): Section {
  const metrics = builds.metrics.slice(0, MOST_METRICS)
  const changes = changesOfBuilds(builds)
  return {
    title: 'Builds',
    columns: [
      '',
      'Build',
      'Day',
      'Tags',
      ...metrics.map(({ name }) => shorten(singleLine(name), LONGEST_COLUMN)),
      'Time',
      'Changes',
    ],
    rows: builds.list
      .map((build, index) => ({
        tone: build.reverted === undefined ? ('plain' as const) : ('warn' as const),
        cells: [
          text(build.reverted === undefined ? build.kind : 'reverted'),
          code(shortSha(build.sha)),
          text(dayOf(build)),
          text((build.tags ?? []).join(', ')),
          ...metrics.map(({ values }) => number(shown(values, index))),
          number(build.seconds === undefined ? '' : formatSeconds(build.seconds)),
          text(changesText(build, changes[index])),
        ],
      }))
      .slice(-most)
      .reverse(),
  }
}

function shown(values: readonly (number | null)[], index: number): string {
  const [value, before] = [values[index], values[index - 1]]
  return value === undefined || value === null ? '' : formatNumber(value, before ?? undefined)
}

/** What a build changed: the restored commit, the reason, parameters, data, the environment. */
function changesText(build: BuildReport, { params, data, environment }: BuildChanges = NO_CHANGES): string {
  return [
    ...(build.kind === 'rollback' ? [`back to ${shortSha(build.source)}`] : []),
    ...(build.reverted === undefined ? [] : [`reverted by ${shortSha(build.reverted)}`]),
    ...(build.reason === undefined ? [] : [build.reason]),
    ...limited(
      params.map(({ name, value }) => (value === undefined ? `without ${name}` : `${name} = ${valueText(value)}`)),
      'parameter',
    ),
    ...limited(data, 'data', 'data'),
    ...(environment ? ['environment'] : []),
  ]
    .map((change) => shorten(change, LONGEST_CHANGE))
    .join('; ')
}

function limited(names: readonly string[], word: string, plural?: string): string[] {
  const rest = names.length - MOST_CHANGES
  return rest > 0
    ? [...names.slice(0, MOST_CHANGES), count(rest, `more ${word}`, plural && `more ${plural}`)]
    : [...names]
}

/** The value of a parameter for readers. */
export function valueText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
}

/** The inputs of a build that differ from those of the build before; none of the first build. */
export interface BuildChanges {
  params: { name: string; value: unknown }[]
  /** Paths of source data: a build changes its outputs nearly always. */
  data: string[]
  environment: boolean
}

const NO_CHANGES: BuildChanges = { params: [], data: [], environment: false }

/** The inputs that each build changed, in the order of the list. */
export function changesOfBuilds({ list, params, data }: BuildsReport): BuildChanges[] {
  const all = list.map((): BuildChanges => ({ params: [], data: [], environment: false }))
  for (const { name, changes } of params)
    for (const { build, value } of changes) if (build > 0) all[build]?.params.push({ name, value })
  for (const { path, changes, output } of data)
    for (const { build } of changes) if (build > 0 && output === undefined) all[build]?.data.push(path)
  let last: string | undefined
  for (const [index, { environment }] of list.entries()) {
    if (environment === undefined) continue
    const own = all[index]
    if (own !== undefined) own.environment = last !== undefined && last !== environment
    last = environment
  }
  return all
}
