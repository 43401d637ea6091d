import { reasonOf } from '../../dvc/dvc-errors.js'
import { OutsideError, ProjectError, SetupError } from '../../errors/errors.js'
import type { Stage } from '../../pipeline/project.js'
import { formatBytes } from '../../report/numbers.js'
import { named, withoutPeriod } from '../../text/words.js'
import { dataSize, diskOf, requireSpace } from '../data/require-space.js'
import type { Project } from '../project/project.js'

/**
 * Rejects an audit for which the disk has no space: two checkouts with the inputs and the outputs of the stages. Sizes are
 * those of dvc.lock and the `.dvc` files.
 * @throws {SetupError} with the needed and the free bytes
 */
export async function requireTwice(
  project: Project,
  stages: readonly Stage[],
  inputs: readonly Stage[],
): Promise<void> {
  const { bytes } = dataSize(project, { stages: [...stages, ...inputs].map(({ name }) => name) })
  const disk = await diskOf(project.scratch)
  if (disk === undefined || 2 * bytes <= disk.free) return
  throw new SetupError(
    'disk-too-small',
    `an audit needs ${formatBytes(2 * bytes)} for two checkouts with their data below ${project.scratch}; the disk has ${formatBytes(disk.free)} free.`,
    {
      key: 'audit-stages',
      value: formatBytes(2 * bytes),
      remedy: 'Name fewer stages, or use a runner with a larger disk. Nothing was downloaded.',
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
