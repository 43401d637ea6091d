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
  const listed = listedData(project)
  return project.stages.flatMap((stage) =>
    stage.outs.flatMap((out) => {
      const { hash } = out
      return out.cache && hash !== undefined ? [listed.get(joinPath(out.path)) ?? lockedOut(stage, out, hash)] : []
    }),
  )
}

function lockedOut(stage: Stage, out: Out, hash: string): LockedOut {
  const isImported = stage.partial || stage.deps.some(({ kind }) => kind === 'repo')
  return {
    path: joinPath(out.path),
    hash,
    hashName: out.hashName ?? 'md5',
    ...(out.size === undefined ? {} : { size: out.size }),
    ...(out.remote === undefined ? {} : { remote: out.remote }),
    ...(isImported ? { imported: true } : {}),
  }
}

/** Folders in remotes that keep versions. DVC's hash of one has the versions in it, so that each push changes it. */
function listedData({ index, files }: Project): ReadonlyMap<string, LockedOut> {
  if (Object.values(index.remotes).every(({ versions }) => versions === undefined)) return new Map()
  const wdirs = new Map(index.stages.map(({ name, wdir }) => [name, wdir]))
  const texts = new Map(files.map(({ path, text }) => [path, text]))
  const outs = lockedOuts(texts, (lock, stage) => wdirs.get(addressOf(lock, stage)))
  return new Map([...outs].filter(([, { listed }]) => listed !== undefined))
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
