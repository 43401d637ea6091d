import { type LockedOut, lockedOuts } from '../../dvc/locked-outs.js'
import { joinPath } from '../../dvc/project-files.js'
import { addressOf } from '../../pipeline/lock-entries.js'
import type { Out, Stage } from '../../pipeline/project.js'
import type { DataReport } from '../../report/data-report.js'
import type { Project } from '../project/project.js'

/** Data of this revision and of the baseline's. A side is absent where it has no such data, or no hash of it. */
export interface DataPair {
  path: string
  change: DataReport['change']
  /** The stage that makes it. */
  stage?: string
  now?: LockedOut
  before?: LockedOut
}

/** The outputs, `.dvc` files' data and imports that DVC stores, with their hashes. */
export function allData(project: Project): LockedOut[] {
  const written = writtenData(project)
  return project.stages.flatMap((stage) =>
    stage.outs.flatMap((out) => {
      const { hash } = out
      if (!out.cache || hash === undefined) return []
      const known = written.get(joinPath(out.path))
      // A build replaces the list: `files` are older than the index then.
      return [
        out.listsFiles === true && known?.listed !== undefined ? known : lockedOut(stage, out, hash, known?.source),
      ]
    }),
  )
}

function lockedOut(stage: Stage, out: Out, hash: string, source: LockedOut['source']): LockedOut {
  return {
    path: joinPath(out.path),
    hash,
    hashName: out.hashName ?? 'md5',
    ...(out.size === undefined ? {} : { size: out.size }),
    ...(out.remote === undefined ? {} : { remote: out.remote }),
    ...(isImport(stage) ? { imported: true, ...(source === undefined ? {} : { source }) } : {}),
  }
}

function isImport({ partial, deps }: Stage): boolean {
  return partial || deps.some(({ kind }) => kind === 'repo')
}

/** By the files of DVC as they were read: a run asks for its data several times, and a dvc.lock can have megabytes. */
const writtenBy = new WeakMap<Project['files'], ReadonlyMap<string, LockedOut>>()

/**
 * What the files of DVC alone tell: the source of an import, and folders in remotes that keep versions. DVC's hash of such a folder has
 * the versions in it, so that each push changes it.
 */
function writtenData(project: Project): ReadonlyMap<string, LockedOut> {
  const known = writtenBy.get(project.files) ?? readWritten(project)
  writtenBy.set(project.files, known)
  return known
}

function readWritten({ index, files }: Project): ReadonlyMap<string, LockedOut> {
  const keepsVersions = Object.values(index.remotes).some(({ versions }) => versions !== undefined)
  const imports = new Set(index.stages.filter(isImport).map(({ file }) => file))
  if (!keepsVersions && imports.size === 0) return new Map()
  const wdirs = new Map(index.stages.map(({ name, wdir }) => [name, wdir]))
  const texts = files
    .filter(({ path }) => keepsVersions || imports.has(path))
    .map(({ path, text }) => [path, text] as const)
  return lockedOuts(new Map(texts), (lock, stage) => wdirs.get(addressOf(lock, stage)))
}

/**
 * Outputs and source data that differ from the baseline's. The diff of the pull request has the files in Git.
 * @param before the data of the baseline, by path
 */
export function dataPairs(project: Project, before: ReadonlyMap<string, LockedOut>): DataPair[] {
  const data = new Map(allData(project).map((out) => [out.path, out]))
  const outs = new Set(
    project.stages
      .flatMap((stage) => stage.outs)
      .filter(({ cache }) => cache)
      .map(({ path }) => joinPath(path)),
  )
  // Git has the first ones. The stages of other folders may write into this one, and their own run tells of that.
  const elsewhere = new Set(
    project.index.stages
      .flatMap((stage) => stage.outs)
      .map(({ path }) => joinPath(path))
      .filter((path) => !outs.has(path)),
  )
  const makers = new Map(
    project.stages.flatMap((stage) =>
      stage.kind === 'stage' && !stage.frozen ? stage.outs.map((out) => [joinPath(out.path), stage.name] as const) : [],
    ),
  )
  return [...new Set([...outs, ...before.keys()])].sort().flatMap((path): DataPair[] => {
    const [now, old, stage] = [data.get(path), before.get(path), makers.get(path)]
    if (elsewhere.has(path) || now?.hash === old?.hash || (!outs.has(path) && path.startsWith('../'))) return []
    return [
      {
        path,
        change: old === undefined ? 'added' : outs.has(path) ? 'modified' : 'deleted',
        ...(stage === undefined ? {} : { stage }),
        ...(now === undefined ? {} : { now }),
        ...(old === undefined ? {} : { before: old }),
      },
    ]
  })
}

/** The entry of changed data in the report, without its content. */
export function dataReport({ path, change, stage, now, before }: DataPair): DataReport {
  return {
    path,
    change,
    ...(stage === undefined ? {} : { stage }),
    ...(now?.size === undefined ? {} : { size: now.size }),
    ...(before?.size === undefined ? {} : { baseline_size: before.size }),
  }
}
