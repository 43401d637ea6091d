import { posix, resolve } from 'node:path'
import { type ListedFile, type LockedOut, lockedOuts } from '../../dvc/locked-outs.js'
import { kindOf } from '../../dvc/project-file.js'
import { joinPath } from '../../dvc/project-files.js'
import { valueFiles } from '../../dvc/value-files.js'
import { messageOf } from '../../errors/errors.js'
import { parseMetricsFile, unreadableFile } from '../../metrics/metrics-file.js'
import type { ParsedFile } from '../../metrics/parsed-file.js'
import { metricFiles } from '../../pipeline/evaluation.js'
import { addressOf } from '../../pipeline/lock-entries.js'
import { isWithin, type Out } from '../../pipeline/project.js'
import { leftOutReason } from '../../report/left-out.js'
import { isRecord } from '../../text/records.js'
import { isLeftover, isRefusedWithoutCredential, leaveOut, unlessRefused } from '../project/left-out.js'
import type { Project } from '../project/project.js'
import { MAX_METRICS_BYTES, readMetricsText } from './measurements.js'

/** The metrics files of the workspace. Missing files that DVC stores are read from the cache or the remote. */
export async function workspaceMetrics(project: Project): Promise<Map<string, ParsedFile>> {
  const files = new Map<string, ParsedFile>()
  for (const { path, out } of ownMetricFiles(project)) {
    const here =
      out?.cache === true && isLeftover(project.run, path)
        ? undefined
        : await readMetricsText(resolve(project.run.settings.workingDirectory, path))
    const kept =
      here === undefined && out?.cache
        ? await unlessRefused(project.run, 'read metrics', () => readKept(project, path, out), undefined, path)
        : undefined
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

/** The metrics files of this project. */
function ownMetricFiles(project: Project): { path: string; out?: Out }[] {
  return metricFiles(project.index).filter(({ path }) => isInScope(project, path))
}

/**
 * The metrics file of an evaluation command, where dvc.yaml does not declare it. It is a claim only if Git tracks it.
 */
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
  /** The files of a folder that has no manifest. */
  listed?: readonly ListedFile[]
}

/**
 * Reads a file that DVC stores as an output or in one.
 * @param keeper the output in some revision: the file itself or the folder around it
 * @returns the text, absent where neither the cache nor the remote has the object; undefined where the folder has no
 * such file
 */
async function readKept(project: Project, path: string, keeper: Keeper): Promise<{ text?: string } | undefined> {
  const { hash, hashName } = keeper
  if (hash === undefined || hashName === undefined) return {}
  const read = textReader(project, keeper, hashName)
  const oid = await objectIn(path, keeper, hash, read)
  return oid === undefined ? undefined : oid === UNREAD ? {} : read(oid)
}

/** Of a folder whose manifest neither the cache nor the remote has. */
const UNREAD = Symbol('unread')

/** The hash of a file that an output is or has; undefined where the folder has no such file. */
async function objectIn(
  path: string,
  keeper: Keeper,
  hash: string,
  read: (oid: string) => Promise<{ text?: string }>,
): Promise<string | typeof UNREAD | undefined> {
  if (!hash.endsWith('.dir')) return joinPath(keeper.path) === joinPath(path) ? hash : undefined
  const inside = posix.relative(joinPath(keeper.path), joinPath(path))
  if (keeper.listed !== undefined) return keeper.listed.find(([name]) => name === inside)?.[1]
  const manifest = await read(hash)
  if (manifest.text === undefined) return UNREAD
  const entry = manifestEntries(manifest.text).find(({ relpath }) => relpath === inside)
  return typeof entry?.['md5'] === 'string' ? entry['md5'] : undefined
}

/** Reads objects of an output as text, from the cache or the remote that it names. */
function textReader(project: Project, keeper: Keeper, hashName: string): (oid: string) => Promise<{ text?: string }> {
  const remote = project.index.stages
    .flatMap(({ outs }) => outs)
    .find((out) => joinPath(out.path) === joinPath(keeper.path))?.remote
  return async (oid) => {
    const text = await project.dvc.read(
      { hash: oid, hashName, ...(remote === undefined ? {} : { remote }) },
      MAX_METRICS_BYTES,
    )
    return text === undefined ? {} : { text }
  }
}

/**
 * The object of a file that DVC stores as an output or in one.
 * @param outs of some revision
 * @returns without a hash where its folder cannot be read; undefined where no output has such a file
 */
export async function keptObject(
  project: Project,
  path: string,
  outs: readonly LockedOut[],
): Promise<(Omit<LockedOut, 'hash'> & { hash?: string }) | undefined> {
  const keeper = keeperOf(path, outs)
  if (keeper === undefined) return undefined
  const { hash, ...rest } = keeper
  const oid = await objectIn(path, keeper, hash, textReader(project, keeper, keeper.hashName))
  return oid === undefined ? undefined : { ...rest, ...(oid === UNREAD ? {} : { hash: oid }) }
}

/** The files that a directory manifest lists; empty for an invalid manifest, so that the metric counts as missing. */
function manifestEntries(text: string): Record<string, unknown>[] {
  try {
    const entries: unknown = JSON.parse(text)
    return Array.isArray(entries) ? entries.filter(isRecord) : []
  } catch {
    return []
  }
}

/** The output that contains a path. */
function keeperOf<K extends Keeper>(path: string, outs: Iterable<K>): K | undefined {
  return [...outs].find((out) => isWithin(joinPath(path), joinPath(out.path)))
}

/** The DVC files of another revision. A DVC project in a folder of its own is another one, also below this one. */
async function dvcFilesAt({ git }: Project, sha: string): Promise<string[]> {
  const all = await git.listFiles(sha, [])
  const others = all
    .flatMap((path) => (path.endsWith('/.dvc/config') ? [path.slice(0, -'/.dvc/config'.length)] : []))
    .filter((root) => !isWithin(git.prefix, root))
  return all.filter((path) => kindOf(path) !== undefined && !others.some((root) => isWithin(path, root)))
}

/** The outputs with their hashes from dvc.lock and `.dvc` files of another revision, by path. */
export async function lockedAt(project: Project, sha: string): Promise<Map<string, LockedOut>> {
  const { git } = project
  const paths = await dvcFilesAt(project, sha)
  const blobs = await git.readFiles(sha, paths)
  const texts = new Map([...blobs].map(([path, blob]) => [project.fromGit(path), blob.toString('utf8')]))
  const wdirs = new Map(project.index.stages.map(({ name, wdir }) => [name, wdir]))
  return lockedOuts(texts, (lock, stage) => wdirs.get(addressOf(lock, stage)))
}

/** The metrics of the baseline: from Git where it stores them, else from the cache or the remote. */
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

/** The metrics files of this revision, as another revision has them. */
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
      if (isRefusedWithoutCredential(project.run, error))
        leaveOut(project.run, { part: 'read baseline', path, reason: leftOutReason(error.message) })
      project.run.host.warning(`${path} of ${sha.slice(0, 7)}: ${messageOf(error)}`)
      return {}
    })
    if (kept === undefined) continue
    files.set(
      path,
      kept.text === undefined
        ? unreadableFile(path, `dvc.lock of ${sha.slice(0, 7)} names it, but neither the cache nor the remote has it`)
        : parseMetricsFile(path, kept.text),
    )
  }
  return files
}

/**
 * The metrics files of the baseline's own pipeline, which has those that this change renames or removes. This asks DVC
 * only where a file that declares metrics differs.
 */
async function formerMetricFiles(project: Project, sha: string): Promise<string[]> {
  const { run, git, dvc } = project
  const pipelines = project.files.filter(({ kind }) => kind === 'pipeline')
  const now = new Map(pipelines.map(({ path, text }) => [project.inGit(path), text]))
  const then = await git.readFiles(
    sha,
    (await dvcFilesAt(project, sha)).filter((path) => kindOf(path) === 'pipeline'),
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
      `DVC cannot read the pipeline of the baseline ${sha.slice(0, 7)}, so the report lacks metrics that this change removes: ${messageOf(error)}`,
    )
    return []
  }
}
