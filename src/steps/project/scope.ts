import type { Project } from './project.js'

/**
 * What a run in the folder of a larger repository is about: the stages and `.dvc` files of the working directory and everything that they
 * need, wherever it is.
 * @returns names; undefined when that is the whole repository
 */
export function scopeOf({ graph, index, stages }: Pick<Project, 'graph' | 'index' | 'stages'>): string[] | undefined {
  const needed = graph.withUpstream(stages.map(({ name }) => name))
  return needed.size === index.stages.length ? undefined : [...needed]
}
