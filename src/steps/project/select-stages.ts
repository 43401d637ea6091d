import { declaredName } from '../../dvc/file-paths.js'
import { SetupError } from '../../errors/errors.js'
import { nearest } from '../../text/nearest.js'
import type { Project } from './project.js'

/** The trailer of our commits that names the source commit of an official build. */
export const SOURCE_TRAILER = 'Dvc-Ci-Source'
/** The trailer that names the working directory of an official build which is not the top of the repository. */
export const DIRECTORY_TRAILER = 'Dvc-Ci-Directory'

/**
 * Names as a user writes them, as stages: a name as `dvc dag` shows it, or that of a `foreach` or `matrix` stage for all of it.
 * @param key the setting that they come from
 * @returns names in an order in which they can run
 * @throws {SetupError} a name that no stage has
 */
export function resolveStages(project: Project, names: readonly string[], key: string): string[] {
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
