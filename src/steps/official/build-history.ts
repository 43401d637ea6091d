import { CancelledError, messageOf } from '../../errors/errors.js'
import type { PastCommit } from '../../git/past.js'
import { numberOf, readingOf } from '../../metrics/compare.js'
import { parseMetricsFile } from '../../metrics/metrics-file.js'
import type { ParsedFile } from '../../metrics/parsed-file.js'
import { metricFiles } from '../../pipeline/evaluation.js'
import type { HistoryReport, MetricReport, PolicyReport, Report } from '../../report/report.js'
import type { Project } from '../project/project.js'
import { isBuildNote, MAX_HISTORY } from './official-builds.js'

/** The most builds of a history: more are not told apart in a small chart. */
const MOST_BUILDS = 10
/** The most files of a build: a project with thousands of metrics files shows none of them in a chart. */
const MOST_FILES = 100
/** The most metrics of a history, those that fail a policy first: a pattern may name thousands. */
const MOST_METRICS = 50
/** A larger metrics file takes too long to parse ten times. */
const MAX_BYTES = 1024 * 1024

/** The metrics of the last official builds, oldest first. */
export interface BuildHistory {
  builds: readonly (PastCommit & { files: ReadonlyMap<string, ParsedFile> })[]
  /** True where the clone has a part of the history, and fewer builds than a history shows. */
  isPart: boolean
}

/** The last official builds in the history of a commit, newest first, as far as the clone has them. */
export async function pastBuilds(project: Project, from: string | undefined): Promise<PastCommit[]> {
  if (from === undefined) return []
  return project.git.pastCommits({
    from,
    tags: project.run.settings.rebuild.commit === 'tag',
    accept: (notes) => isBuildNote(project, notes),
    most: MOST_BUILDS,
    maxCount: MAX_HISTORY,
  })
}

/**
 * Reads the metrics of the last official builds from Git, as far as the clone has them: no server is asked, and files
 * that DVC stores are left out.
 * @param from the baseline: of a pull request, its own commits cannot add a build
 * @param past the builds, where another step needs them too
 * @returns undefined where no policy asks for it, without a build, and where Git fails: a report can do without
 */
export async function readBuilds(
  project: Project,
  from: string | undefined,
  past?: Promise<PastCommit[]>,
): Promise<BuildHistory | undefined> {
  const { run, git, index, inGit } = project
  const { metrics } = run.settings
  if (metrics.policies.length === 0 || from === undefined) return undefined
  try {
    const found = [...(await (past ?? pastBuilds(project, from)))]
    if (found.length === 0) return undefined
    const paths = metricFiles(index).map(({ path }) => path)
    if (paths.length > MOST_FILES) return undefined
    const [texts, isPart] = await Promise.all([
      git.pastFiles(
        found.map(({ sha }) => sha),
        paths.map(inGit),
      ),
      found.length < MOST_BUILDS ? git.isShallow() : false,
    ])
    const filesOf = (sha: string) =>
      new Map(
        paths.flatMap((path): [string, ParsedFile][] => {
          const text = texts.get(`${sha}:${inGit(path)}`)
          return text === undefined || text.length > MAX_BYTES
            ? []
            : [[path, parseMetricsFile(path, text.toString('utf8'))]]
        }),
      )
    return { builds: found.reverse().map((commit) => ({ ...commit, files: filesOf(commit.sha) })), isPart }
  } catch (error) {
    if (error instanceof CancelledError) throw error
    run.host.debug(`The last official builds could not be read: ${messageOf(error)}`)
    return undefined
  }
}

/** Fills `history` of the report: each metric with a policy in the last official builds. */
export function reportHistory(report: Report, history: BuildHistory | undefined): void {
  const found = history === undefined ? [] : historyOf(report, history)
  if (found.length > 0) report.history = found
}

function historyOf({ metrics, policies }: Report, { builds, isPart }: BuildHistory): HistoryReport[] {
  return gatedMetrics(metrics, policies).flatMap(({ name, path }): HistoryReport[] => {
    const points = builds.flatMap(({ sha, at, tags: [tag], files }) => {
      const value = numberOf(readingOf(files.get(path), name))
      return value === undefined ? [] : [{ sha, at, value, ...(tag === undefined ? {} : { tag }) }]
    })
    return points.length === 0 ? [] : [{ metric: name, path, points, ...(isPart ? { shallow: true as const } : {}) }]
  })
}

/** The metrics that a policy judged, each once. A policy names a metric, with its file where two files have the name. */
function gatedMetrics(metrics: readonly MetricReport[], policies: readonly PolicyReport[]): MetricReport[] {
  const named = (names: ReadonlySet<string>) =>
    metrics.filter(({ name, path }) => names.has(name) || names.has(`${path}:${name}`))
  const labelOf = ({ metric, slice }: PolicyReport) => (slice === undefined ? metric : `${slice.path}:${slice.name}`)
  const judged = named(new Set(policies.map(labelOf)))
  if (judged.length <= MOST_METRICS) return judged
  const failed = new Set(named(new Set(policies.filter(({ passed }) => !passed).map(labelOf))))
  return [...failed, ...judged.filter((metric) => !failed.has(metric))].slice(0, MOST_METRICS)
}
