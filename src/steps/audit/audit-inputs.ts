import { reasonOf } from '../../dvc/dvc-errors.js'
import { OutsideError, ProjectError, SetupError } from '../../errors/errors.js'
import { isWithin, type Stage } from '../../pipeline/project.js'
import { formatBytes } from '../../report/numbers.js'
import { named, withoutPeriod } from '../../text/words.js'
import { dataSize, diskOf, requireSpace } from '../data/require-space.js'
import type { Project } from '../project/project.js'
import { type AuditFolder, checkOutData } from './audit-folders.js'

/** The other stages and `.dvc` files whose outputs these stages read. */
export function inputsOf({ index }: Project, stages: readonly Stage[]): Stage[] {
  const own = new Set(stages.map(({ name }) => name))
  const read = stages.flatMap(({ deps }) => deps.flatMap((dep) => (dep.kind === 'repo' ? [] : [dep.path])))
  return index.stages.filter(
    ({ name, outs, partial }) =>
      !own.has(name) &&
      !partial &&
      outs.some(({ path }) => read.some((each) => isWithin(each, path) || isWithin(path, each))),
  )
}

/**
 * Rejects an audit for which the disk has no space: checkouts with the inputs and the outputs of the stages. Sizes are those
 * of dvc.lock and the `.dvc` files.
 * @param checkouts their number
 * @throws {SetupError} with the needed and the free bytes
 */
export async function requireSpaceForRuns(
  project: Project,
  stages: readonly Stage[],
  inputs: readonly Stage[],
  checkouts: number,
): Promise<void> {
  const needed = checkouts * dataSize(project, { stages: [...stages, ...inputs].map(({ name }) => name) }).bytes
  const disk = await diskOf(project.scratch)
  if (disk === undefined || needed <= disk.free) return
  throw new SetupError(
    'disk-too-small',
    `an audit needs ${formatBytes(needed)} for checkouts with their data below ${project.scratch}; the disk has ${formatBytes(disk.free)} free.`,
    {
      key: 'audit',
      value: formatBytes(needed),
      remedy: 'Use a runner with a larger disk, or audit fewer stages. No stage ran twice.',
    },
  )
}

/**
 * Downloads the outputs of stages and `.dvc` files into DVC's cache. The working tree stays as it is.
 * @throws {ProjectError} the remote lacks some of it
 * @throws {OutsideError} the remote does not answer
 */
export async function downloadInputs(project: Project, inputs: readonly Stage[]): Promise<void> {
  const { run, dvc, objects } = project
  await run.step('download inputs', async (outcome) => {
    const names = inputs.filter(({ outs }) => outs.some(({ cache }) => cache)).map(({ name }) => name)
    if (names.length === 0) {
      outcome.message = 'no data is needed'
      return
    }
    await objects?.admit(names)
    await requireSpace(project, { stages: names })
    const result = await dvc.run(['fetch', '--', ...names])
    const lacking = [...new Set(Object.values(await dvc.uncached(names)).flat())]
    if (lacking.length > 0)
      throw new ProjectError(
        'remote-data-missing',
        `the remote does not have the inputs of this audit: ${named(lacking)}.`,
        {
          key: 'remote',
          remedy: 'Push them with `dvc push`, or audit the stages that make them too. No stage ran.',
        },
      )
    if (result.code !== 0)
      throw new OutsideError(
        'dvc-pull-failed',
        `dvc fetch failed with code ${result.code}: ${withoutPeriod(reasonOf(result.stderr))}.`,
        { key: 'remote', remedy: 'Check that this machine can read the remote with its credentials.' },
      )
    outcome.message = named(names)
  })
}

/** Puts the outputs of stages and `.dvc` files into a checkout, from the cache. @throws {OutsideError} DVC cannot */
export async function checkOutInputs(project: Project, folder: AuditFolder, inputs: readonly Stage[]): Promise<void> {
  const outs = inputs.flatMap((stage) => stage.outs)
  await checkOutData(
    project,
    folder,
    outs.filter(({ cache, hash }) => cache && hash !== undefined).map(({ path }) => path),
  )
}
