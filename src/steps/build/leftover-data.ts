import { isWithin, type PathState, type ProjectStatus, type StageStatus } from '../../pipeline/project.js'
import { leaveOut } from '../project/left-out.js'
import type { Project } from '../project/project.js'

/**
 * The status of a run that left out the pull. Data of DVC in the workspace that differs from dvc.lock is from an earlier
 * run on this machine, because a change brings none: the run leaves it out, as data that is not there. dvc.lock
 * answers for the stages that read it. Data that equals dvc.lock is as if it were pulled.
 */
export function withoutLeftovers(project: Project, status: ProjectStatus): ProjectStatus {
  const stored = new Set(
    project.index.stages.flatMap(({ outs }) => outs.filter(({ cache }) => cache).map(({ path }) => path)),
  )
  const leftovers = Object.values(status)
    .flatMap(({ outs = {} }) => Object.entries(outs))
    .flatMap(([path, state]) => (state === 'modified' && stored.has(path) ? [path] : []))
    .sort()
  for (const path of leftovers)
    leaveOut(project.run, { part: 'pull', path, reason: 'the workspace has other data, of an earlier run' })
  const isOther = (path: string) => leftovers.some((other) => isWithin(path, other) || isWithin(other, path))
  const kept = (states: Record<string, PathState> = {}, isKept: (path: string) => boolean = () => false) =>
    Object.fromEntries(Object.entries(states).filter(([path]) => !isOther(path) || isKept(path)))
  return Object.fromEntries(
    Object.entries(status).map(([name, { deps, outs, ...entry }]) => [
      name,
      {
        ...entry,
        ...filled(
          'deps',
          kept(deps, (path) => isBroken(project, name, path)),
        ),
        ...filled('outs', kept(outs)),
      },
    ]),
  )
}

/** The states under their key; without a state the key is absent, as in an answer of DVC. */
function filled(key: 'deps' | 'outs', states: Record<string, PathState>): Pick<StageStatus, 'deps' | 'outs'> {
  return Object.keys(states).length === 0 ? {} : { [key]: states }
}

/**
 * True where two entries of dvc.lock name different objects for one path: they contradict each other, whatever the
 * remote or the workspace has.
 */
export function isBroken({ graph, index }: Project, stage: string, path: string): boolean {
  const dep = graph.stage(stage)?.deps.find((each) => each.kind === 'path' && each.path === path)
  const made = index.stages.flatMap(({ outs }) => outs).find((out) => out.path === path)?.hash
  return dep?.kind === 'path' && dep.hash !== undefined && made !== undefined && dep.hash !== made
}
