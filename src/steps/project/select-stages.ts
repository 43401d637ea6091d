import { declaredName } from '../../dvc/file-paths.js'
import { SetupError } from '../../errors/errors.js'
import { nearest } from '../../text/nearest.js'
import type { Project } from './project.js'

/**
 * The stages and `.dvc` files of the working directory, and all that they need in the repository.
 * @returns names; undefined for the whole repository
 */
export function scopeOf({ graph, index, stages }: Pick<Project, 'graph' | 'index' | 'stages'>): string[] | undefined {
  const needed = graph.withUpstream(stages.map(({ name }) => name))
  return needed.size === index.stages.length ? undefined : [...needed]
}

/**
 * Resolves names that a user wrote: a stage name as `dvc dag` shows it, or the name of a whole `foreach` or `matrix`
 * stage.
 * @param key the setting of the names
 * @returns stage names in an order in which they can run
 * @throws {SetupError} no stage has a name
 */
export function resolveStages(
  project: Pick<Project, 'graph' | 'stages'>,
  names: readonly string[],
  key: string,
): string[] {
  const known = project.stages.filter(({ kind }) => kind === 'stage').map(({ name }) => name)
  const chosen = new Set<string>()
  for (const name of names) {
    const found = known.includes(name) ? [name] : known.filter((stage) => declaredName(stage) === name)
    if (found.length === 0) {
      const near = nearest(name, [...known, ...known.map(declaredName)])
      throw new SetupError('stage-unknown', `${key}: there is no stage '${name}'.`, {
        key,
        value: name,
        remedy: near === undefined ? `The stages are ${known.join(', ')}.` : `Did you mean '${near}'?`,
      })
    }
    found.forEach((stage) => chosen.add(stage))
  }
  return project.graph.topological().filter((name) => chosen.has(name))
}
