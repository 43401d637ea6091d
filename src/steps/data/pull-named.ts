import { joinPath } from '../../dvc/project-files.js'
import { SetupError } from '../../errors/errors.js'
import { isWithin, type Stage } from '../../pipeline/project.js'
import { nearest } from '../../text/nearest.js'
import { leaveOut } from '../project/left-out.js'
import type { Project } from '../project/project.js'
import { strictPull } from './pull.js'

/** Checks `pull` before the first download. @throws {SetupError} no stage and no `.dvc` file makes a target */
export function rejectUnknownTargets(project: Project): void {
  for (const target of project.run.settings.validate.pullAlso) ownersOf(project, target)
}

/**
 * Leaves out the pull for `pull: none`. A run for a fork or for Dependabot names it, since the change itself may have set
 * `pull: none`.
 * @returns the reason
 */
export function leaveOutPull({ run }: Project): string {
  if (!run.settings.event.trusted) leaveOut(run, { part: 'pull', reason: 'pull: none downloads no model' })
  return 'pull: none'
}

/** Pulls the targets of the settings, for checks and for an evaluation by command. */
export async function pullNamed(project: Project): Promise<void> {
  const { pullAlso } = project.run.settings.validate
  if (pullAlso.length === 0) return project.run.skip('pull', 'pull: needed; the evaluation downloads its inputs')
  await strictPull(project, {
    targets: [...new Set(pullAlso.flatMap((target) => ownersOf(project, target)).map(({ name }) => name))],
  })
}

/** Pulls the inputs of these stages that DVC tracks and the workspace lacks. */
export async function pullInputsOf(project: Project, stages: readonly string[]): Promise<void> {
  const needs = stages
    .flatMap((name) => project.graph.stage(name)?.deps ?? [])
    .flatMap((dep) => (dep.kind === 'path' ? [dep.path] : []))
  // The outputs that this run made (`stale: run`) are only on this machine.
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

/** The stages and `.dvc` files of a target: a name, a file, an output or a path in an output. */
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
    remedy: meant === undefined ? `The targets are ${names.join(', ')}.` : `Did you mean '${meant}'?`,
  })
}
