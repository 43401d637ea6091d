import type { Context } from './context.js'

/**
 * What a run in the folder of a larger repository is about: the stages and `.dvc` files of the working directory and everything that they
 * need, wherever it is.
 * @returns names; undefined when that is the whole repository
 */
export function scopeOf({
  graph,
  project,
  stages,
}: Pick<Context, 'graph' | 'project' | 'stages'>): string[] | undefined {
  const needed = graph.withUpstream(stages.map(({ name }) => name))
  return needed.size === project.stages.length ? undefined : [...needed]
}
