import { posix, resolve } from 'node:path'
import { type LockedOut, lockedOuts } from '../../dvc/locked-outs.js'
import { isRecord, kindOf } from '../../dvc/project-file.js'
import { joinPath } from '../../dvc/project-files.js'
import { valueFiles } from '../../dvc/value-files.js'
import { messageOf } from '../../errors/errors.js'
import { parseMetricsFile, unreadableFile } from '../../metrics/metrics-file.js'
import type { ParsedFile } from '../../metrics/parsed-file.js'
import { metricFiles } from '../../pipeline/evaluation.js'
import { isWithin, type Out } from '../../pipeline/project.js'
import type { Project } from '../project/project.js'
import { MAX_METRICS_BYTES, readMetricsText } from './measurements.js'

/** The metrics files of the workspace; those kept in DVC that are not here are read from the remote. */
export async function workspaceMetrics(project: Project): Promise<Map<string, ParsedFile>> {
  const files = new Map<string, ParsedFile>()
  for (const { path, out } of ownMetricFiles(project)) {
    const here = await readMetricsText(resolve(project.run.settings.workingDirectory, path))
    const kept = here === undefined && out?.cache ? await readKept(project, path, out) : undefined
    const text = here ?? kept?.text
    if (text !== undefined) files.set(path, parseMetricsFile(path, text))
  }
  const undeclared = undeclaredMetrics(project)
  const blob =
    undeclared === undefined
      ? undefined
      : await project.git.readFile(project.run.report.source.sha, project.inGit(undeclared))
  if (undeclared !== undefined && blob) files.set(undeclared, parseMetricsFile(undeclared, blob.toString('utf8')))
  return files
}

/** The metrics files that this run is about. */
function ownMetricFiles(project: Project): { path: string; out?: Out }[] {
  return metricFiles(project.index).filter(({ path }) => isInScope(project, path))
}

/** The file that an evaluation command writes, where dvc.yaml does not name it: it is a claim only if Git has it. */
function undeclaredMetrics(project: Project): string | undefined {
  const {
    mode,
    validate: { evaluate },
  } = project.run.settings
  if (mode !== 'validate' || evaluate.kind !== 'command') return undefined
  return ownMetricFiles(project).some(({ path }) => path === joinPath(evaluate.metrics))
    ? undefined
    : joinPath(evaluate.metrics)
}

function isInScope(project: Project, path: string): boolean {
  return !path.startsWith('../') || project.stages.some((stage) => stage.outs.some((out) => out.path === path))
}

interface Keeper {
  path: string
  hash?: string
  hashName?: string
}

/**
 * A file that DVC keeps, as an output of its own or inside of one.
 * @param keeper the output as some revision has it: the file itself or the folder around it
 * @returns its text, without one when nobody has the object; undefined when the folder has no such file
 */
async function readKept(project: Project, path: string, keeper: Keeper): Promise<{ text?: string } | undefined> {
  const { hash, hashName } = keeper
  if (hash === undefined || hashName === undefined) return {}
  const remote = project.index.stages
    .flatMap(({ outs }) => outs)
    .find((out) => joinPath(out.path) === joinPath(keeper.path))?.remote
  const read = async (oid: string): Promise<{ text?: string }> => {
    const text = await project.dvc.read(
      { hash: oid, hashName, ...(remote === undefined ? {} : { remote }) },
      MAX_METRICS_BYTES,
    )
    return text === undefined ? {} : { text }
  }
  if (!hash.endsWith('.dir')) return joinPath(keeper.path) === joinPath(path) ? read(hash) : undefined
  const manifest = await read(hash)
  if (manifest.text === undefined) return {}
  const inside = posix.relative(joinPath(keeper.path), joinPath(path))
  const entry = manifestEntries(manifest.text).find(({ relpath }) => relpath === inside)
  return typeof entry?.['md5'] === 'string' ? read(entry['md5']) : undefined
}

/** The files of a directory as its manifest lists them. What is no manifest lists none: its metric is then missed like any that is gone. */
function manifestEntries(text: string): Record<string, unknown>[] {
  try {
    const entries: unknown = JSON.parse(text)
    return Array.isArray(entries) ? entries.filter(isRecord) : []
  } catch {
    return []
  }
}

/** The output that a path is, or lies in. */
function keeperOf<K extends Keeper>(path: string, outs: Iterable<K>): K | undefined {
  return [...outs].find((out) => isWithin(joinPath(path), joinPath(out.path)))
}

/** The outputs with their hashes as another revision's dvc.lock and `.dvc` files have them, by path. */
export async function lockedAt(project: Project, sha: string): Promise<Map<string, LockedOut>> {
  const { git } = project
  const paths = (await git.listFiles(sha, [])).filter((path) => ['data', 'lock'].includes(kindOf(path) ?? ''))
  const blobs = await git.readFiles(sha, paths)
  const texts = new Map([...blobs].map(([path, blob]) => [project.fromGit(path), blob.toString('utf8')]))
  return lockedOuts(
    texts,
    (lock, stage) =>
      project.index.stages.find(
        (each) => each.name === stage || each.name === `${lock.replace(/dvc\.lock$/, 'dvc.yaml')}:${stage}`,
      )?.wdir,
  )
}

/** The baseline's metrics, from Git where they are kept there, else from the cache or the remote. */
export async function metricsAt(
  project: Project,
  sha: string,
  locked: ReadonlyMap<string, LockedOut>,
): Promise<Map<string, ParsedFile>> {
  const undeclared = undeclaredMetrics(project)
  const paths = [
    ...ownMetricFiles(project).map(({ path }) => path),
    ...(undeclared === undefined ? [] : [undeclared]),
    ...(await formerMetricFiles(project, sha)),
  ]
  return readMetrics(project, sha, locked, [...new Set(paths)])
}

/** What another revision has in the metrics files of this one. */
export async function ownMetricsAt(project: Project, sha: string): Promise<Map<string, ParsedFile>> {
  return readMetrics(
    project,
    sha,
    await lockedAt(project, sha),
    ownMetricFiles(project).map(({ path }) => path),
  )
}

async function readMetrics(
  project: Project,
  sha: string,
  locked: ReadonlyMap<string, LockedOut>,
  paths: readonly string[],
): Promise<Map<string, ParsedFile>> {
  const blobs = await project.git.readFiles(sha, paths.map(project.inGit))
  const files = new Map<string, ParsedFile>()
  for (const path of paths) {
    const blob = blobs.get(project.inGit(path))
    if (blob) {
      files.set(path, parseMetricsFile(path, blob.toString('utf8')))
      continue
    }
    const keeper = keeperOf(path, locked.values())
    if (!keeper) continue
    const kept = await readKept(project, path, keeper).catch((error: unknown): { text?: string } => {
      if (project.run.signal.aborted) throw error
      project.run.host.warning(`${path} of ${sha.slice(0, 7)}: ${messageOf(error)}`)
      return {}
    })
    if (kept === undefined) continue
    files.set(
      path,
      kept.text === undefined
        ? unreadableFile(path, `dvc.lock of ${sha.slice(0, 7)} names it, and neither the cache nor the remote has it`)
        : parseMetricsFile(path, kept.text),
    )
  }
  return files
}

/**
 * The metrics files of the baseline's own pipeline: one that this change renames or drops is there and nowhere else. DVC is asked only where
 * what declares them differs.
 */
async function formerMetricFiles(project: Project, sha: string): Promise<string[]> {
  const { run, git, dvc } = project
  const pipelines = project.files.filter(({ kind }) => kind === 'pipeline')
  const now = new Map(pipelines.map(({ path, text }) => [project.inGit(path), text]))
  const then = await git.readFiles(
    sha,
    (await git.listFiles(sha, [])).filter((path) => kindOf(path) === 'pipeline'),
  )
  const templates = new Set(
    pipelines.some(({ text }) => text.includes('${')) ? valueFiles(pipelines).map(project.inGit) : [],
  )
  const changed = (await git.changedFiles(sha, run.report.source.sha)).some(({ path }) => templates.has(path))
  if (!changed && [...then].every(([path, text]) => now.get(path) === text.toString('utf8'))) return []
  try {
    return (await dvc.metricsAt(sha)).filter((path) => !path.startsWith('../'))
  } catch (error) {
    if (run.signal.aborted) throw error
    run.host.warning(
      `The pipeline of the baseline ${sha.slice(0, 7)} cannot be read, so metrics that this change drops are not seen: ${messageOf(error)}`,
    )
    return []
  }
}
