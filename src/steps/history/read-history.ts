import { posix } from 'node:path'
import { cacheFolder, readCached } from '../../dvc/cached-object.js'
import { type PastPipeline, type PastProject, parsePast, readPastProject } from '../../dvc/past-project.js'
import { kindOf } from '../../dvc/project-files.js'
import type { PastCommit } from '../../git/past.js'
import { metricSeries } from '../../metrics/build-series.js'
import { parseMetricsFile } from '../../metrics/metrics-file.js'
import type { MetricFiles, ParsedFile } from '../../metrics/parsed-file.js'
import type { BuildReport, BuildsReport } from '../../report/builds-report.js'
import { standingBuild } from '../../report/builds-report.js'
import type { Settings } from '../../settings/settings.js'
import { isRollbackNote } from '../official/holds.js'
import { isBuildNote } from '../official/official-builds.js'
import {
  ENVIRONMENT_TRAILER,
  REASON_TRAILER,
  REQUEST_TRAILER,
  ROLLBACK_TRAILER,
  SECONDS_TRAILER,
  SOURCE_TRAILER,
  TRAILER_PREFIX,
} from '../official/trailers.js'
import type { ProjectPaths } from '../project/project.js'
import { changesOf, dataChanges } from './changes.js'

/** The most builds of a history, the newest ones. */
export const MOST_BUILDS = 1_000
/** The most commits that are read. */
const MOST_COMMITS = 100_000
/** The most metrics, parameters and data: a page shows no more of them. */
const MOST = { metrics: 200, params: 500, data: 200 }
/** The most pairs of dvc.yaml and dvc.lock. */
const MOST_PIPELINES = 200
/** A larger file of an old commit is left out: a thousand of them take too long. */
const MAX_BYTES = 4 * 1024 * 1024
/** The same for a file of DVC's cache, each of which is read into a buffer of this size. */
const MAX_CACHED_BYTES = 512 * 1024
/** Seconds for one process of Git. */
const SECONDS = 60

/**
 * Reads the official builds in the history of a commit from Git: their commits, trailers and tags, their dvc.lock and their
 * metrics files. It asks no server, and DVC is not started. Of metrics
 * that DVC caches, it reads those that the local cache has.
 * @param from the newest commit
 * @throws {OutsideError} Git does not answer
 */
export async function readHistory(paths: ProjectPaths, settings: Settings, from = 'HEAD'): Promise<BuildsReport> {
  const { git } = paths
  const [found, isShallow] = await Promise.all([findBuilds(paths, settings, from), git.isShallow()])
  const builds = found.slice(-MOST_BUILDS)
  const projects = await readProjects(paths, builds)
  const files = await readMetrics(paths, builds, projects)
  const list = builds.map(buildOf)
  const baseline = await baselineOf(paths, settings, list)
  const metrics = metricSeries({ builds: files, policies: settings.metrics.policies, baseline: baseline?.build })
  const params = changesOf(projects.map((project) => project.params))
  const data = dataChanges(projects.map((project) => project.data))
  const omitted = {
    ...(found.length > builds.length ? { builds: found.length - builds.length } : {}),
    ...(metrics.length > MOST.metrics ? { metrics: metrics.length - MOST.metrics } : {}),
    ...(params.length > MOST.params ? { params: params.length - MOST.params } : {}),
    ...(data.length > MOST.data ? { data: data.length - MOST.data } : {}),
  }
  return {
    list,
    metrics: metrics.slice(0, MOST.metrics),
    params: params.slice(0, MOST.params),
    data: data.slice(0, MOST.data),
    ...(baseline === undefined ? {} : { baseline }),
    ...(isShallow ? { shallow: true } : {}),
    ...(Object.keys(omitted).length === 0 ? {} : { omitted }),
  }
}

/** The builds and rollbacks, oldest first. A copy of a build, by a cherry-pick or in a squash, has its trailers. */
async function findBuilds(paths: ProjectPaths, { rebuild }: Settings, from: string): Promise<PastCommit[]> {
  const found = await paths.git.pastCommits({
    from,
    tags: rebuild.commit === 'tag',
    accept: (notes) => isBuildNote(paths, notes) || isRollbackNote(paths, notes),
    most: MOST_COMMITS,
    maxCount: MOST_COMMITS,
    seconds: SECONDS,
    complete: true,
  })
  const byKey = new Map<string, PastCommit>()
  for (const commit of found.reverse()) {
    const own = [...commit.notes].filter(([name]) => name.startsWith(TRAILER_PREFIX)).sort()
    const key = JSON.stringify(own)
    const earlier = byKey.get(key)
    // A build that was reverted and brought back stands in the place of its copy.
    if (earlier !== undefined && (earlier.revertedBy === undefined || commit.revertedBy !== undefined)) continue
    byKey.delete(key)
    byKey.set(key, commit)
  }
  return [...byKey.values()]
}

function buildOf({ sha, at, tags, notes, revertedBy }: PastCommit): BuildReport {
  const [to, seconds, reason] = [
    notes.get(ROLLBACK_TRAILER),
    Number(notes.get(SECONDS_TRAILER)),
    notes.get(REASON_TRAILER),
  ]
  const environment = notes.get(ENVIRONMENT_TRAILER)
  return {
    sha,
    at,
    kind: to !== undefined ? 'rollback' : notes.has(REQUEST_TRAILER) ? 'retraining' : 'rebuild',
    source: to ?? notes.get(SOURCE_TRAILER) ?? '',
    ...(tags.length === 0 ? {} : { tags }),
    ...(revertedBy === undefined ? {} : { reverted: revertedBy }),
    ...(reason === undefined ? {} : { reason }),
    ...(seconds > 0 && Number.isFinite(seconds) ? { seconds } : {}),
    ...(environment === undefined ? {} : { environment }),
  }
}

/** The build that the next change is compared with: the last one that the baseline of the settings has. */
async function baselineOf(
  paths: ProjectPaths,
  { metrics: { baseline } }: Settings,
  list: readonly BuildReport[],
): Promise<BuildsReport['baseline']> {
  if (baseline.kind === 'none' || baseline.kind === 'alias') return undefined
  if (baseline.kind === 'merge-base') {
    const build = standingBuild({ list })
    return build === undefined ? undefined : { label: 'the last build', build }
  }
  const { git } = paths
  const { kind, name } = baseline
  const sha =
    kind === 'tag'
      ? await git.resolve(`refs/tags/${name}`)
      : ((await git.resolve(`refs/remotes/origin/${name}`)) ?? (await git.resolve(`refs/heads/${name}`)))
  if (sha === undefined) return undefined
  const newest = await git.findCommit({
    from: sha,
    merged: true,
    maxCount: MOST_COMMITS,
    accept: (notes) => isBuildNote(paths, notes) || isRollbackNote(paths, notes),
  })
  const build = list.findIndex((each) => each.sha === newest)
  return build < 0 ? undefined : { label: name, build }
}

/** The pipelines of each build, from the pairs of dvc.yaml and dvc.lock that the working directory has. */
async function readProjects(paths: ProjectPaths, builds: readonly PastCommit[]): Promise<PastProject[]> {
  const { git, inGit, fromGit } = paths
  const top = inGit('.')
  const tracked = (await git.listFiles(undefined, top === '.' ? [] : [`:(literal)${top}`])).map(fromGit)
  const folders = tracked
    .filter((path) => kindOf(path) === 'pipeline')
    .map((path) => posix.dirname(path))
    .slice(0, MOST_PIPELINES)
  const sources = tracked.filter((path) => kindOf(path) === 'data').map((path) => path.slice(0, -'.dvc'.length))
  const isSource = (path: string) => sources.some((source) => path === source || path.startsWith(`${source}/`))
  const nameOf = (sha: string, folder: string, file: string) => `${sha}:${inGit(posix.join(folder, file))}`
  const names = builds.flatMap(({ sha }) =>
    folders.flatMap((folder) => ['dvc.yaml', 'dvc.lock'].map((file) => nameOf(sha, folder, file))),
  )
  const { objects, contents } = await git.pastContents(names, { maxBytes: MAX_BYTES, seconds: SECONDS })
  const parsed = new Map<string, Record<string, unknown> | undefined>()
  const read = (name: string) => {
    const object = objects.get(name)
    if (object === undefined) return undefined
    if (!parsed.has(object)) parsed.set(object, parsePast(contents.get(object)?.toString('utf8') ?? ''))
    return parsed.get(object)
  }
  const known = new Map<string, PastProject>()
  return builds.map(({ sha }) => {
    const key = folders
      .map(
        (folder) => objects.get(nameOf(sha, folder, 'dvc.yaml')) + '.' + objects.get(nameOf(sha, folder, 'dvc.lock')),
      )
      .join()
    const pipelines = folders.map(
      (folder): PastPipeline => ({
        folder,
        pipeline: read(nameOf(sha, folder, 'dvc.yaml')),
        lock: read(nameOf(sha, folder, 'dvc.lock')),
      }),
    )
    const project = known.get(key) ?? readPastProject(pipelines, isSource)
    known.set(key, project)
    return project
  })
}

/** The metrics files of each build that Git keeps, and those that DVC's cache has. */
async function readMetrics(
  { git, inGit, root }: ProjectPaths,
  builds: readonly PastCommit[],
  projects: readonly PastProject[],
): Promise<MetricFiles[]> {
  const nameOf = (index: number, path: string) => `${builds[index]?.sha ?? ''}:${inGit(path)}`
  const names = projects.flatMap(({ metrics }, index) => [...metrics.keys()].map((path) => nameOf(index, path)))
  const { objects, contents } = await git.pastContents(names, { maxBytes: MAX_BYTES, seconds: SECONDS })
  const cache = await cacheFolder(root)
  const parsed = new Map<string, ParsedFile | undefined>()
  const all: MetricFiles[] = []
  for (const [index, { metrics }] of projects.entries()) {
    const files = new Map<string, ParsedFile>()
    for (const [path, hash] of metrics) {
      const object = objects.get(nameOf(index, path))
      // The name of the file gives its format.
      const key = `${object ?? hash ?? ''}:${path}`
      if (!parsed.has(key)) {
        const content =
          object !== undefined
            ? contents.get(object)
            : hash === undefined
              ? undefined
              : await readCached(cache, hash, MAX_CACHED_BYTES)
        parsed.set(key, content === undefined ? undefined : parseMetricsFile(path, content.toString('utf8')))
      }
      const file = parsed.get(key)
      if (file !== undefined) files.set(path, file)
    }
    all.push(files)
  }
  return all
}
