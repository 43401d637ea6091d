import { joinPath } from '../../dvc/project-files.js'
import { SetupError } from '../../errors/errors.js'
import { isWithin, type Stage } from '../../pipeline/project.js'
import { nearest } from '../../text/nearest.js'
import type { Project } from '../project/project.js'
import { strictPull } from './pull.js'

/** Before anything is fetched. @throws {SetupError} `pull` names what neither a stage nor a `.dvc` file makes */
export function refuseUnknownNeeds(project: Project): void {
  for (const target of project.run.settings.validate.pullAlso) ownersOf(project, target)
}

/** Pulls what the settings name, for checks and for an evaluation by command. */
export async function pullNamed(project: Project): Promise<void> {
  const { pullAlso } = project.run.settings.validate
  if (pullAlso.length === 0)
    return project.run.skip('pull', 'pull: needed; what the evaluation reads is fetched when it runs')
  await strictPull(project, {
    targets: [...new Set(pullAlso.flatMap((target) => ownersOf(project, target)).map(({ name }) => name))],
  })
}

/** Pulls what these stages read and DVC keeps; what is here already is not fetched again. */
export async function pullInputsOf(project: Project, stages: readonly string[]): Promise<void> {
  const needs = stages
    .flatMap((name) => project.graph.stage(name)?.deps ?? [])
    .flatMap((dep) => (dep.kind === 'path' ? [dep.path] : []))
  // What was made here just now (`stale: run`) is here, and nowhere else.
  const made = new Set([
    ...stages,
    ...project.run.report.stages
      .filter(({ verdict }) => verdict === 'ran' || verdict === 'restored')
      .map(({ name }) => name),
  ])
  const makers = project.index.stages.filter(
    ({ name, outs }) =>
      !made.has(name) &&
      outs.some(({ cache, path }) => cache && needs.some((need) => isWithin(need, path) || isWithin(path, need))),
  )
  await strictPull(project, { targets: makers.map(({ name }) => name) })
}

/** The stages and `.dvc` files that a target names: by name, by their file, or by an output or a path in one. */
function ownersOf({ index }: Project, target: string): Stage[] {
  const path = joinPath(target)
  const named = index.stages.filter(
    ({ name, file, kind }) =>
      name === target || (kind === 'stage' && name.split('@')[0] === target) || (kind !== 'stage' && file === path),
  )
  const found =
    named.length > 0
      ? named
      : index.stages.filter(({ outs }) => outs.some((out) => isWithin(path, out.path) || isWithin(out.path, path)))
  if (found.length > 0) return found
  const names = index.stages.flatMap(({ name, outs }) => [name, ...outs.map((out) => out.path)])
  const meant = nearest(target, ['all', 'needed', 'none', ...names])
  throw new SetupError('target-unknown', `pull: no stage and no .dvc file makes '${target}'.`, {
    key: 'pull',
    value: target,
    remedy: meant === undefined ? `There are ${names.join(', ')}.` : `Did you mean '${meant}'?`,
  })
}
