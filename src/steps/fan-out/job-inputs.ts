import { ProjectError } from '../../errors/errors.js'
import type { PlannedJob } from '../../pipeline/fan-out-plan.js'
import { isWithin } from '../../pipeline/project.js'
import { lstatOf } from '../../run/file-tree.js'
import { isPullable } from '../build/plan-build.js'
import { strictPull } from '../data/pull.js'
import type { Project } from '../project/project.js'

/**
 * Pulls only the outputs and source data that the job's stages declare as inputs.
 * @returns the stages and `.dvc` files that own them
 * @throws {ProjectError} the remote lacks one of them
 */
export async function pullNeeded(project: Project, job: PlannedJob): Promise<string[]> {
  const { graph, run } = project
  const own = new Set(job.stages)
  const names = [...new Set(job.stages.flatMap((name) => graph.upstream(name)))].filter((name) => {
    const owner = graph.stage(name)
    // The outputs of a stage of this job that turns out to be unchanged are downloaded once they are needed.
    return owner !== undefined && isPullable(owner) && !own.has(name)
  })
  const read = job.stages.flatMap((name) => graph.stage(name)?.deps.map(({ path }) => path) ?? [])
  const targets = names.flatMap((name) => {
    const owner = graph.stage(name)
    if (owner?.kind !== 'stage') return [name]
    return owner.outs
      .filter(
        (out) =>
          out.cache &&
          out.hash !== undefined &&
          read.some((path) => isWithin(path, out.path) || isWithin(out.path, path)),
      )
      .map(({ path }) => path)
  })
  await strictPull(project, { targets: names, only: targets })
  const { missing } = run.report.remote
  if (missing.length > 0)
    throw new ProjectError(
      'remote-data-missing',
      `the remote lacks data of this job: ${missing.map(({ message }) => message).join(' ')}`,
      { key: 'remote', remedy: 'Nothing was run.' },
    )
  for (const name of names) await requirePulled(project, name, targets)
  return names
}

/** @throws {ProjectError} DVC reported a successful pull, but an output is missing */
async function requirePulled({ graph, run }: Project, name: string, targets: readonly string[]): Promise<void> {
  for (const { path, cache } of graph.stage(name)?.outs ?? []) {
    if (!cache || !targets.includes(path) || (await lstatOf(`${run.settings.workingDirectory}/${path}`)) !== undefined)
      continue
    throw new ProjectError('data-not-pulled', `dvc pull succeeded, but ${path} is missing.`, {
      key: 'remote',
      value: path,
      remedy: 'Nothing was run.',
    })
  }
}
