import { resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { OutsideError } from '../../errors/errors.js'
import { formatSeconds } from '../../report/numbers.js'
import { lstatOf } from '../../run/file-tree.js'
import { lastLine } from '../../text/words.js'
import type { Project } from '../project/project.js'
import { rejectMissing, requireTrueData } from './push.js'
import { requireSpace } from './require-space.js'

/**
 * Milliseconds between two attempts to take DVC's lock, and the number of attempts. Stages release the lock while their
 * commands run.
 */
const LOCK = { pause: 1_000, attempts: 600 }

/** Data of one stage or `.dvc` file. */
export interface ArrivingData {
  /** The name of the stage, or the path of the `.dvc` file. */
  owner: string
  /** Only these outputs; undefined: all. */
  paths?: readonly string[]
}

/**
 * Downloads data while stages run, checks it out, and hashes every byte.
 * @param stop ends the download
 * @throws {ProjectError} the remote lacks an object of it, or its content differs from the commit
 * @throws {OutsideError} the remote does not answer
 */
export async function bringData(project: Project, data: ArrivingData, stop: AbortSignal): Promise<void> {
  const { owner, paths } = data
  const started = performance.now()
  await project.objects?.admit([owner])
  await requireSpace(project, { stages: [owner], only: paths })
  const lacking = await project.dvc.fetch([owner], stop, paths)
  stop.throwIfAborted()
  if (lacking.length > 0) await rejectLacking(project, data, lacking)
  await checkOut(project, paths ?? [owner], stop)
  await requireTrueData(project, [owner], undefined, paths)
  for (const path of paths ?? []) await requirePresent(project, path)
  const seconds = formatSeconds((performance.now() - started) / 1000)
  project.run.host.info(`${(paths ?? [owner]).join(', ')}: downloaded and verified in ${seconds}`)
}

/** @throws {ProjectError} the remote lacks an object @throws {OutsideError} it has all, but did not return them */
async function rejectLacking(
  project: Project,
  { owner, paths }: ArrivingData,
  lacking: readonly string[],
): Promise<never> {
  rejectMissing(project, (await project.dvc.verify('full', { only: lacking, stages: [owner] })).bad)
  const value = (paths ?? [owner]).join(', ')
  throw new OutsideError(
    'dvc-pull-failed',
    `${value} could not be downloaded: the remote did not return ${lacking.join(', ')}.`,
    {
      key: 'remote',
      value,
      remedy: 'Check that this machine can read the remote. Nothing was committed.',
    },
  )
}

/** @throws {OutsideError} DVC reported a successful checkout, but the output is missing */
async function requirePresent({ run }: Project, path: string): Promise<void> {
  if ((await lstatOf(resolve(run.settings.workingDirectory, path))) !== undefined) return
  throw new OutsideError('dvc-checkout-failed', `dvc checkout succeeded, but ${path} is missing.`, {
    key: 'remote',
    value: path,
    remedy: 'Nothing was committed.',
  })
}

/** Checks out data from the cache. DVC's lock is free while no stage starts or ends. */
async function checkOut({ dvc }: Project, targets: readonly string[], stop: AbortSignal): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const { code, stderr } = await dvc.run(['checkout', '--', ...targets])
    if (code === 0) return
    stop.throwIfAborted()
    if (!/lock/i.test(stderr) || attempt === LOCK.attempts) {
      const value = targets.join(', ')
      throw new OutsideError('dvc-checkout-failed', `dvc checkout of ${value} failed: ${lastLine(stderr)}`, {
        key: 'remote',
        value,
        remedy: 'Nothing was committed.',
      })
    }
    await pause(LOCK.pause)
  }
}
