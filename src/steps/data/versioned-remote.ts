import { versionsUnsupported } from '../../dvc/dvc-errors.js'
import { SetupError } from '../../errors/errors.js'
import type { Out } from '../../pipeline/project.js'
import type { Project } from '../project/project.js'

/** The remotes that outputs of the project are pushed to, by name. */
export function outputRemotes(project: Pick<Project, 'run' | 'index'>): string[] {
  return remotesOf(project, ({ cache, push }) => cache && push)
}

/** The remotes that a run may ask: those of all outputs, also of imports and of `push: false`, and the one in use. */
export function usedRemotes(project: Pick<Project, 'run' | 'index'>): string[] {
  const main = mainRemote(project)
  const names = [...remotesOf(project, ({ remote }) => remote !== undefined), ...(main === undefined ? [] : [main])]
  return [...new Set(names)].filter((name) => name in project.index.remotes).sort()
}

/** The remotes of the chosen outputs, sorted; an output without its own has the remote in use. */
function remotesOf(project: Pick<Project, 'run' | 'index'>, isChosen: (out: Out) => boolean): string[] {
  const main = mainRemote(project) ?? ''
  const outs = project.index.stages.flatMap((stage) => stage.outs.filter(isChosen))
  return [...new Set(outs.map(({ remote = main }) => remote))].sort()
}

function mainRemote({ run, index }: Pick<Project, 'run' | 'index'>): string | undefined {
  return run.settings.remote ?? index.defaultRemote ?? undefined
}

/** A remote of the project's outputs that keeps versions of files, with the option that makes it do so. */
export function versionedRemote(project: Pick<Project, 'run' | 'index'>): { name: string; option: string } | undefined {
  for (const name of outputRemotes(project)) {
    // DVC takes the names of remotes in lower case.
    const option = project.index.remotes[name.toLowerCase()]?.versions
    if (option !== undefined) return { name, option }
  }
  return undefined
}

/**
 * Rejects a run that must store data by its hash, because a remote keeps versions of files. For builds over many
 * machines, whose jobs would each have versions of their own, and for commits of a validation.
 * @throws {SetupError} with the remote
 */
export function requireObjectRemote(project: Pick<Project, 'run' | 'index'>): void {
  const found = versionedRemote(project)
  if (found === undefined) return
  const { id, message, ...details } = versionsUnsupported(`the remote '${found.name}' has ${found.option} = true`)
  throw new SetupError(id, `${message}.`, details)
}
