import { readFile, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { SetupError } from '../../errors/errors.js'
import type { HandedData } from '../../pipeline/fan-out-plan.js'
import type { Stage } from '../../pipeline/project.js'
import type { RetrainReport } from '../../report/report.js'
import type { WorkspaceBackup } from '../../run/workspace-backup.js'
import type { Project } from '../project/project.js'
import type { DataPlan } from './new-data.js'

/** What this machine has brought, for machines that find it in the remote. */
export async function handOnData(
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
 * What another machine has brought, as if it was to be brought here.
 * @throws {SetupError} DVC does not track it in this checkout
 */
export function plansOfHanded(project: Project, handed: readonly HandedData[]): DataPlan[] {
  return handed.map(({ file, path, mode }) => {
    const owner = project.stages.find((stage) => stage.kind !== 'stage' && stage.file === file)
    const out = owner?.outs.find((each) => each.path === path)
    if (owner === undefined || out === undefined) throw foreign(file, 'DVC tracks no such data here')
    return { owner, out, mode }
  })
}

/**
 * Lets DVC track what another machine has brought: the data itself is in the remote. What was there is kept aside.
 * @throws {SetupError} the `.dvc` file would not be about the same data
 */
export async function takeHandedData(
  project: Project,
  handed: readonly HandedData[],
  aside: WorkspaceBackup,
): Promise<RetrainReport['data']> {
  for (const { file, text, path } of handed) {
    const target = resolve(project.run.settings.workingDirectory, path)
    await aside.copy(fileOf(project, file))
    await aside.copy(join(dirname(target), '.gitignore'))
    await aside.move(target)
    await writeFile(fileOf(project, file), text)
  }
  const now = handed.length === 0 ? [] : (await project.dvc.inspect()).stages
  for (const { file } of handed) {
    const [before, after] = [project.stages, now].map((stages) =>
      stages.find((stage) => stage.kind !== 'stage' && stage.file === file),
    )
    if (describe(after) !== describe(before)) throw foreign(file, 'it would be about other data')
  }
  return handed.map(({ path, mode, from, changed }) => ({
    path,
    mode,
    ...(from === undefined ? {} : { from }),
    changed,
  }))
}

/** All of a `.dvc` file but the content. */
function describe(stage: Stage | undefined): string {
  return JSON.stringify([stage?.kind, stage?.outs.map(({ path, cache, push, remote }) => [path, cache, push, remote])])
}

const fileOf = ({ run }: Project, file: string) => resolve(run.settings.workingDirectory, file)

function foreign(file: string, why: string): SetupError {
  return new SetupError('plan-invalid', `plan: what it says of ${file} does not fit this checkout: ${why}.`, {
    key: 'plan',
    value: file,
    remedy: 'Plan again, and give the output `plan` unchanged.',
  })
}
