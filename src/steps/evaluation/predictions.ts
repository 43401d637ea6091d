import { copyFile, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { LockedOut } from '../../dvc/locked-outs.js'
import { joinPath } from '../../dvc/project-files.js'
import { unreadContent } from '../../report/unread-reasons.js'
import { hasNoSecrets } from '../../settings/event-rules.js'
import { allData } from '../datasets/data-pairs.js'
import { localObjects } from '../datasets/read-objects.js'
import { isLeftOut, isLeftover, leaveOut } from '../project/left-out.js'
import type { Project } from '../project/project.js'
import type { KeptPredictions } from './measurements.js'
import { keptObject } from './read-metrics.js'

const KEPT = 'predictions'

/** A file of this machine with predictions, or why there is none, as a clause. `absent`: this side has no such file. */
export type PredictionsPlace = KeptPredictions | { absent: true }

/** The paths of the tables of predictions in the settings. */
export function predictionPaths({ run }: Project): string[] {
  return run.settings.metrics.predictions.map(({ path }) => path)
}

/**
 * The state of the files of predictions before a command.
 * @returns tells by its path whether a program wrote a file since
 */
export async function writtenSince(project: Project): Promise<() => Promise<(path: string) => boolean>> {
  const before = await statesOf(project)
  return async () => {
    const now = await statesOf(project)
    return (path) => now.get(path) !== before.get(path)
  }
}

async function statesOf(project: Project): Promise<Map<string, string>> {
  const states = new Map<string, string>()
  for (const path of predictionPaths(project)) {
    const file = resolve(project.run.settings.workingDirectory, path)
    const info = await stat(file, { bigint: true }).catch(() => undefined)
    if (info !== undefined) states.set(path, [info.ino, info.size, info.mtimeNs, info.ctimeNs].join(' '))
  }
  return states
}

/**
 * Copies the predictions of an evaluation: its end restores the workspace. `dropPredictions` removes the copies.
 * @param of the model that was measured
 * @param isEvaluated tells by its path whether the evaluation wrote or read a file; another one is only a claim
 * @returns by the path in the settings
 */
export async function keepPredictions(
  { run, scratch }: Project,
  of: 'change' | 'baseline',
  isEvaluated: (path: string) => boolean,
): Promise<Map<string, KeptPredictions>> {
  const kept = new Map<string, KeptPredictions>()
  const { metrics, workingDirectory, data } = run.settings
  const folder = join(scratch, KEPT, of)
  await rm(folder, { recursive: true, force: true })
  for (const [index, { path }] of metrics.predictions.entries()) {
    const from = resolve(workingDirectory, path)
    const info = await stat(from).catch(() => undefined)
    if (!info?.isFile() || !isEvaluated(path)) continue
    if (info.size > data.limit) {
      kept.set(path, tooLarge(info.size, data.limit))
      continue
    }
    await mkdir(folder, { recursive: true })
    const to = join(folder, String(index))
    await copyFile(from, to)
    kept.set(path, { file: to })
  }
  return kept
}

function tooLarge(size: number, limit: number): { unread: string } {
  return { unread: unreadContent({ reason: 'limit', size }, limit) }
}

/** Removes the copies of predictions. */
export async function dropPredictions({ scratch }: Project): Promise<void> {
  await rm(join(scratch, KEPT), { recursive: true, force: true })
}

/**
 * The predictions of this change: in the workspace, else in the cache or the remote.
 * @param kept those of the evaluation of this run
 */
export async function presentPredictions(
  project: Project,
  path: string,
  kept: ReadonlyMap<string, KeptPredictions> | undefined,
): Promise<PredictionsPlace> {
  const { run } = project
  const { workingDirectory, data } = run.settings
  const own = kept?.get(path)
  if (own !== undefined) return own
  const here = resolve(workingDirectory, path)
  const info = isLeftover(run, path) ? undefined : await stat(here).catch(() => undefined)
  if (info?.isFile() && info.size > data.limit) return tooLarge(info.size, data.limit)
  return info?.isFile() ? { file: here } : storedPredictions(project, path, allData(project), 'read metrics')
}

/**
 * The predictions of the baseline: from Git, else from the cache or the remote.
 * @param kept those of the baseline's model, where this run measured it
 */
export async function predictionsOfBaseline(
  project: Project,
  path: string,
  { sha, locked, folder }: { sha: string; locked: ReadonlyMap<string, LockedOut>; folder: string },
  kept: ReadonlyMap<string, KeptPredictions> | undefined,
): Promise<PredictionsPlace> {
  const own = kept?.get(path)
  if (own !== undefined) return own
  const blob = await project.git.readFile(sha, project.inGit(path))
  if (blob === undefined) return storedPredictions(project, path, [...locked.values()], 'read baseline')
  const { limit } = project.run.settings.data
  if (blob.length > limit) return tooLarge(blob.length, limit)
  const copy = join(await mkdtemp(join(folder, 'baseline-')), 'table')
  await writeFile(copy, blob)
  return { file: copy }
}

async function storedPredictions(
  project: Project,
  path: string,
  outs: readonly LockedOut[],
  part: 'read metrics' | 'read baseline',
): Promise<PredictionsPlace> {
  const { run } = project
  const object = await keptObject(project, path, outs)
  if (object === undefined) return { absent: true }
  if (object.hash === undefined) return { unread: 'neither the cache nor the remote has its folder' }
  const { hash, hashName, remote, imported } = object
  const { files, unread } = await localObjects(
    project,
    [
      {
        path: joinPath(path),
        hash,
        hashName,
        ...(remote === undefined ? {} : { remote }),
        ...(imported === undefined ? {} : { imported }),
      },
    ],
    run.settings.data.limit,
  )
  const file = files.get(hash)
  if (file !== undefined) return { file }
  const reason = unread[0]?.reason ?? 'its download failed'
  // The remote refuses a run for a fork: its policies are left out, as those of other metrics are.
  if (hasNoSecrets(run.settings.event) && (isLeftOut(run, 'pull') || isLeftOut(run, 'verify')))
    leaveOut(run, { part, path, reason })
  return { unread: reason }
}
