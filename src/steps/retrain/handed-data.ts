import { readFile, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { SetupError } from '../../errors/errors.js'
import type { HandedData } from '../../pipeline/fan-out-plan.js'
import type { Stage } from '../../pipeline/project.js'
import type { RetrainReport } from '../../report/report.js'
import type { WorkspaceBackup } from '../../run/workspace-backup.js'
import type { Project } from '../project/project.js'
import type { DataPlan } from './new-data.js'

/** New data of this machine, for machines that download it from the remote. */
export async function dataForOtherMachines(
  project: Project,
  plans: readonly DataPlan[],
  brought: RetrainReport['data'],
): Promise<HandedData[]> {
  return Promise.all(
    plans.map(async ({ owner, out, mode }, index) => {
      const { from, changed = false } = brought[index] ?? {}
      return {
        file: owner.file,
        text: await readFile(fileOf(project, owner.file), 'utf8'),
        path: out.path,
        mode,
        ...(from === undefined ? {} : { from }),
        changed,
      }
    }),
  )
}

/**
 * The data plans of another machine, with the stages of this checkout.
 * @throws {SetupError} DVC does not track the data in this checkout
 */
export function plansOfHanded(project: Project, handed: readonly HandedData[]): DataPlan[] {
  return handed.map(({ file, path, mode }) => {
    const owner = project.stages.find((stage) => stage.kind !== 'stage' && stage.file === file)
    const out = owner?.outs.find((each) => each.path === path)
    if (owner === undefined || out === undefined) throw mismatch(file, 'DVC does not track that data here')
    return { owner, out, mode }
  })
}

/**
 * Writes the `.dvc` files of another machine's new data; the data itself is in the remote. Replaced files go into the
 * backup.
 * @throws {SetupError} a `.dvc` file would track other data
 */
export async function applyHandedData(
  project: Project,
  handed: readonly HandedData[],
  backup: WorkspaceBackup,
): Promise<RetrainReport['data']> {
  for (const { file, text, path } of handed) {
    const target = resolve(project.run.settings.workingDirectory, path)
    await backup.copy(fileOf(project, file))
    await backup.copy(join(dirname(target), '.gitignore'))
    await backup.move(target)
    await writeFile(fileOf(project, file), text)
  }
  const now = handed.length === 0 ? [] : (await project.dvc.inspect()).stages
  for (const { file } of handed) {
    const [before, after] = [project.stages, now].map((stages) =>
      stages.find((stage) => stage.kind !== 'stage' && stage.file === file),
    )
    if (describe(after) !== describe(before)) throw mismatch(file, 'the file would track other data')
  }
  return handed.map(({ path, mode, from, changed }) => ({
    path,
    mode,
    ...(from === undefined ? {} : { from }),
    changed,
  }))
}

/** Everything in a `.dvc` file except the hash. */
function describe(stage: Stage | undefined): string {
  return JSON.stringify([stage?.kind, stage?.outs.map(({ path, cache, push, remote }) => [path, cache, push, remote])])
}

const fileOf = ({ run }: Project, file: string) => resolve(run.settings.workingDirectory, file)

function mismatch(file: string, why: string): SetupError {
  return new SetupError('plan-invalid', `plan: its data for ${file} does not fit this checkout: ${why}.`, {
    key: 'plan',
    value: file,
    remedy: 'Plan again, and give the output `plan` unchanged.',
  })
}
