import type { Stage } from '../pipeline/project.js'

/** Commands that start Python, by a program that has no other purpose or by a file. */
const PYTHON = /(?:^|[\s/;&|(])(?:python[\d.]*|uv|poetry|pdm|pipenv|pytest|jupyter|papermill|ipython)(?:\s|$)|\.py\b/
/** Commands that start R. */
const R = /(?:^|[\s/;&|(])(?:Rscript|R)(?:\s|$)|\.[Rr]\b/

/**
 * The stages that a changed file of the environment may concern: by their commands those of its language, else all.
 * @param file its name without folders
 */
export function concernedStages(file: string, stages: readonly Stage[]): string[] {
  const pattern = file === 'renv.lock' ? R : /Dockerfile/.test(file) ? /^/ : PYTHON
  const found = stages.filter(({ cmd = '' }) => pattern.test(typeof cmd === 'string' ? cmd : cmd.join('\n')))
  return (found.length > 0 ? found : stages).map(({ name }) => name)
}
